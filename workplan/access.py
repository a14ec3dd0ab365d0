"""Plans and items are fetched with the right to read them, or they are not there (404)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value
from django.http import Http404

from committees.keeping.prepared import Given, Prepared
from committees.models import Membership, Role, Side
from committees.permissions import Place, Reader, may, places_of
from committees.roles import RIGHTS, Reach, Right
from workplan.choices import ReturnState, WorkplanState
from workplan.models import (
    ActionItem,
    ChaseLetter,
    Evidence,
    EvidenceFile,
    FixtureLoad,
    Mail,
    PackUpload,
    ReportingRound,
    Return,
    ReturnEvent,
    ReturnEvidence,
    SideNote,
    Workplan,
)
from workplan.positions import IsAmong

Columns = Callable[[], dict[str, Any]]  # expressions that the same query brings along

# A draft is the kitchen of those who will put it to the meeting; viewers and contributors see adopted plans.
DRAFT_READERS = frozenset({Role.LIAISON_OFFICER, Role.SECRETARIAT, Role.ADMINISTRATOR})


def visible_plans(user: Reader) -> QuerySet[Workplan]:
    reach = _reach_of(user)
    return _plans_within(_ids(reach["committees"]), _ids(reach["drafts_of"]))


def _ids(ids: list[int]) -> Value:
    return Value(ids, ArrayField(BigIntegerField()))


def _plans_within(committees: Any, drafts_of: Any) -> QuerySet[Workplan]:
    """The rule itself: adopted plans of own committees, and drafts where one is among their readers."""
    return Workplan.objects.filter(
        Q(IsAmong("committee", drafts_of)) | Q(state=WorkplanState.ADOPTED), IsAmong("committee", committees)
    )


def _reach_of(user: Reader) -> dict[str, list[int]]:
    places = places_of(user)
    return {
        "committees": list({place.committee_id for place in places}),
        "drafts_of": list({place.committee_id for place in places if place.role in DRAFT_READERS}),
        "notes_of": list(_sides_of_offices(user)),
    }


def no_columns() -> dict[str, Any]:
    return {}


def get_plan(user: Reader, slug: str, period: str, columns: Columns = no_columns) -> Workplan:
    return _first(_plan_with(columns).rows(**_reach_of(user), slug=slug, period=period))


@cache
def _plan_with(columns: Columns) -> Prepared:
    return Prepared(
        lambda: (
            _plans_within(Given("committees"), Given("drafts_of"))
            .select_related("committee", "adopted_by__meeting")
            .annotate(**columns())
            .filter(committee__slug=Given("slug"), period=Given("period"))
        )
    )


def visible_items(user: Reader) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(workplan__in=visible_plans(user))


def get_item(
    user: Reader, slug: str, period: str, reference: str, columns: Columns = no_columns
) -> ActionItem:
    asked = {"slug": slug, "period": period, "reference": reference}
    return _first(_item_with(columns).rows(**_reach_of(user), **asked))


@cache
def _item_with(columns: Columns) -> Prepared:
    return Prepared(
        lambda: (
            ActionItem.objects.filter(workplan__in=_plans_within(Given("committees"), Given("drafts_of")))
            .select_related(
                "workplan__committee", "workplan__adopted_by__meeting", "area", "current__statement__side"
            )
            .annotate(**columns())
            .filter(
                workplan__committee__slug=Given("slug"),
                workplan__period=Given("period"),
                reference=Given("reference"),
            )
        )
    )


def _first(rows: list[Any]) -> Any:
    if not rows:
        raise Http404
    return rows[0]


def committees_to_load_for(user: Reader) -> frozenset[str]:
    """Addresses of the committees whose fixtures the person loads."""
    return frozenset(
        place.committee_slug
        for place in places_of(user)
        if may(user, Right.LOAD_FIXTURES, committee_id=place.committee_id)
    )


def visible_loads(user: Reader) -> QuerySet[FixtureLoad]:
    """Sent fixtures show drafts of the committees they were sent for, so only whoever loads for all of these."""
    return FixtureLoad.objects.filter(committees__contained_by=sorted(committees_to_load_for(user)))


def get_load(user: Reader, number: int) -> FixtureLoad:
    found = visible_loads(user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def visible_files(user: Reader) -> QuerySet[EvidenceFile]:
    """Released by a statement on an item one reads; before that, in the kitchens where one works."""
    released = Evidence.objects.filter(file=OuterRef("pk"), update__item__in=visible_items(user))
    offered = ReturnEvidence.objects.filter(
        of_own_kitchens(user, to_return="contribution__"), file=OuterRef("pk")
    )
    letters = ReturnEvent.objects.filter(
        of_own_kitchens(user, to_return="contribution__"), source_file=OuterRef("pk")
    )
    packs = visible_packs(user).filter(Q(file=OuterRef("pk")) | Q(letter=OuterRef("pk")))
    offices = [place.side_id for place in places_of(user) if _may(user, Right.RECORD, place)]
    sends = [place.committee_id for place in places_of(user) if _sends_files(user, place)]
    kitchen = Q(side__in=offices, on_behalf=False)
    own = Q(recorded_by=user.pk, committee__in=sends)
    return EvidenceFile.objects.filter(
        Exists(released) | Exists(offered) | Exists(letters) | Exists(packs) | kitchen | own
    )


def _sends_files(user: Reader, place: Place) -> bool:
    return _may(user, Right.RECORD, place) or _may(user, Right.HAND_IN, place)


def _may(user: Reader, right: Right, place: Place) -> bool:
    return may(user, right, committee_id=place.committee_id, side_id=place.side_id, body_id=place.body_id)


def get_file(user: Reader, slug: str, key: UUID) -> EvidenceFile:
    found = visible_files(user).filter(committee__slug=slug, pk=key).first()
    if found is None:
        raise Http404
    return found


def visible_rounds(user: Reader) -> QuerySet[ReportingRound]:
    """That returns are called for, and when, is no secret within the committee; the returns are."""
    return ReportingRound.objects.filter(committee__in={place.committee_id for place in places_of(user)})


def get_round(user: Reader, slug: str, number: int, columns: Columns = no_columns) -> ReportingRound:
    return _first(
        list(
            visible_rounds(user)
            .select_related("committee", "meeting", "workplan")
            .annotate(**columns())
            .filter(committee__slug=slug, number=number)
        )
    )


def visible_returns(user: Reader) -> QuerySet[Return]:
    """The kitchen: a side's returns for its liaison office, a body's own for its contributors. For nobody else."""
    return Return.objects.filter(of_own_kitchens(user))


def of_own_kitchens(user: Reader, to_return: str = "") -> Q:
    """The same as a condition, for rows that hang on a return: ``to_return="contribution__"``."""
    own = Q(pk__in=())
    for place in places_of(user):
        if RIGHTS[Right.HANDLE_RETURNS][place.role] != Reach.NO:
            own |= Q(**{f"{to_return}side": place.side_id})
        elif RIGHTS[Right.HAND_IN][place.role] != Reach.NO:
            own |= Q(
                **{
                    f"{to_return}round__committee": place.committee_id,
                    f"{to_return}body": place.body_id,
                    f"{to_return}side": place.side_id,
                }
            )
    return own


def visible_notes(user: Reader) -> QuerySet[SideNote]:
    """The notes of the sides whose office one works in."""
    return notes_within(_ids(list(_sides_of_offices(user))))


def notes_within(sides: Any) -> QuerySet[SideNote]:
    """The rule itself. `get_plan` and `get_item` bring the sides of their reader as ``Given("notes_of")``."""
    return SideNote.objects.filter(IsAmong("side", sides))


def sides_that_note(user: Reader, committee_id: int) -> list[Side]:
    return list(Side.objects.filter(committee=committee_id, pk__in=_sides_of_offices(user)).order_by("order"))


def _sides_of_offices(user: Reader) -> set[int]:
    return {place.side_id for place in places_of(user) if RIGHTS[Right.KEEP_NOTES][place.role] != Reach.NO}


def get_return(user: Reader, slug: str, number: int, reference: str, code: str) -> Return:
    return _first(
        list(
            visible_returns(user)
            .select_related(
                "round__committee", "round__meeting", "item__workplan", "item__area", "body", "side"
            )
            .select_related("item__current")
            .filter(
                round__committee__slug=slug,
                round__number=number,
                item__reference=reference,
                body__code=code.upper(),
            )
        )
    )


def get_accepted_returns(user: Reader, slug: str, number: int, reference: str) -> list[Return]:
    """Those on one item in one round that were accepted, at least one."""
    found = list(
        visible_returns(user)
        .select_related("round__committee", "item__workplan__committee", "item__area", "item__current")
        .select_related("body", "side")
        .filter(round__committee__slug=slug, round__number=number, item__reference=reference)
        .filter(state=ReturnState.ACCEPTED)
        .order_by("side__order", "pk")
    )
    if not found:
        raise Http404
    return found


def visible_mail(user: Reader, committee_id: int | None = None) -> QuerySet[Mail]:
    """Letters about a committee, to people of a side there whose mail the person keeps; and letters about several,
    to people who sit on no side but such: those tell of every kitchen that their reader works in."""
    keeping = [place for place in places_of(user) if RIGHTS[Right.KEEP_MAIL][place.role] != Reach.NO]
    here = {place.side_id for place in keeping if committee_id in (None, place.committee_id)}
    seats = Membership.objects.filter(user=OuterRef("to_user"))
    theirs = seats.filter(seat__side__in=here)
    about_it = Exists(theirs.filter(seat__committee=OuterRef("committee")))
    elsewhere = Exists(seats.exclude(seat__side__in={place.side_id for place in keeping}))
    return Mail.objects.filter(Q(about_it) | Q(Exists(theirs), ~elsewhere, committee=None))


def get_mail(user: Reader, committee_id: int, number: int) -> Mail:
    found = visible_mail(user, committee_id).select_related("to_user").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def sides_handled(user: Reader, committee_id: int) -> frozenset[int]:
    """The sides of whose liaison office one is: whose returns one collects, checks and chases."""
    return frozenset(
        place.side_id
        for place in places_of(user)
        if place.committee_id == committee_id and RIGHTS[Right.HANDLE_RETURNS][place.role] != Reach.NO
    )


def visible_letters(user: Reader, place: ReportingRound) -> QuerySet[ChaseLetter]:
    """All the staff of the office that sent them, and nobody else."""
    return ChaseLetter.objects.filter(round=place, side__in=sides_handled(user, place.committee_id))


def visible_packs(user: Reader) -> QuerySet[PackUpload]:
    """In the same kitchens as the returns they speak of."""
    return PackUpload.objects.filter(of_own_kitchens(user))


def get_pack(user: Reader, slug: str, number: int, key: int) -> PackUpload:
    return _first(
        list(
            visible_packs(user)
            .select_related("round__committee", "round__meeting", "body", "side", "file", "recorded_by")
            .select_related("letter__committee")
            .filter(round__committee__slug=slug, round__number=number, pk=key)
        )
    )

"""Bodies that owe returns, what was written to them, and a letter that can be sent as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import Http404
from django.urls import reverse

from committees.keeping import clock, once
from committees.keeping.trilingual import LANGUAGES, column_suffix, wording_of
from committees.models import Body, LiaisonOffice, Side
from committees.permissions import Reader
from workplan.access import sides_handled, visible_letters
from workplan.choices import OUTSTANDING, Language, ReturnAct, ReturnState
from workplan.models import ChaseLetter, ReportingRound, Return, ReturnEvent
from workplan.notifications import in_one_line
from workplan.surroundings import Surroundings
from workplan.views.contexts.letter_texts import CameBefore, Letter, Owed, letter_in


@dataclass(frozen=True)
class Debtor:
    """A body with what it has not answered, the longest due first, and the letters it had before."""

    body: Body
    side: Side
    url: str
    returns: list[Return]
    letters: list[ChaseLetter]
    now: datetime  # or when the round was closed: nothing grows later after that

    @property
    def first_due(self) -> datetime:
        return min(each.due_at for each in self.returns)

    @property
    def late(self) -> list[Return]:
        return [each for each in self.returns if each.due_at < self.now]

    @property
    def late_days(self) -> int:
        return (clock.day_of(self.now) - clock.day_of(self.first_due)).days

    @property
    def owed(self) -> list[Owed]:
        came_before = _came_before(self.returns)
        return [
            Owed(
                each.item,
                each.due_at,
                each.due_at != each.round.due_at,
                (clock.day_of(self.now) - clock.day_of(each.due_at)).days if each.due_at < self.now else None,
                came_before.get(each.pk),
            )
            for each in self.returns
        ]


@dataclass(frozen=True)
class ChasePage:
    place: ReportingRound
    debtors: list[Debtor]
    # Of bodies that owe nothing any more.
    older: list[ChaseLetter]

    @property
    def owed(self) -> int:
        return sum(len(debtor.returns) for debtor in self.debtors)


def chase_page(place: ReportingRound, here: Surroundings, reader: Reader) -> ChasePage:
    """Two queries. Whoever owes the longest comes first."""
    letters = _letters(place, reader)
    debtors = [
        _debtor(place, here, list(returns), letters)
        for _body, returns in groupby(_owed(place, reader), key=lambda each: each.body_id)
    ]
    debtors.sort(key=lambda debtor: (debtor.first_due, debtor.body.abbreviation))
    owing = {debtor.body.pk for debtor in debtors}
    older = [letter for body, sent in letters.items() if body not in owing for letter in sent]
    return ChasePage(place, debtors, older)


def debtor_of(place: ReportingRound, here: Surroundings, reader: Reader, code: str) -> Debtor:
    """404 for a body that was asked for nothing here, or is not this office's to write to."""
    owed = [each for each in _owed(place, reader) if each.body.code == code.upper()]
    letters = _letters(place, reader)
    if owed:
        return _debtor(place, here, owed, letters)
    asked = _asked(place, reader).filter(body__code=code.upper()).first()
    if asked is None:
        raise Http404
    url = reverse("chase-body", args=[here.committee.slug, place.number, code.lower()])
    return Debtor(asked.body, asked.side, url, [], letters.get(asked.body_id, []), here.now)


def _debtor(
    place: ReportingRound,
    here: Surroundings,
    returns: list[Return],
    letters: Mapping[int, list[ChaseLetter]],
) -> Debtor:
    body, side = returns[0].body, returns[0].side
    url = reverse("chase-body", args=[here.committee.slug, place.number, body.code.lower()])
    for each in returns:
        each.round = place
    return Debtor(body, side, url, returns, letters.get(body.pk, []), place.closed_at or here.now)


def _asked(place: ReportingRound, reader: Reader) -> Any:
    handled = sides_handled(reader, place.committee_id)
    return Return.objects.filter(round=place, side__in=handled).select_related("item", "body", "side")


def _owed(place: ReportingRound, reader: Reader) -> list[Return]:
    owed = _asked(place, reader).filter(state__in=OUTSTANDING)
    return list(owed.order_by("body_id", "due_at", "item__area__number", "item__position"))


def _letters(place: ReportingRound, reader: Reader) -> dict[int, list[ChaseLetter]]:
    """By body, newest first."""
    found: dict[int, list[ChaseLetter]] = defaultdict(list)
    letters = visible_letters(reader, place).select_related("body").order_by("body_id", "-number")
    for letter in letters:
        letter.round = place
        found[letter.body_id].append(letter)
    return found


def _came_before(returns: Sequence[Return]) -> dict[int, CameBefore]:
    """By return, of those that came and went back: the last time that each did. One query."""
    back = [each.pk for each in returns if each.state != ReturnState.EXPECTED]
    acts = (ReturnAct.SUBMIT, ReturnAct.NIL, ReturnAct.SEND_BACK, ReturnAct.RECALL)
    handed_in: dict[int, date] = {}
    found: dict[int, CameBefore] = {}
    for event in ReturnEvent.objects.filter(contribution__in=back, act__in=acts).order_by("number"):
        day = clock.day_of(event.recorded_at)
        if event.act in (ReturnAct.SUBMIT, ReturnAct.NIL):
            handed_in[event.contribution_id] = day
        else:
            reason = in_one_line(event.reason) if event.act == ReturnAct.SEND_BACK else None
            found[event.contribution_id] = CameBefore(handed_in[event.contribution_id], day, reason)
    return found


def initial_letter(
    debtor: Debtor, place: ReportingRound, here: Surroundings, typed: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What was typed before the session ended, else a letter in each language."""
    if typed:
        return {name: typed[name] for name in typed} | {"once_key": once.new_key()}
    office = LiaisonOffice.objects.filter(side=debtor.side).select_related("body").first()
    letter = Letter(
        body=debtor.body,
        side=debtor.side,
        office=office.body if office else None,
        place=place,
        committee=here.committee,
        owed=debtor.owed,
        today=here.today,
    )
    texts = {f"text_{column_suffix(language)}": letter_in(language, letter) for language in LANGUAGES}
    return {"once_key": once.new_key(), **texts}


def texts_of(letter: ChaseLetter) -> list[tuple[str, str, str]]:
    """Language, its name in itself, and what was written in it."""
    texts = [(code, str(Language(code).label), wording_of(letter, "text", code)) for code in LANGUAGES]
    return [(code, label, str(text)) for code, label, text in texts if text and not text.is_fallback]

"""One person before one return: the forms they get, and what became of what they typed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from committees import typed_text
from committees.models import User
from workplan import round_permissions
from workplan.access import visible_files
from workplan.choices import OUTSTANDING, MilestoneEventKind, ReturnAct
from workplan.forms.points import AnswerForm, form_that_came_back
from workplan.forms.progress import FEWEST_PROOFS, MOST_PROOFS, ProofFormSet
from workplan.forms.returns import (
    EVIDENCE,
    READING,
    STEP,
    ActForm,
    ReadingForm,
    ReturnForm,
    ReturnForms,
    StepForm,
    as_typed,
    says_the_same,
)
from workplan.models import EvidenceFile, Indicator, Milestone, Return, ReturnDraft
from workplan.permissions import refusal
from workplan.services.contributions import Contribution, Signature, said_in
from workplan.services.files import keep_file
from workplan.surroundings import surroundings
from workplan.views.contexts.form_parts import count_in, key_in
from workplan.views.contexts.return_conflict import ConflictRow, conflict_of, conflict_of_acts
from workplan.views.contexts.return_page import page_of

PROOF_FIELDS = ("title", "publisher", "date", "url", "kept", "without_file")
LETTER = "source"


class ReturnDesk:
    def __init__(self, request: HttpRequest, contribution: Return) -> None:
        self.request, self.contribution = request, contribution
        self.here = surroundings(request, contribution.round.committee.slug)
        self.status = 422
        self.conflict: list[ConflictRow] = []
        self.refused_files: dict[str, ValidationError] = {}
        self.came_back = self.files_lost = self.from_draft = self.is_overtaken = False
        self.act_form: ActForm | None = None
        # What was refused or came back, by the number of its point.
        self.point_forms: dict[int, AnswerForm] = {}

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101 - the page asks for signing in
        return self.request.user

    @cached_property
    def on_behalf(self) -> bool:
        return not round_permissions.speaks_as_the_body(self.user, self.contribution)

    @cached_property
    def is_open_to_text(self) -> bool:
        return self.contribution.state in OUTSTANDING

    @cached_property
    def takes_no_returns(self) -> str:
        """Why nothing is handed in at this moment."""
        question = round_permissions.check_takes_returns
        return refusal(question, self.contribution.round, now=self.here.now)

    @cached_property
    def stored(self) -> Contribution:
        return said_in(self.contribution)

    @cached_property
    def milestones(self) -> list[Milestone]:
        """Those about which there is something to say: what was reached stays reached."""
        open_ones = self.contribution.item.milestones.exclude(events__kind=MilestoneEventKind.REACHED)
        return list(open_ones.order_by("number"))

    @cached_property
    def indicators(self) -> list[Indicator]:
        return list(self.contribution.item.indicators.all())

    @cached_property
    def draft(self) -> ReturnDraft | None:
        """What this person typed and did not save, where it says anything else than what is stored."""
        kept = ReturnDraft.objects.filter(contribution=self.contribution, user=self.user).first()
        if kept is None or says_the_same(typed_in(kept), as_typed(self.stored)):
            return None
        return kept

    # Forms

    def first_forms(self) -> ReturnForms:
        """The draft where it is asked for, else what is stored."""
        if "draft" in self.request.GET and self.draft:
            return self._from_draft(self.draft)
        return self.unjudged(as_typed(self.stored), self.contribution.version)

    def _left_by_a_lost_session(self) -> QueryDict | None:
        """A form of the body; the reason of an office and what is said on a point go into their own forms at once."""
        typed = typed_text.take(self.request, below=True)
        if typed is None:
            return None
        self.came_back, self.files_lost = True, typed_text.FILES_LOST in typed
        if "reason" in typed:
            self.act_form = ActForm(initial={"reason": typed["reason"]}, auto_id="act_%s")
            return None
        if "on_point" in typed:
            number, said = form_that_came_back(typed)
            self.point_forms[number] = said
            return None
        return typed

    def _from_draft(self, draft: ReturnDraft) -> ReturnForms:
        self.from_draft, typed = True, typed_in(draft)
        if draft.based_on != self.contribution.version:
            self._show_beside(typed)
        return self.unjudged(typed, self.contribution.version)

    def sent(self, *, is_signed: bool) -> ReturnForms:
        """What was posted, to be judged; its files are kept before that, so that a refusal does not lose them."""
        data = self.with_files_kept()
        return self._built(data, data, is_signed=is_signed)

    def unjudged(self, typed: QueryDict, version: int, rows: int = 0) -> ReturnForms:
        """Shown as it was typed; ``version`` is what its writer saw."""
        places = min(max(count_in(typed.get(f"{EVIDENCE}-TOTAL_FORMS")), FEWEST_PROOFS) + rows, MOST_PROOFS)
        own: dict[str, Any] = {"as_at": self.here.today}
        if not self.on_behalf:  # else the letter says who signed it, and when
            own |= {"signed_by": self.user.name_for_the_record, "signed_on": self.here.today}
        own |= {name: value for name, value in typed.items() if value or name not in own}
        own |= {name: typed.getlist(name) for name in ("drafted", "checked")}
        evidence = [
            {name: typed.get(f"{EVIDENCE}-{place}-{name}", "") for name in PROOF_FIELDS}
            for place in range(places)
        ]
        return self._built(None, typed, own={**own, "version": version}, evidence=evidence)

    def _built(
        self,
        data: Any,
        typed: QueryDict,
        *,
        own: dict[str, Any] | None = None,
        evidence: Any = None,
        is_signed: bool = False,
    ) -> ReturnForms:
        files = self._files_named(typed)
        form = ReturnForm(data, initial=own, on_behalf=self.on_behalf, files=files, is_signed=is_signed)
        return ReturnForms(
            form=form,
            steps=[(each, StepForm(data, **_below(STEP, each.number, typed))) for each in self.milestones],
            readings=[
                (each, ReadingForm(data, **_below(READING, each.number, typed))) for each in self.indicators
            ],
            proofs=ProofFormSet(data, prefix=EVIDENCE, initial=evidence, form_kwargs={"files": files}),
        )

    def _files_named(self, typed: QueryDict) -> dict[str, EvidenceFile]:
        named = [typed.get(f"{EVIDENCE}-{place}-kept") for place in range(MOST_PROOFS)]
        known = {key for value in [*named, typed.get(f"{LETTER}_kept")] if (key := key_in(value))}
        if not known:
            return {}
        found = visible_files(self.user).filter(pk__in=known).select_related("committee")
        return {str(file.pk): file for file in found}

    def with_files_kept(self) -> QueryDict:
        data = self.request.POST.copy()
        for upload, kept in _places_of_files():
            if upload in self.request.FILES:
                self._keep(data, upload, kept)
        return data

    def _keep(self, data: QueryDict, upload: str, kept: str) -> None:
        here = self.contribution
        sent: Any = self.request.FILES[upload]
        try:
            file = keep_file(
                upload=sent,
                committee=here.round.committee,
                side=here.side,
                by=self.user,
            )
        except ValidationError as refused:
            self.refused_files[upload] = refused
        else:
            data[kept] = str(file.pk)
            data.pop(upload.replace("upload", "without_file"), None)

    def files_are_kept(self, forms: ReturnForms) -> bool:
        """Else the form says so at its head, and beside each file why."""
        if not self.refused_files:
            return True
        if any(refused.code == "too_large" for refused in self.refused_files.values()):
            self.status = 413
        forms.form.add_error(None, _("A file was not accepted; the reason stands beside it."))
        return False

    # Refusals

    def now(self) -> Return:
        """The return as somebody else may have left it."""
        here = self.contribution
        fresh = Return.objects.select_related("body", "side").get(pk=here.pk)
        fresh.round, fresh.item = here.round, here.item
        return fresh

    def was_mine(
        self,
        fresh: Return,
        act: ReturnAct,
        said: Contribution | None = None,
        signature: Signature | None = None,
        reason: str = "",
    ) -> bool:
        """Whether this very thing was done by this person just now: the same form sent twice."""
        if act == ReturnAct.BEGIN:
            return said_in(fresh) == said
        newest = fresh.events.order_by("-number").first()
        if newest is None or (newest.act, newest.recorded_by_id) != (act, self.user.pk):
            return False
        if newest.reason != reason:
            return False
        if signature and (newest.signed_by, newest.signed_on) != (signature.name, signature.on):
            return False
        return act != ReturnAct.SUBMIT or said_in(fresh) == said

    def lost_to_another(self, fresh: Return, forms: ReturnForms) -> ReturnForms:
        """Both texts, and the form again with mine on top of theirs."""
        typed: Any = forms.form.data
        self._look_again(fresh)
        self._show_beside(typed)
        return self.unjudged(typed, fresh.version)

    def came_second(self, fresh: Return, act: ReturnAct, reason: str) -> None:
        """What was done meanwhile beside what was to be done; the reason stays in its field."""
        self._look_again(fresh)
        self.conflict = conflict_of_acts(fresh.events.order_by("-number").first(), act, reason)
        self.act_form = ActForm(initial={"version": fresh.version, "reason": reason}, auto_id="act_%s")

    def _look_again(self, fresh: Return) -> None:
        for name in ("stored", "draft", "is_open_to_text"):
            self.__dict__.pop(name, None)
        self.contribution, self.status, self.is_overtaken = fresh, 409, True

    def _show_beside(self, typed: QueryDict) -> None:
        """What was typed beside what is stored. Where both say the same it is said all the same that it was changed."""
        self.is_overtaken, self.conflict = True, conflict_of(as_typed(self.stored), typed)

    # The page

    def page(self, forms: ReturnForms | None = None, status: int = 200) -> HttpResponse:
        """With a form where the text may be changed, else the text."""
        shown = self._form_shown(forms)
        context = {
            **page_of(self, shown),
            "typist": typed_text.sign_typist(self.user),
            "came_back": self.came_back,
            "files_lost": self.files_lost,
            "draft": self.draft if shown and not self.came_back else None,
            "from_draft": self.from_draft,
            "is_unsaved": forms is not None or self.came_back,
            "is_overtaken": self.is_overtaken,
            "conflict": self.conflict,
            "act_form": self.act_form or ActForm(auto_id="act_%s"),
        }
        return render(self.request, "workplan/returns/return.html", context, status=status)

    def _form_shown(self, forms: ReturnForms | None) -> ReturnForms | None:
        """What was typed is shown whenever it can still be changed, also past the cut-off; else beside what is."""
        left = None if forms else self._left_by_a_lost_session()
        if not self.is_open_to_text:
            if (forms or left) and not self.is_overtaken:
                self._show_beside(left or self.request.POST)
            self.came_back = self.came_back and left is None
            return None
        if left is not None:
            return self.unjudged(left, count_in(left.get("version")))
        if forms is None and self.takes_no_returns:
            return None
        return forms or self.first_forms()


def _below(prefix: str, number: int, typed: QueryDict) -> dict[str, Any]:
    start = f"{prefix}-{number}"
    named = {
        name.removeprefix(f"{start}-"): value for name, value in typed.items() if name.startswith(f"{start}-")
    }
    return {"prefix": start, "initial": named}


def _places_of_files() -> Iterable[tuple[str, str]]:
    yield f"{LETTER}_upload", f"{LETTER}_kept"
    for place in range(MOST_PROOFS):
        yield f"{EVIDENCE}-{place}-upload", f"{EVIDENCE}-{place}-kept"


def typed_in(kept: ReturnDraft) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, values in kept.typed.items():
        typed.setlist(name, values)
    return typed

"""What the pages show on which something is recorded."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from committees import typed_text
from committees.keeping import clock, once
from committees.keeping.scripts import draft
from committees.keeping.trilingual import LANGUAGES
from committees.models import Body, Committee, Side, User
from committees.permissions import may
from committees.roles import Right
from workplan.choices import Language, ResponsibilityRole, Status
from workplan.forms.progress import (
    FEWEST_PROOFS,
    OTHER_SCRIPT,
    PARTS,
    StatementForm,
    TextForm,
    field_name,
    texts_of,
)
from workplan.models import ActionItem, ProgressUpdate, Return
from workplan.permissions import speaks_for
from workplan.views.contexts.crumbs import below_item
from workplan.views.contexts.form_parts import part_rows, status_options
from workplan.views.contexts.proofs import half_typed_proofs, proof_forms, proofs_of, rows_with_refusals


class Desk:
    """One person before one item: the forms they get, and what stands beside them."""

    def __init__(
        self, request: HttpRequest, item: ActionItem, corrects: ProgressUpdate | None = None
    ) -> None:
        self.request, self.item, self.corrects = request, item, corrects
        self.status = 422
        self.theirs: ProgressUpdate | None = None
        self.mine: dict[str, str] = {}
        self.refused_files: dict[int, tuple[str, ValidationError]] = {}  # row: name and reason

    @property
    def cites(self) -> list[Return]:
        """The returns that the statement is made of."""
        return []

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101 - the page asks for signing in
        return self.request.user

    @property
    def committee(self) -> Committee:
        return self.item.workplan.committee

    @cached_property
    def newest(self) -> ProgressUpdate | None:
        """The newest statement standing, which is what a writer reads before writing."""
        return self.item.updates.select_related("side").filter(corrected_by=None).newest_first().first()

    @cached_property
    def last_number(self) -> int:
        return self.item.updates.order_by("-number").values_list("number", flat=True).first() or 0

    @cached_property
    def sides(self) -> list[Side]:
        if self.corrects:
            return [self.corrects.side]
        committee = self.item.workplan.committee
        own = {side.pk for side in committee.sides.all() if speaks_for(self.user, committee.pk, side.pk)}
        both = list(committee.sides.all())
        for_both = may(self.user, Right.RECORD_ON_BEHALF, committee_id=committee.pk)
        return sorted(
            (side for side in both if for_both or side.pk in own), key=lambda side: side.pk not in own
        )

    @cached_property
    def bodies(self) -> list[Body]:
        """Those that carry the item for one of the sides offered; leads first."""
        sides = {side.pk for side in self.sides}
        rows = self.item.responsibilities.select_related("body").order_by("role", "side_id", "pk")
        return [row.body for row in rows if row.side_id is None or row.side_id in sides]

    def forms(self, data: Any = None, initial: dict[str, Any] | None = None) -> tuple[StatementForm, Any]:
        committee_id = self.item.workplan.committee_id
        form = StatementForm(
            data,
            initial=initial,
            sides=self.sides,
            bodies=self.bodies,
            may_waive=may(self.user, Right.WAIVE_EVIDENCE, committee_id=committee_id),
            # Returns are those of the own side, and so is what is made of them.
            may_speak_for_the_other=not self.cites
            and may(self.user, Right.RECORD_ON_BEHALF, committee_id=committee_id),
            is_correction=self.corrects is not None,
        )
        first = (initial or {}).get("evidence", [])
        proofs = proof_forms(
            data, first, item=self.item, by=self.user, corrects=self.corrects, cites=self.cites
        )
        return form, proofs

    def side_chosen(self, posted: str | None) -> Side:
        """Whose kitchen a file goes to: the side that the statement will speak for."""
        return next((side for side in self.sides if str(side.pk) == posted), self.sides[0])

    def files_are_kept(self, form: StatementForm) -> bool:
        """Else the form says so at its head, and each row why."""
        if not self.refused_files:
            return True
        if any(refusal.code == "too_large" for _name, refusal in self.refused_files.values()):
            self.status = 413
        form.add_error(None, _("A file was not accepted; the reason stands beside it, under Evidence."))
        return False

    def first_forms(self) -> tuple[StatementForm, Any]:
        typed = typed_text.take(self.request)
        if typed is not None:
            self.came_back, self.files_lost = True, typed_text.FILES_LOST in typed
            return self.half_typed(typed)
        return self.forms(initial=self._initial())

    came_back = files_lost = False

    def half_typed(self, data: QueryDict) -> tuple[StatementForm, Any]:
        """What was typed so far, shown again without being judged."""
        lists = {name: data.getlist(name) for name in ("bodies", "drafted", "checked")}
        return self.forms(
            initial={**self._initial(), **data.dict(), **lists, "evidence": half_typed_proofs(data)}
        )

    def _initial(self) -> dict[str, Any]:
        own = {"number": self.last_number + 1, "once_key": once.new_key(), "side": self.sides[0].pk}
        if self.corrects:
            return {**own, **self._of_the_corrected(self.corrects)}
        side = self.sides[0].pk
        leads = self.item.responsibilities.filter(role=ResponsibilityRole.LEAD, side_id=side)
        return {
            **own,
            "as_at": clock.today(),
            "bodies": [str(pk) for pk in leads.values_list("body_id", flat=True)],
            "evidence": [{}] * FEWEST_PROOFS,
        }

    def _of_the_corrected(self, update: ProgressUpdate) -> dict[str, Any]:
        return {
            **texts_of(update),
            "status": update.status,
            "as_at": update.as_at,
            "bodies": [str(pk) for pk in update.body_rows.values_list("body_id", flat=True)],
            "on_behalf_source": update.on_behalf_source,
            "waiver_reason": update.waiver_reason,
            "evidence": [*proofs_of(update), {}],
        }

    def lost_to_another(self, form: StatementForm) -> None:
        """Somebody recorded first: their statement beside mine, and a fresh number for mine."""
        self.__dict__.pop("last_number", None)
        self.theirs = self.item.updates.select_related("side").order_by("-number").first()
        data = self.request.POST.copy()
        data["number"] = str(self.last_number + 1)
        data["once_key"] = once.new_key()
        form.data = data

    def context(self, form: StatementForm, proofs: Any) -> dict[str, Any]:
        texts = texts_of(self.newest) if self.newest else {}
        return {
            "item": self.item,
            "plan": self.item.workplan,
            "crumbs": below_item(
                self.item, _("Correct a statement") if self.corrects else _("Record progress")
            ),
            "form": form,
            "proofs": proofs,
            "proof_rows": rows_with_refusals(proofs, self.refused_files),
            "corrects": self.corrects,
            "newest": self.newest,
            "options": status_options(form, self.item, is_correction=self.corrects is not None),
            "parts": [part_rows(form, part, title, texts) for part, (title, _rows) in PARTS.items()],
            "typist": typed_text.sign_typist(self.user),
            "came_back": self.came_back,
            "files_lost": self.files_lost,
            "theirs": self.theirs,
            "conflict": self._conflict(form) if self.theirs else [],
        }

    def _conflict(self, form: StatementForm) -> list[dict[str, Any]]:
        assert self.theirs is not None  # noqa: S101
        texts = texts_of(self.theirs)
        rows = [
            {
                "label": _("Status"),
                "theirs": self.theirs.get_status_display(),
                "mine": Status(form.data["status"]).label if form.data.get("status") in Status else "",
            }
        ]
        for part, (title, _rows) in PARTS.items():
            for language in LANGUAGES:
                name = field_name(part, language)
                theirs, mine = texts.get(name, ""), form.data.get(name, "")
                if theirs or mine:
                    label = f"{title}, {Language(language).label}"
                    rows.append({"label": label, "lang": language, "theirs": theirs, "mine": mine})
        return rows


class TextPage:
    """One statement before somebody who adds its text in one more language."""

    def __init__(self, request: HttpRequest, update: ProgressUpdate, language: str) -> None:
        if language not in LANGUAGES:
            raise Http404
        self.request, self.update, self.language = request, update, language
        self.status = 422
        self.conflict: list[dict[str, Any]] = []
        self.texts = texts_of(update)
        said = {row.part for row in update.texts.all()}
        self.parts = [part for part in PARTS if part in said]
        self.revisions = {
            part: update.texts.filter(part=part, language=language).count() + 1 for part in self.parts
        }

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101 - the page asks for signing in
        return self.request.user

    def form(self, data: Any = None) -> TextForm:
        if isinstance(data, dict) and not isinstance(data, QueryDict):
            return TextForm(initial={**self._initial(), **data}, parts=self.parts, language=self.language)
        return TextForm(data, initial=self._initial(), parts=self.parts, language=self.language)

    def typed_before(self) -> dict[str, Any]:
        typed = typed_text.take(self.request)
        return typed.dict() if typed is not None else {}

    def _initial(self) -> dict[str, Any]:
        now: dict[str, Any] = {
            str(part): self.texts.get(field_name(part, self.language), "") for part in self.parts
        }
        return {**now, **{f"revision_{part}": number for part, number in self.revisions.items()}}

    def drafted(self) -> dict[str, Any]:
        """Empty texts filled by conversion from the other script; to be checked by a person."""
        data: dict[str, Any] = self.request.POST.dict()
        other = OTHER_SCRIPT.get(self.language, "")
        for part in self.parts:
            source = self.texts.get(field_name(part, other), "") if other else ""
            if source and not str(data.get(part, "")).strip():
                data[part] = draft(source, self.language)
        return {**data, "drafted": True, "checked": False}

    def lost_to_another(self, form: TextForm) -> None:
        fresh = TextPage(self.request, self.update, self.language)
        self.conflict = [
            {
                "label": PARTS[part][0],
                "lang": self.language,
                "theirs": fresh.texts.get(field_name(part, self.language), ""),
                "mine": form.data.get(part, ""),
            }
            for part in self.parts
        ]
        data = self.request.POST.copy()
        for part, number in fresh.revisions.items():
            data[f"revision_{part}"] = str(number)
        form.data = data

    def context(self, form: TextForm) -> dict[str, Any]:
        beside = [
            {
                "language": code,
                "name": Language(code).label,
                "text": self.texts.get(field_name(part, code), ""),
            }
            for part in self.parts[:1]
            for code in LANGUAGES
            if code != self.language
        ]
        return {
            "item": self.update.item,
            "plan": self.update.item.workplan,
            "crumbs": below_item(self.update.item, _("Add a text")),
            "update": self.update,
            "form": form,
            "language": self.language,
            "language_name": Language(self.language).label,
            "fields": [
                (part, form[part], form[f"revision_{part}"], self._others(part)) for part in self.parts
            ],
            "beside": beside,
            "can_draft": self.language in OTHER_SCRIPT,
            "is_drafted": bool(form["drafted"].value()),
            "conflict": self.conflict,
            "typist": typed_text.sign_typist(self.user),
        }

    def _others(self, part: str) -> list[dict[str, str]]:
        return [
            {"language": code, "text": self.texts[field_name(part, code)]}
            for code in LANGUAGES
            if code != self.language and self.texts.get(field_name(part, code))
        ]

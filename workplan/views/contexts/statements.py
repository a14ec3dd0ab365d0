"""The statements on an item as cards, newest first; corrected ones stay, struck."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.keeping.dates import in_words
from committees.keeping.prepared import Given, prepared
from committees.keeping.redline import Part, redline
from committees.keeping.rows import Rows
from committees.keeping.standing import Standing
from committees.keeping.trilingual import LANGUAGES, Wording, reader_language
from committees.permissions import Reader
from workplan import permissions
from workplan.choices import FileKind, Language, Status, TextPart
from workplan.models import ActionItem, CitedReturn, Evidence, ProgressBody, ProgressText, ProgressUpdate
from workplan.positions import columns_of, wording_in
from workplan.staleness import Stale, stale_in
from workplan.views.contexts.changes import text_in
from workplan.views.contexts.people import RECORDED, between_names, name_now


@dataclass(frozen=True)
class FileOfPiece:
    url: str
    name: str
    kind: str
    size: int
    checksum: str


@dataclass(frozen=True)
class Piece:
    kind: str
    title: Wording
    publisher: Wording
    url: str
    day: str
    file: FileOfPiece | None = None


@dataclass(frozen=True)
class OtherText:
    code: str
    name: str
    text: str
    reason: str
    next_step: str


@dataclass(frozen=True)
class StaleText:
    """A language that does not yet say what another one was changed to."""

    told: Stale
    at: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Other:
    number: int

    @property
    def url(self) -> str:
        return f"#update-{self.number}"


@dataclass(frozen=True)
class Button:
    """Something that may be done to a statement; with a reason it may not."""

    name: str
    language: str = ""
    refused: str = ""

    @property
    def language_name(self) -> str:
        return str(Language(self.language).label)


@dataclass(frozen=True)
class Card:
    number: int
    as_at: date
    status: Status
    previous_status: Status | None
    text: Wording
    reason: Wording
    next_step: Wording
    other_texts: list[OtherText]
    missing: list[str]
    evidence: list[Piece]
    side: Any
    recorder: str
    bodies: str
    recorded_at: datetime
    waiver_reason: str
    correction_reason: str
    on_behalf_source: str
    corrects: Other | None
    corrected_by: Other | None
    role: str
    standing: str
    is_working_translation: bool
    texts: list[dict[str, Any]]  # every revision, the newest first
    stale: list[StaleText]
    cited: str = ""  # the bodies whose returns it was made of, and the days these were submitted
    buttons: list[Button] = field(default_factory=list)

    @property
    def standing_in_words(self) -> str:
        return str(Standing(self.standing).label) if self.standing else ""

    @property
    def anchor(self) -> str:
        return f"update-{self.number}"


def cards_of(item: ActionItem, reader: Reader) -> list[Card]:
    """All statements, the standing ones and those that were corrected: one query."""
    rows = _statements.rows(item=item.pk)
    standing = [row for row in rows if row.corrected_by_number is None]
    before = {row.pk: older.status for row, older in pairwise(standing)}
    refused = False
    cards = []
    for row in rows:
        row.item = item
        card = _card(row, before.get(row.pk))
        if row.corrected_by_number is None:
            card.buttons.extend(_buttons(card, row, reader, with_refusal=not refused))
            refused = refused or any(button.refused for button in card.buttons)
        cards.append(card)
    return cards


@prepared
def _statements() -> Any:
    texts = ProgressText.objects.filter(update=OuterRef("pk")).order_by("part", "language", "-revision")
    said = {name: name for name in ("part", "language", "revision", "text", "standing")}
    bodies = ProgressBody.objects.filter(update=OuterRef("pk")).order_by("pk")
    evidence = Evidence.objects.filter(update=OuterRef("pk")).order_by("number")
    # Of a return the other side learns no more than whose it was and when it was handed in.
    cited = CitedReturn.objects.filter(update=OuterRef("pk")).order_by("pk")
    of_return = {"body": "contribution__body__abbreviation", "at": "contribution__answered_at"}
    shown = {
        "url": "url",
        "date": "date",
        "precision": "precision",
        **columns_of("title"),
        **columns_of("publisher"),
        **{f"file_{part}": f"file__{part}" for part in ("key", "name", "kind", "size", "sha256")},
    }
    return (
        ProgressUpdate.objects.filter(item=Given("item"))
        .select_related("side", "recorded_by")
        .annotate(
            text_rows=Rows(texts.values(row=JSONObject(**said, **RECORDED))),
            body_names=ArraySubquery(bodies.values("body__abbreviation")),
            evidence_rows=Rows(evidence.values(row=JSONObject(**shown))),
            cited_rows=Rows(cited.values(row=JSONObject(**of_return))),
            corrects_number=F("corrects__number"),
            corrected_by_number=F("corrected_by__number"),
        )
        .newest_first()
    )


def _card(row: Any, before: str | None) -> Card:
    newest = _newest(row.text_rows)
    text = text_in(newest, TextPart.NARRATIVE)
    written = [said["language"] for said in newest if said["part"] == TextPart.NARRATIVE]
    return Card(
        number=row.number,
        as_at=row.as_at,
        status=Status(row.status),
        previous_status=Status(before) if before and before != row.status else None,
        text=text,
        reason=text_in(newest, TextPart.REASON),
        next_step=text_in(newest, TextPart.NEXT_STEP),
        other_texts=[
            _other_text(newest, code) for code in LANGUAGES if code in written and code != text.language
        ],
        missing=[code for code in LANGUAGES if code not in written],
        evidence=[_piece(piece, row.item.workplan.committee.slug) for piece in row.evidence_rows],
        side=row.side,
        recorder=name_now(row.recorded_by, row.recorded_name),
        bodies=between_names(row.body_names),
        recorded_at=row.recorded_at,
        waiver_reason=row.waiver_reason,
        correction_reason=row.correction_reason,
        on_behalf_source=row.on_behalf_source,
        corrects=Other(row.corrects_number) if row.corrects_number else None,
        corrected_by=Other(row.corrected_by_number) if row.corrected_by_number else None,
        role=row.recorded_role,
        standing=row.standing,
        is_working_translation=any(
            said["standing"] == Standing.WORKING_TRANSLATION and said["language"] == text.language
            for said in newest
        ),
        texts=row.text_rows,
        stale=[_stale_text(told) for told in stale_in(row.text_rows)],
        cited=between_names(_cited(each) for each in row.cited_rows),
    )


def _cited(row: dict[str, Any]) -> str:
    day = in_words(datetime.fromisoformat(row["at"]), reader_language())
    return _("%(body)s (%(day)s)") % {"body": row["body"], "day": day}


def _stale_text(told: Stale) -> StaleText:
    return StaleText(told, datetime.fromisoformat(told.since), redline(told.before, told.after))


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The highest revision of each part in each language; the rows come with it first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        found.setdefault((row["part"], row["language"]), row)
    return list(found.values())


def _other_text(rows: list[dict[str, Any]], code: str) -> OtherText:
    said = {row["part"]: row["text"] for row in rows if row["language"] == code}
    return OtherText(
        code=code,
        name=Language(code).label,
        text=said.get(TextPart.NARRATIVE, ""),
        reason=said.get(TextPart.REASON, ""),
        next_step=said.get(TextPart.NEXT_STEP, ""),
    )


def _piece(row: dict[str, Any], slug: str) -> Piece:
    day = date.fromisoformat(row["date"]) if row["date"] else None
    return Piece(
        kind="web" if row["url"] else "doc",
        title=wording_in(row, "title"),
        publisher=wording_in(row, "publisher"),
        url=row["url"],
        day=in_words(day, reader_language(), row["precision"], "short") if day else "",
        file=_file(row, slug) if row["file_key"] else None,
    )


def _file(row: dict[str, Any], slug: str) -> FileOfPiece:
    return FileOfPiece(
        url=reverse("evidence-file", args=[slug, row["file_key"]]),
        name=row["file_name"],
        kind=str(FileKind(row["file_kind"]).label),
        size=row["file_size"],
        checksum=f"SHA-256 {row['file_sha256'][:12]}…",
    )


def _buttons(card: Card, row: ProgressUpdate, reader: Reader, *, with_refusal: bool) -> list[Button]:
    """What may be done; the first statement also says what may not, once for all."""
    refusal = permissions.refusal(permissions.check_may_correct, reader, row)
    found = [Button("correct", refused=refusal)] if not refusal or with_refusal else []
    if permissions.allows(permissions.check_may_record, reader, row.item, row.side_id):
        found += [Button("add-text", language=code) for code in card.missing]
        behind = dict.fromkeys(stale.told.language for stale in card.stale)
        found += [Button("revise-text", language=code) for code in behind]
    return found

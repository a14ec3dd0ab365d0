"""What a cell says, in the one form in which it is compared; or a sentence about why it cannot be taken."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.forms import PlainText, WebAddress
from committees.keeping.dates import MONTHS
from committees.keeping.reach import check_in_reach
from committees.keeping.trilingual import reader_language

from .layout import CHOICES, Column, Kind, folded, label_in, labels_of

_YEAR, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
# Year first, or the month in words: whatever else could be two days.
DAYS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}-{_MONTH}-{_DAY}(?:[T ]00:00(?::00)?(?:\.0+)?)?",
        rf"{_YEAR}/{_MONTH}/{_DAY}",
        rf"{_YEAR}\.{_MONTH}\.{_DAY}",
        rf"{_YEAR}年{_MONTH}月{_DAY}[日号號]",
        rf"{_DAY}(?:st|nd|rd|th)? (?P<word>[a-z]{{3,9}})\.?,? {_YEAR}",
        rf"(?P<word>[a-z]{{3,9}})\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
    )
)
MONTHS_ALONE = tuple(re.compile(form) for form in (rf"{_YEAR}[-/.]{_MONTH}", rf"{_YEAR}年{_MONTH}月"))
YEARS_ALONE = re.compile(rf"{_YEAR}年?")
BEFORE_FIRST_DAY = {False: date(1899, 12, 30), True: date(1904, 1, 1)}  # of the two ways Excel counts days
MOST_DIGITS = Decimal(10) ** 14


def value_of(column: Column, kind: str, text: str, *, from_1904: bool = False) -> str:
    """``kind`` is that of `child.py`. Raises ``ValidationError`` with a sentence."""
    if kind == "f":
        raise ValidationError(_("A formula is not read. Put the value itself into the cell."))
    if kind == "e":
        raise ValidationError(_("The cell holds the error “%(text)s”.") % {"text": text[:40]})
    if not text.strip():
        return ""
    if column.kind == Kind.CHOICE:
        return _choice(column, text)
    if column.kind in (Kind.DAY, Kind.AS_KNOWN):
        return _day(column, kind, text, from_1904)
    if column.kind == Kind.NUMBER:
        return number_of(kind, text)
    return _text(column, kind, text)


def _choice(column: Column, text: str) -> str:
    code = labels_of(column.name).get(folded(text))
    if code is None:
        offered = pgettext("between names", ", ").join(
            _("“%(name)s”") % {"name": label_in(column.name, value, reader_language())}
            for value, _label in CHOICES[column.name]
        )
        raise ValidationError(
            _("“%(text)s” is not in the list. Choose one of: %(offered)s.")
            % {"text": text.strip()[:60], "offered": offered}
        )
    return code


def _day(column: Column, kind: str, text: str, from_1904: bool) -> str:
    as_known = column.kind == Kind.AS_KNOWN
    if kind in ("n", "d"):
        if as_known and re.fullmatch(r"(19|20|21)\d\d", text):
            return text
        return _in_reach(_counted(text, from_1904)).isoformat()
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if as_known and YEARS_ALONE.fullmatch(plain):
        return f"{_in_reach(date(int(plain[:4]) or 1, 1, 1)).year}"
    for form in MONTHS_ALONE if as_known else ():
        if found := form.fullmatch(plain):
            return _in_reach(_date(text, found["year"], found["month"], "1")).isoformat()[:7]
    for form in DAYS:
        if found := form.fullmatch(plain):
            parts = found.groupdict()
            return _in_reach(
                _date(text, parts["year"], parts.get("month") or parts["word"], parts["day"])
            ).isoformat()
    raise _no_day(text)


def _date(text: str, year: str, month: str, day: str) -> date:
    if not month.isdigit():
        matching = [name for name in MONTHS if name.lower().startswith(month.lower())]
        month = str(MONTHS.index(matching[0]) + 1) if len(matching) == 1 else "0"
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _no_day(text) from None


def _counted(text: str, from_1904: bool) -> date:
    try:
        return BEFORE_FIRST_DAY[from_1904] + timedelta(days=int(float(text)))
    except (ValueError, OverflowError):
        raise _no_day(text) from None


def _in_reach(day: date) -> date:
    check_in_reach(day)
    return day


def _no_day(text: str) -> ValidationError:
    return ValidationError(
        _("“%(text)s” is not understood as a day. Write it like 2025-10-08.") % {"text": text.strip()[:40]}
    )


def number_of(kind: str, text: str) -> str:
    """Two decimals, as they are kept."""
    plain = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text))
    try:
        number = Decimal(plain)
        kept = number.quantize(Decimal("0.01"))
    except (InvalidOperation, ValueError):
        kept = None
    if kind in ("d", "i", "b") or kept is None or not number.is_finite() or abs(number) >= MOST_DIGITS:
        raise ValidationError(_("“%(text)s” is not understood as a number.") % {"text": text.strip()[:40]})
    if abs(number - kept) > Decimal("1e-9"):
        raise ValidationError(_("A number has at most two decimals."))
    return str(kept)


def _text(column: Column, kind: str, text: str) -> str:
    if kind in ("d", "i"):
        raise ValidationError(
            _("The spreadsheet has made a date of this cell. Format it as text and type it again.")
        )
    if kind == "n" and re.fullmatch(r"-?\d+\.0+", text):
        text = text.partition(".")[0]
    cleaned = _FIELDS[column.kind].clean(text)
    if column.most and len(cleaned) > column.most:
        raise ValidationError(
            _("The text has %(there)d characters; there is room for %(most)d.")
            % {"there": len(cleaned), "most": column.most}
        )
    return str(cleaned)


_FIELDS = {
    Kind.TEXT: PlainText(required=False),
    Kind.NAME: PlainText(name=True, required=False),
    Kind.ADDRESS: WebAddress(required=False),
}


def plain(text: str) -> str:
    """A stored text as it comes back from a cell."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

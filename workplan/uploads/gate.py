"""One file before the gate: its ending, its declared type and its content must say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from workplan.choices import MOST_BYTES_OF_A_FILE, FileKind

from .images import clean_image
from .names import cleaned_name, ending_of
from .office import check_office
from .pdf import check_pdf
from .scanning import scan
from .texts import check_text

KIND_OF_ENDING = {**{kind.value: kind for kind in FileKind}, "jpeg": FileKind.JPG}
ACCEPTED = ",".join(f".{ending}" for ending in KIND_OF_ENDING)

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: _OFFICE + "wordprocessingml.document",
    FileKind.XLSX: _OFFICE + "spreadsheetml.sheet",
    FileKind.PPTX: _OFFICE + "presentationml.presentation",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
    FileKind.TXT: "text/plain",
    FileKind.CSV: "text/csv",
}
# Browsers ask the machine what a type is called: nothing, or what its spreadsheet says of CSV.
UNDECLARED = {"", "application/octet-stream"}
ALSO_DECLARED = {
    FileKind.CSV: {
        "text/plain",
        "application/csv",
        "application/vnd.ms-excel",
        "text/comma-separated-values",
    },
    FileKind.JPG: {"image/jpg", "image/pjpeg"},
}
OFFICE = frozenset({FileKind.DOCX, FileKind.XLSX, FileKind.PPTX})
IMAGES = frozenset({FileKind.PNG, FileKind.JPG})
TEXTS = frozenset({FileKind.TXT, FileKind.CSV})
# What an office file is guessed to be whose parts stand in an order of their own; the parts decide.
ANY_ZIP = "application/zip"


@dataclass(frozen=True)
class CheckedFile:
    """What is kept: of an image the picture drawn anew, of all else the bytes as they came."""

    name: str
    kind: FileKind
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked(upload: UploadedFile) -> CheckedFile:
    """Raises ``ValidationError`` with a sentence; its code is ``too_large`` where that is the reason."""
    name = cleaned_name(upload.name or "")
    kind = KIND_OF_ENDING.get(ending_of(name))
    if kind is None:
        raise ValidationError(
            _("Only these kinds of file can be sent: %(kinds)s.") % {"kinds": ", ".join(KIND_OF_ENDING)}
        )
    _check_size(upload.size or 0)
    _check_declared(upload, kind)
    content = upload.read(MOST_BYTES_OF_A_FILE + 1)
    _check_size(len(content))
    _check_guessed(content, kind)
    scan(content)
    return CheckedFile(name, kind, _looked_into(content, kind))


def _check_size(size: int) -> None:
    if size == 0:
        raise ValidationError(_("The file is empty."))
    if size > MOST_BYTES_OF_A_FILE:
        raise ValidationError(_("The file is larger than 20 MiB."), code="too_large")


def _check_declared(upload: UploadedFile, kind: FileKind) -> None:
    declared = (upload.content_type or "").partition(";")[0].strip().lower()
    if declared not in UNDECLARED | {MEDIA_TYPES[kind]} | ALSO_DECLARED.get(kind, set()):
        raise _other_than_its_ending(kind)


def _check_guessed(content: bytes, kind: FileKind) -> None:
    """By the marks that files of a kind begin with; texts have none, and are read to the end instead."""
    if kind in TEXTS:
        return
    guessed = filetype.guess_mime(content[:8192])
    if guessed != MEDIA_TYPES[kind] and not (kind in OFFICE and guessed == ANY_ZIP):
        raise _other_than_its_ending(kind)


def _other_than_its_ending(kind: FileKind) -> ValidationError:
    return ValidationError(
        _("The ending says %(kind)s, but the content is something else.") % {"kind": kind.value}
    )


def _looked_into(content: bytes, kind: FileKind) -> bytes:
    """The content after the parser of its kind has read it."""
    if kind in IMAGES:
        drawn = clean_image(content, kind)
        _check_size(len(drawn))
        return drawn
    check: Callable[[bytes, FileKind], None] = (
        check_pdf if kind == FileKind.PDF else check_office if kind in OFFICE else check_text
    )
    check(content, kind)
    return content

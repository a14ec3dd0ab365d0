"""Word, Excel and PowerPoint: a ZIP whose parts are counted, named and read before anybody opens it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workplan.choices import FileKind

MOST_PARTS = 2000  # a presentation of three hundred slides has about a thousand
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
# Elements and their attributes, in all parts together: a report of two hundred pages has some four hundred thousand.
MOST_MARKS = 2_000_000
# One tag is no longer than a piece, or it would be read again from its beginning with each that follows.
PIECE = 4 * 1024 * 1024
MAIN_PART = {
    FileKind.DOCX: "wordprocessingml.document.main+xml",
    FileKind.XLSX: "spreadsheetml.sheet.main+xml",
    FileKind.PPTX: "presentationml.presentation.main+xml",
}
CONTENT_TYPES = "[Content_Types].xml"
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument."
# Programs, controls and files inside; a chart with a sheet of its own is one of these.
ACTIVE = re.compile(
    r"vba|macro|activex|oleobject|ole_object|/embeddings/|externallink|customui|ctrlprops|attachedtoolbars|/webextensions/",
    re.IGNORECASE,
)
# Of what stands elsewhere, only a link that a reader may follow or not.
HARMLESS_TARGET = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
FETCHES = re.compile(
    r"/(afchunk|attachedtemplate|oleobject|package|subdocument|frame|externallink\w*)$", re.IGNORECASE
)
ASKS_A_PROGRAM = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b", re.IGNORECASE)
XML_PART = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
DRAWING = "image/svg+xml"  # a picture, whatever it is written in

UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    NotImplementedError,  # a compression of another kind
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
)

Started = Callable[[str, dict[str, str]], None]


@dataclass
class _Declared:
    """What the table of types declares to be XML under names of another kind: parts, and endings of names."""

    parts: set[str] = field(default_factory=set)
    endings: set[str] = field(default_factory=set)


class _Reader:
    """Reads the XML of one file, and no more of it than a file of people has."""

    def __init__(self) -> None:
        self.marks = 0

    def read(
        self, content: IO[bytes], started: Started | None = None, text: Callable[[str], None] | None = None
    ) -> None:
        """Well-formed, and without definitions of its own: those are how XML grows or reads files."""

        def counted(tag: str, given: dict[str, str]) -> None:
            self.marks += 1 + len(given)
            if self.marks > MOST_MARKS:
                raise _too_much()
            if started:
                started(tag, given)

        parser = expat.ParserCreate()
        parser.buffer_text = True  # else every line and every entity would be told by itself
        parser.StartDoctypeDeclHandler = _refuse_definitions
        parser.StartElementHandler = counted
        if text:
            parser.CharacterDataHandler = text
        # A piece at a time: a part unpacked whole would be the memory of its bomb.
        told = 0
        while piece := content.read(PIECE):
            parser.Parse(piece, False)
            told += len(piece)
            if told - parser.CurrentByteIndex > PIECE:
                raise _too_much()
        parser.Parse(b"", True)


def check_office(content: bytes, kind: FileKind, *, most_parts: int = MOST_PARTS) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, content, most_parts)
            reader = _Reader()
            declared = _check_types(archive, kind, reader)
            for part in _xml_parts(archive, declared):
                _check_part(archive, part, kind, reader)
    except UNREADABLE:
        raise _damaged() from None


def _check_parts(archive: zipfile.ZipFile, content: bytes, most_parts: int) -> None:
    """From the table of contents alone, so that nothing is unpacked to learn that it is too much."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    # It begins with its first part and ends with its table of contents: nothing lies before or behind.
    whole = content.startswith(b"PK\x03\x04") and content[-22:-18] == b"PK\x05\x06" and not archive.comment
    if not whole or len({name.lower() for name in names}) != len(names) or any(map(_escapes, names)):
        raise _damaged()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > most_parts or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content):
        raise _too_much()
    if any(part.flag_bits & 0x1 for part in parts):
        raise ValidationError(_("The file is protected by a password. Send one that opens without."))
    if any(ACTIVE.search(name) for name in names):
        raise _active()


def _escapes(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or not name.isprintable()


def _check_types(archive: zipfile.ZipFile, kind: FileKind, reader: _Reader) -> _Declared:
    """The table of types names a main part of this very kind, and no macros."""
    if CONTENT_TYPES not in archive.namelist():
        raise _damaged()
    main, found = [], _Declared()

    def started(_tag: str, given: dict[str, str]) -> None:
        declared = given.get("ContentType", "")
        part = given.get("PartName", "").lstrip("/")
        if ACTIVE.search(declared):
            raise _active()
        if declared == OFFICE_TYPE + MAIN_PART[kind]:
            main.append(part)
        plain = declared.partition(";")[0].strip().lower()
        if plain.endswith("xml") and plain != DRAWING:
            found.endings.add(given.get("Extension", "").lower())
            if not XML_PART.search(part):
                found.parts.add(part.lower())

    with archive.open(CONTENT_TYPES) as content:
        reader.read(content, started)
    if len(main) != 1 or main[0] not in archive.namelist():
        raise ValidationError(
            _("The ending says %(kind)s, but the content is something else.") % {"kind": kind.value}
        )
    if found.parts - {"", *map(str.lower, archive.namelist())}:  # under a name spelled another way, perhaps
        raise _damaged()
    return found


def _xml_parts(archive: zipfile.ZipFile, declared: _Declared) -> Iterator[str]:
    """Those called XML, and those that office programs read as such because the table of types says so."""
    for name in archive.namelist():
        if XML_PART.search(name) or name.lower() in declared.parts or _ending(name) in declared.endings:
            yield name


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _check_part(archive: zipfile.ZipFile, name: str, kind: FileKind, reader: _Reader) -> None:
    with archive.open(name) as content:
        if name.lower().endswith(".rels"):
            reader.read(content, _check_relation)
        elif kind == FileKind.DOCX:
            _check_instructions(content, reader)
        else:
            reader.read(content)


def _check_relation(_tag: str, given: dict[str, str]) -> None:
    target, leads_to = given.get("Target", ""), given.get("Type", "")
    outside = given.get("TargetMode", "").lower() == "external"
    is_link = leads_to.lower().endswith("/hyperlink")
    if FETCHES.search(leads_to) or (outside and not (is_link and HARMLESS_TARGET.match(target))):
        raise ValidationError(
            _(
                "The file fetches something from elsewhere when it is opened: a template, a picture or a linked"
                " file. Break the link, or send it as PDF."
            )
        )


def _check_instructions(content: IO[bytes], reader: _Reader) -> None:
    """Fields of Word; one instruction may be cut into several runs."""
    said: list[str] = []
    reading = [False]

    def started(tag: str, given: dict[str, str]) -> None:
        reading[0] = tag.endswith("instrText")
        if tag.endswith(("fldChar", "fldSimple")):
            said.append(" ")  # one field ends, another begins
        for name in given:
            if name.endswith("instr"):
                said.append(given[name])  # noqa: PERF401 - a generator for each element costs more than all else

    def text(given: str) -> None:
        if reading[0]:
            said.append(given)

    reader.read(content, started, text)
    if ASKS_A_PROGRAM.search("".join(said)):
        raise _active()


def _refuse_definitions(*_told: object) -> None:
    raise _damaged()


def _too_much() -> ValidationError:
    return ValidationError(_("Unpacked, the file is too large. Make it smaller, or send it as PDF."))


def _damaged() -> ValidationError:
    return ValidationError(
        _("The file is damaged, or was not made by an office program. Save it again, then send it.")
    )


def _active() -> ValidationError:
    return ValidationError(
        _("The file holds a macro, a control or another file inside. Save it without, or send it as PDF.")
    )

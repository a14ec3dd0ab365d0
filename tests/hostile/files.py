"""Files as people send them, and as somebody would who means harm; all built here, by code."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
# Written in two, or scanners would refuse this very file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(name: str, content: bytes, declared: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=declared)


# Harmless ones


def pdf(change: Callable[[pypdf.PdfWriter], object] = lambda _writer: None) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def word(text: str = "Joint laboratory agreement") -> bytes:
    made, document = io.BytesIO(), docx.Document()
    document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def excel() -> bytes:
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"] = "Projects"  # type: ignore[index]
    book.save(made)
    return made.getvalue()


def powerpoint() -> bytes:
    """No library here makes one; these are the parts that every presentation has."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/ppt/presentation.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": relations("ppt/presentation.xml", "officeDocument"),
            "ppt/presentation.xml": "<presentation/>",
        }
    )


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#a01c24").save(made, form, **options)
    return made.getvalue()


# Their parts, put together otherwise


def zipped(parts: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def with_parts(raw: bytes, **changed: str | bytes | None) -> bytes:
    """The same ZIP with some parts replaced, added, or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({name: content for name, content in (parts | changed).items() if content is not None})


def part_of(raw: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name).decode()


def replaced(raw: bytes, name: str, old: str, new: str) -> bytes:
    text = part_of(raw, name)
    assert old in text
    return with_parts(raw, **{name: text.replace(old, new, 1)})


def relations(target: str, kind: str, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId99" Type="{OFFICE_RELATION}{kind}" Target="{target}"{outside}/></Relationships>'
    )


def bomb(megabytes: int = 60) -> bytes:
    return with_parts(excel(), **{"xl/media/zeros.dat": b"\0" * (megabytes * 1024 * 1024)})


def declaring(raw: bytes, size: int) -> bytes:
    """The first entry of the table of contents says that its part unpacks to so many bytes."""
    place = raw.index(b"PK\x01\x02")
    return raw[: place + 24] + struct.pack("<I", size) + raw[place + 28 :]


def locked(raw: bytes) -> bytes:
    """Every entry of the table of contents says that its part is encrypted."""
    parts = raw.split(b"PK\x01\x02")
    return b"PK\x01\x02".join([parts[0], *(part[:4] + b"\x01" + part[5:] for part in parts[1:])])


def png_of(width: int, height: int) -> bytes:
    """A picture whose header promises so many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def raw_pdf(*objects: bytes, trailer: bytes = b"<< /Root 1 0 R >>") -> bytes:
    body = b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 2)
    )
    start = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    return start + body + b"trailer\n" + trailer + b"\nstartxref\n0\n%%EOF\n"


def packed_pdf(objects: bytes, *, broken: bool = False) -> bytes:
    """Objects inside a compressed stream, where a plain search does not see them."""
    packed = b"not deflated at all" if broken else zlib.compress(objects)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    return raw_pdf(head + b"\nstream\n" + packed + b"\nendstream")

"""PDF: begins and ends as one, and holds nothing that acts by itself. It is searched, not drawn.

No reader of PDF runs in the product: what it would add in certainty it would cost in danger. The words that start
something are long enough never to come about by chance, so they are looked for in the whole file, and in the
packed lists of objects.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workplan.choices import FileKind

BEGINS = re.compile(rb"%PDF-[12]\.\d")
LAST_BYTES = 1024
MOST_UNPACKED = 50 * 1024 * 1024
# Scripts, programs, files inside, films, forms that fetch and send; names end where another token begins.
ACTS = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia|GoToE|ImportData|SubmitForm|XFA)(?![A-Za-z])"
)
HIDDEN_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")
PACKED_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z])")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
LONGEST_HEAD = 4096  # bytes of the dictionary before a stream


def check_pdf(content: bytes, kind: FileKind) -> None:
    end = content[-LAST_BYTES:]
    if not BEGINS.match(content) or b"%%EOF" not in end or zipfile.is_zipfile(io.BytesIO(content)):
        raise ValidationError(
            _("The file is damaged, or is more than a PDF. Save it again as PDF, then send it.")
        )
    plain = _spelled_out(content)
    if b"/Encrypt" in plain:
        raise ValidationError(_("The file is protected by a password. Send one that opens without."))
    if ACTS.search(plain) or ACTS.search(_packed_objects(content, plain)):
        raise ValidationError(
            _(
                "The PDF holds a script, a form that sends, or another file. Print it to a new PDF, then send that."
            )
        )


def _spelled_out(content: bytes) -> bytes:
    """A name may hide a letter: /J#61vaScript."""
    return HIDDEN_LETTER.sub(lambda found: bytes([int(found[1], 16)]), content)


def _packed_objects(content: bytes, plain: bytes) -> bytes:
    """Objects may lie compressed in a stream; one that cannot be unpacked cannot be judged."""
    unpacked: list[bytes] = []
    room, packed_room, read_to = MOST_UNPACKED, len(content), 0
    for stream in STREAM.finditer(content):
        # From where the last one began at most: what lies between two streams is read once.
        head = _spelled_out(content[max(read_to, stream.start() - LONGEST_HEAD) : stream.start()])
        read_to = stream.end()
        if not PACKED_OBJECTS.search(head.rpartition(b" obj")[2]):
            continue
        packed = content[stream.end() : content.find(b"endstream", stream.end())]
        packed_room -= len(packed)
        if packed_room < 0:  # streams lie beside each other, never in each other
            raise _cannot_be_judged()
        try:
            objects = zlib.decompressobj().decompress(packed, room + 1)
        except zlib.error:
            objects = b""
        room -= len(objects)
        if not objects or room < 0:
            raise _cannot_be_judged()
        unpacked.append(_spelled_out(objects))
    if len(unpacked) < len(PACKED_OBJECTS.findall(plain)):
        raise _cannot_be_judged()
    return b"\n".join(unpacked)


def _cannot_be_judged() -> ValidationError:
    return ValidationError(_("The PDF cannot be looked into. Print it to a new PDF, then send that."))

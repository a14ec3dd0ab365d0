"""Sixty and more hostile files before the gate: each is refused with a sentence, or kept without what would harm."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from tests.hostile import files
from tests.hostile.files import upload
from workplan.choices import MOST_BYTES_OF_A_FILE
from workplan.uploads import checked

TYPES = "[Content_Types].xml"
RELS = "word/_rels/document.xml.rels"
CATALOG = b"<< /S /%s /JS (app.alert\\(1\\)) >>"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>'
READS = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>'
CLASS_ID = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600  # what Word 97 and encrypted files begin with

# As a picture has it, so that it is not the ratio that is refused.
NOISE = {"media/image1.png": random.Random(1).randbytes(600_000)}

NOT_A_KIND = "Only these kinds of file can be sent"
SOMETHING_ELSE = "but the content is something else"
ACTIVE = "holds a macro, a control or another file inside"
ELSEWHERE = "fetches something from elsewhere"
DAMAGED = "was not made by an office program"
ACTS = "The PDF holds a script"
NOT_ONLY_PDF = "is damaged, or is more than a PDF"
TOO_MUCH = "Unpacked, the file is too large"
SOURCE = "the source of a page or a script"
UNREADABLE = "cannot be read"
NO_PICTURE = "picture cannot be opened"


def instruction(*runs: str) -> bytes:
    said = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    body = f"<w:document {W}><w:body><w:p>{said}</w:p></w:body></w:document>"
    return word_with(**{"word/document.xml": body})


def fields(*instructions: str) -> bytes:
    """Each between the marks that begin and end a field."""
    begins, ends = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    said = "".join(f"{begins}<w:r><w:instrText>{each}</w:instrText></w:r>{ends}" for each in instructions)
    body = f"<w:document {W}><w:body><w:p>{said}</w:p></w:body></w:document>"
    return word_with(**{"word/document.xml": body})


def word_with(**parts: Any) -> bytes:
    return files.with_parts(files.word(), **parts)


def named_in_the_types(raw: bytes) -> bytes:
    """The main part under a name that does not say what it is; the table of types does."""
    moved = files.replaced(raw, TYPES, 'PartName="/word/document.xml"', 'PartName="/word/document.dat"')
    moved = files.replaced(moved, "_rels/.rels", "word/document.xml", "word/document.dat")
    main = files.part_of(raw, "word/document.xml")
    return files.with_parts(moved, **{"word/document.xml": None, "word/document.dat": main})


def note_of_an_ending(content: str) -> bytes:
    """Footnotes under an ending that is declared to be XML, as some programs write their properties."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    declared = f'<Default Extension="DAT" ContentType="{kind}; charset=utf-8"/></Types>'
    return files.with_parts(
        files.replaced(files.word(), TYPES, "</Types>", declared), **{"word/footnotes.dat": content}
    )


def declared_only(name: str, kind: str) -> bytes:
    """A part that the table of types names, and that is not there by that spelling."""
    return files.replaced(
        files.word(), TYPES, "</Types>", f'<Override PartName="{name}" ContentType="{kind}"/></Types>'
    )


def word_of_pages(pages: int) -> bytes:
    """A page is twelve paragraphs of eight runs, each with a look and a mark of the session that typed it."""
    look = '<w:rPr><w:rFonts w:ascii="Arial"/><w:b/><w:sz w:val="22"/></w:rPr>'
    run = f'<w:r w:rsidR="00A1">{look}<w:t>five words of plain text </w:t></w:r>'
    paragraph = f'<w:p w:rsidR="00A1" w:rsidRDefault="00A1" w:rsidP="00A1">{run * 8}</w:p>'
    body = f"<w:document {W}><w:body>{paragraph * 12 * pages}</w:body></w:document>"
    return padded(**{"word/document.xml": body})


def padded(**parts: str) -> bytes:
    return word_with(**parts, **NOISE)


ASKS = f"<w:footnotes {W}><w:instrText>DDEAUTO cmd.exe</w:instrText></w:footnotes>"
DRAWN = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>'


def with_a_drawing() -> bytes:
    """As a drawing program wrote it, with the definitions of its kind."""
    declared = '<Default Extension="svg" ContentType="image/svg+xml"/></Types>'
    return files.with_parts(
        files.replaced(files.word(), TYPES, "</Types>", declared), **{"word/media/image1.svg": DRAWN}
    )


def word_relation(target: str, kind: str, mode: str = "") -> bytes:
    return files.with_parts(files.word(), **{RELS: files.relations(target, kind, mode)})


Sample = tuple[str, Callable[[], bytes], str, str]  # name, content, declared type, the sentence
REFUSED: dict[str, Sample] = {
    # Kinds that are not taken, by their ending
    "svg with a script": ("plan.svg", lambda: b"<svg><script>alert(1)</script></svg>", "", NOT_A_KIND),
    "html": ("page.html", lambda: b"<html></html>", "text/html", NOT_A_KIND),
    "xml": ("data.xml", lambda: b"<?xml version='1.0'?><a/>", "", NOT_A_KIND),
    "script": ("run.js", lambda: b"alert(1)", "", NOT_A_KIND),
    "program": ("setup.exe", lambda: b"MZ" + b"\0" * 200, "", NOT_A_KIND),
    "zip": ("all.zip", lambda: files.zipped({"a.txt": "a"}), "", NOT_A_KIND),
    "word with macros": ("report.docm", files.word, "", NOT_A_KIND),
    "excel with macros": ("figures.xlsm", files.excel, "", NOT_A_KIND),
    "word of 1997": ("report.doc", lambda: CLASS_ID, "", NOT_A_KIND),
    "gif": ("a.gif", lambda: files.picture("GIF"), "", NOT_A_KIND),
    "settings of a web server": (".htaccess", lambda: b"SetHandler x", "", NOT_A_KIND),
    "no ending": ("report", files.pdf, "", NOT_A_KIND),
    "an ending behind the ending": ("report.pdf.exe", files.pdf, "", NOT_A_KIND),
    "a space behind the ending": ("report.pdf .bat", files.pdf, "", NOT_A_KIND),
    "an ending turned round": ("report\u202efdp.exe", files.pdf, "", NOT_A_KIND),
    "an ending in wide letters": ("report.\uff50\uff44\uff46", files.pdf, "", NOT_A_KIND),
    "nothing but an ending": (".pdf", files.pdf, "", NOT_A_KIND),
    "an ending behind a zero": ("report.exe\0.svg", files.pdf, "", NOT_A_KIND),
    # Endings, declared types and contents that disagree
    "html called pdf": ("report.pdf", lambda: b"<html><script>alert(1)</script></html>", "", SOMETHING_ELSE),
    "svg called png": ("plan.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "", SOMETHING_ELSE),
    "gif called png": ("plan.png", lambda: files.picture("GIF"), "", SOMETHING_ELSE),
    "png called jpg": ("plan.jpg", files.picture, "", SOMETHING_ELSE),
    "program called pdf": ("report.pdf", lambda: b"MZ" + b"\0" * 200, "", SOMETHING_ELSE),
    "excel called word": ("report.docx", files.excel, "", SOMETHING_ELSE),
    "zip called word": ("report.docx", lambda: files.zipped({"a.txt": "a"}), "", DAMAGED),
    "encrypted word": ("report.docx", lambda: CLASS_ID, "", SOMETHING_ELSE),
    "pdf declared a page": ("report.pdf", files.pdf, "text/html", SOMETHING_ELSE),
    "png declared a drawing": ("plan.png", files.picture, "image/svg+xml", SOMETHING_ELSE),
    # Sizes
    "zero bytes": ("report.pdf", lambda: b"", "", "The file is empty"),
    "20 MiB and a byte": ("a.txt", lambda: b"a" * (MOST_BYTES_OF_A_FILE + 1), "", "larger than 20 MiB"),
    "a bomb": ("figures.xlsx", files.bomb, "", TOO_MUCH),
    "4 GB declared": ("a.docx", lambda: files.declaring(files.word(), 4_000_000_000), "", TOO_MUCH),
    "too many parts": (
        "a.xlsx",
        lambda: files.with_parts(files.excel(), **{f"xl/p{n}.dat": b"" for n in range(2001)}),
        "",
        TOO_MUCH,
    ),
    "two million elements": (
        "a.docx",
        lambda: padded(**{"word/document.xml": f"<a>{'<a/>' * 2_000_000}</a>"}),
        "",
        TOO_MUCH,
    ),
    "elements in several parts": (
        "a.docx",
        lambda: padded(**{f"word/header{n}.xml": f"<a>{'<a/>' * 400_000}</a>" for n in range(5)}),
        "",
        TOO_MUCH,
    ),
    "elements within each other": (
        "a.xlsx",
        lambda: files.with_parts(files.excel(), **{"xl/styles.xml": "<a>" * 2_000_001, **NOISE}),
        "",
        TOO_MUCH,
    ),
    "a tag that does not end": (
        "a.docx",
        lambda: padded(**{"word/document.xml": f"<a b='{'x' * 12_000_000}'/>"}),
        "",
        TOO_MUCH,
    ),
    "a picture of 400 megapixels": ("a.png", lambda: files.png_of(20_000, 20_000), "", "50 megapixels"),
    "a picture of 60 megapixels": ("a.png", lambda: files.png_of(10_000, 6_000), "", "50 megapixels"),
    # PDF
    "pdf with a script": ("a.pdf", lambda: files.raw_pdf(CATALOG % b"JavaScript"), "", ACTS),
    "pdf with a spelled script": ("a.pdf", lambda: files.raw_pdf(CATALOG % b"J#61vaScr#69pt"), "", ACTS),
    "pdf that starts a program": (
        "a.pdf",
        lambda: files.raw_pdf(b"<< /S /Launch /F (calc.exe) >>"),
        "",
        ACTS,
    ),
    "pdf with a file": ("a.pdf", lambda: files.pdf(lambda w: w.add_attachment("a.exe", b"MZ")), "", ACTS),
    "pdf with a form that sends": ("a.pdf", lambda: files.raw_pdf(b"<< /S /SubmitForm >>"), "", ACTS),
    "pdf with a form of XML": ("a.pdf", lambda: files.raw_pdf(b"<< /XFA 3 0 R >>"), "", ACTS),
    "pdf with a packed script": (
        "a.pdf",
        lambda: files.packed_pdf(b"2 0 " + CATALOG % b"JavaScript"),
        "",
        ACTS,
    ),
    "pdf that cannot be looked into": (
        "a.pdf",
        lambda: files.packed_pdf(b"", broken=True),
        "",
        "looked into",
    ),
    "pdf with a password": ("a.pdf", lambda: files.pdf(lambda w: w.encrypt("x")), "", "by a password"),
    "a page before the pdf": ("a.pdf", lambda: b"<script>1</script>" + files.pdf(), "", SOMETHING_ELSE),
    "a zip behind the pdf": ("a.pdf", lambda: files.pdf() + files.zipped({"a": "a"}), "", NOT_ONLY_PDF),
    "a page behind the pdf": ("a.pdf", lambda: files.pdf() + b"<html>" + b" " * 2000, "", NOT_ONLY_PDF),
    "half a pdf": ("a.pdf", lambda: files.pdf()[:-40], "", NOT_ONLY_PDF),
    # Word, Excel, PowerPoint
    "word with a program": ("a.docx", lambda: word_with(**{"word/vbaProject.bin": b"\0"}), "", ACTIVE),
    "macros in the types only": (
        "a.docx",
        lambda: files.replaced(
            files.word(),
            TYPES,
            "</Types>",
            '<Default Extension="x" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
        "",
        ACTIVE,
    ),
    "word with a control": ("a.docx", lambda: word_with(**{"word/activeX/activeX1.xml": "<a/>"}), "", ACTIVE),
    "word with a file": ("a.docx", lambda: word_with(**{"word/embeddings/a.bin": b"MZ"}), "", ACTIVE),
    "excel with a linked book": (
        "a.xlsx",
        lambda: files.with_parts(files.excel(), **{"xl/externalLinks/externalLink1.xml": "<a/>"}),
        "",
        ACTIVE,
    ),
    "word with a template elsewhere": (
        "a.docx",
        lambda: word_relation("https://a.example/t.dotm", "attachedTemplate", "External"),
        "",
        ELSEWHERE,
    ),
    "word with a page inside": ("a.docx", lambda: word_relation("page.html", "aFChunk"), "", ELSEWHERE),
    "word with a picture elsewhere": (
        "a.docx",
        lambda: word_relation("https://a.example/p.png", "image", "External"),
        "",
        ELSEWHERE,
    ),
    "word with a link to a share": (
        "a.docx",
        lambda: word_relation("file://server/share", "hyperlink", "External"),
        "",
        ELSEWHERE,
    ),
    "word that asks a program": ("a.docx", lambda: instruction("DDEAUTO cmd.exe"), "", ACTIVE),
    "asked by the second of two fields": ("a.docx", lambda: fields("PAGE", "DDEAUTO cmd.exe"), "", ACTIVE),
    "asked in two runs": ("a.docx", lambda: instruction("DDE", "AUTO cmd.exe"), "", ACTIVE),
    "asked under a name of another kind": (
        "a.docx",
        lambda: named_in_the_types(instruction("DDEAUTO cmd.exe")),
        "",
        ACTIVE,
    ),
    "asked under an ending of another kind": ("a.docx", lambda: note_of_an_ending(ASKS), "", ACTIVE),
    "xml declared under a name spelled otherwise": (
        "a.docx",
        lambda: declared_only("/word/notes%2Edat", "application/xml"),
        "",
        DAMAGED,
    ),
    "powerpoint that fetches": (
        "a.pptx",
        lambda: files.with_parts(
            files.powerpoint(),
            **{"ppt/_rels/presentation.xml.rels": files.relations("//a.example/v", "video", "External")},
        ),
        "",
        ELSEWHERE,
    ),
    "xml that grows": ("a.docx", lambda: word_with(**{"word/settings.xml": LAUGHS}), "", DAMAGED),
    "xml that reads files": ("a.docx", lambda: word_with(**{"docProps/app.xml": READS}), "", DAMAGED),
    "a name that leaves its folder": ("a.docx", lambda: word_with(**{"../../evil.txt": "a"}), "", DAMAGED),
    "no table of types": ("a.docx", lambda: word_with(**{TYPES: None}), "", DAMAGED),
    "encrypted parts": ("a.docx", lambda: files.locked(files.word()), "", "by a password"),
    "a program before the parts": ("a.docx", lambda: b"MZ" + b"\0" * 64 + files.word(), "", SOMETHING_ELSE),
    "a program behind the parts": ("a.docx", lambda: files.word() + b"MZ" + b"\0" * 64, "", DAMAGED),
    "half a word": ("a.docx", lambda: files.word()[:2000], "", DAMAGED),
    # Pictures
    "half a picture": ("a.png", lambda: files.picture()[:60], "", NO_PICTURE),
    "a picture without pixels": ("a.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 100, "", NO_PICTURE),
    # Texts
    "html called text": ("a.txt", lambda: b"\n <!DOCTYPE html><script>1</script>", "", SOURCE),
    "svg called text": ("a.txt", lambda: b"\xef\xbb\xbf<svg onload=alert(1)>", "", SOURCE),
    "script called text": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /", "", SOURCE),
    "csv with a zero": ("a.csv", lambda: b"a,b\n1,\0\n", "", UNREADABLE),
    "utf-16": ("a.txt", lambda: "進度 progress".encode("utf-16"), "", UNREADABLE),
    "terminal commands": ("a.txt", lambda: b"harmless \x1b]0;owned\x07", "", UNREADABLE),
    "csv that starts a program": ("a.csv", lambda: b"a,=cmd|'/c calc'!A1\n", "", "start a program"),
    "the test pattern of scanners": ("a.txt", lambda: files.EICAR, "", "virus scanner refuses"),
}


@pytest.mark.parametrize("sample", REFUSED)
def test_refused_with_a_sentence(sample: str) -> None:
    name, content, declared, sentence = REFUSED[sample]
    with pytest.raises(ValidationError) as refusal:
        checked(upload(name, content(), declared))
    assert sentence in " ".join(refusal.value.messages)


def test_there_are_sixty_at_least() -> None:
    assert len(REFUSED) >= 60


# Inert: kept, without what would harm.


def test_a_picture_that_is_an_archive_too_is_only_a_picture() -> None:
    content = files.picture("JPEG") + files.zipped({"evil.class": b"\xca\xfe"})
    assert zipfile.is_zipfile(io.BytesIO(content))
    kept = checked(upload("photo.jpg", content)).content
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (40, 30)


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("JPEG", "a.JPEG")])
def test_what_the_camera_wrote_stays_behind(form: str, name: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script> 22.28N 114.16E"
    exif[0x0112] = 6  # turned by a quarter
    kept = checked(upload(name, files.picture(form, exif=exif.tobytes()))).content
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.size == (30, 40)


def test_a_remark_in_a_picture_stays_behind() -> None:
    kept = checked(upload("a.jpg", files.picture("JPEG", comment=b"<script>alert(1)</script>"))).content
    assert b"script" not in kept


# Controls: what people really send is taken, to the byte.


def relabelled() -> bytes:
    """As other programs write it: the table of types last."""
    raw = files.word()
    types = files.part_of(raw, TYPES)
    return files.with_parts(files.with_parts(raw, **{TYPES: None}), **{TYPES: types})


@pytest.mark.parametrize(
    ("name", "content", "declared"),
    [
        ("a.pdf", files.pdf, "application/pdf"),
        ("a.PDF", files.pdf, "application/octet-stream"),
        ("a.docx", files.word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.docx", relabelled, ""),
        ("a.docx", lambda: named_in_the_types(files.word()), ""),
        ("a.docx", lambda: note_of_an_ending(f"<w:footnotes {W}/>"), ""),
        ("a.docx", with_a_drawing, ""),
        ("a.docx", lambda: word_of_pages(400), ""),
        ("a.docx", lambda: word_relation("https://www.itc.gov.hk/", "hyperlink", "External"), ""),
        ("a.xlsx", files.excel, ""),
        ("a.pptx", files.powerpoint, ""),
        ("a.txt", lambda: "進度".encode(), "text/plain"),
        ("a.txt", lambda: "进度".encode("gb18030"), "text/plain; charset=gb2312"),
        ("a.txt", lambda: "進度，已完成。".encode("big5"), ""),
        ("a.csv", lambda: b"\xef\xbb\xbfitem,change\r\nIII-2,-5\r\n", "application/vnd.ms-excel"),
        ("a.csv", lambda: b"BMI,phone\n1,+852 2810 0000\n", "text/csv"),
        ("a.pdf", lambda: files.packed_pdf(b"2 0 << /Type /Page >>"), ""),
    ],
)
def test_control_what_people_send_is_kept_to_the_byte(
    name: str, content: Callable[[], bytes], declared: str
) -> None:
    sent = content()
    assert checked(upload(name, sent, declared)).content == sent


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_control_pictures_keep_their_size_and_their_see_through(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (8, 9)).save(made, "PNG", **({"transparency": 0} if mode == "P" else {}))
    with Image.open(io.BytesIO(checked(upload("a.png", made.getvalue())).content)) as picture:
        assert (picture.size, picture.has_transparency_data) == ((8, 9), mode in ("LA", "P", "RGBA"))

"""Pictures are drawn anew: what else lay in the file, and what the camera wrote into it, stays behind."""

from __future__ import annotations

import io
import threading

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from workplan.choices import FileKind

MOST_PIXELS = 50_000_000
FORMATS = {FileKind.PNG: "PNG", FileKind.JPG: "JPEG"}
KEPT_AS_THEY_ARE = {
    FileKind.PNG: frozenset({"1", "L", "LA", "I;16", "RGB", "RGBA"}),
    FileKind.JPG: frozenset({"L", "RGB"}),
}
# Fifty megapixels take some hundred megabytes for a moment: one picture at a time in each process.
_one_at_a_time = threading.Lock()


def clean_image(content: bytes, kind: FileKind) -> bytes:
    try:
        with _one_at_a_time:
            return _drawn_anew(content, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001 - whatever the parser stumbles over
        raise ValidationError(_("The picture cannot be opened. Save it again, then send it.")) from None


def _drawn_anew(content: bytes, kind: FileKind) -> bytes:
    with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:  # the header alone says so
            raise _too_many_pixels()
        picture.verify()
    with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
        ImageOps.exif_transpose(picture, in_place=True)  # the turn that the camera only wrote down
        drawn = _in_plain_colours(picture, kind)
    drawn.info.clear()
    made = io.BytesIO()
    drawn.save(made, FORMATS[kind], **({"quality": 92} if kind == FileKind.JPG else {}))
    return made.getvalue()


def _in_plain_colours(picture: Image.Image, kind: FileKind) -> Image.Image:
    if picture.mode in KEPT_AS_THEY_ARE[kind] and "transparency" not in picture.info:
        picture.load()
        return picture
    see_through = kind == FileKind.PNG and picture.has_transparency_data
    return picture.convert("RGBA" if see_through else "RGB")


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("The picture has more than 50 megapixels. Make it smaller, then send it."))

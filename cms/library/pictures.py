"""Raster pictures as they may be kept: decoded and encoded again, so that nothing but the picture remains.

What a camera noted (place, time, device), comments, thumbnails and whatever was hung on the end fall away. Colours are
brought to sRGB and the picture turned as the camera meant it.
"""

import io
import warnings
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from lms.kernel.errors import BadInput

MOST_PIXELS = 50_000_000
_ENDINGS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "GIF": ("gif",), "WEBP": ("webp",), "AVIF": ("avif",)}
# What Pillow's readers throw at a broken file, beside its own errors.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, ArithmeticError, MemoryError)


def _open(content: bytes, ending: str) -> Image.Image:
    """The picture, of the kind its name says, not yet decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            picture = Image.open(io.BytesIO(content), formats=[*_ENDINGS, "MPO"])
    except Image.DecompressionBombError as error:
        raise BadInput(_too_large()) from error
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise BadInput(_("This is not a picture: its content cannot be read.")) from error
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)  # MPO: a JPEG of many phones, with a second view
    if ending not in _ENDINGS[kind]:
        said = _("The name says %(ending)s, the content is %(kind)s. Save the picture again in one of them.")
        raise BadInput(said % {"ending": ending.upper(), "kind": kind})
    if picture.width * picture.height > MOST_PIXELS:
        raise BadInput(_too_large())
    if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:
        raise BadInput(_("This picture moves. Readers cannot stop it: use a video, or save one frame of it."))
    return picture


def _too_large() -> str:
    said = _("This picture has more than %(limit)s million pixels. Make it smaller first.")
    return said % {"limit": MOST_PIXELS // 1_000_000}


def _lossless(content: bytes) -> bool:
    """Whether a WebP file holds its picture without loss."""
    at = 12
    while at + 8 <= len(content):
        if content[at : at + 4] == b"VP8L":
            return True
        at += 8 + int.from_bytes(content[at + 4 : at + 8], "little") + content[at + 4] % 2
    return False


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in the colours of the web; one whose profile is broken keeps its numbers."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGB" if picture.mode == "CMYK" else picture.mode
        try:
            known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, known, ImageCms.createProfile("sRGB"), outputMode=mode) or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _how(picture: Image.Image, kind: str, content: bytes) -> dict[str, Any]:
    """With what settings the picture loses least."""
    if kind == "JPEG":
        return {"quality": 93, "subsampling": 0, "optimize": True, "progressive": True}
    if kind == "WEBP":
        return {"lossless": True} if _lossless(content) else {"quality": 92}
    if kind == "AVIF":
        return {"quality": 90}
    return {"transparency": picture.info["transparency"]} if "transparency" in picture.info else {}


def clean_picture(content: bytes, ending: str) -> bytes:
    """The same picture in the same kind of file, written anew. `ending` without its dot, in small letters.

    Refuses what is no picture of that kind, moves, or has more than `MOST_PIXELS` pixels.
    """
    opened = _open(content, ending)
    kind = "JPEG" if opened.format == "MPO" else str(opened.format)
    try:
        opened.load()
        picture = _in_srgb(ImageOps.exif_transpose(opened) or opened)
        if kind == "JPEG" and picture.mode not in ("L", "RGB"):
            picture = picture.convert("RGB")
        how = _how(picture, kind, content)
        picture.info = {}
        written = io.BytesIO()
        picture.save(written, kind, **how)
    except _BROKEN as error:
        raise BadInput(_("This picture is damaged and cannot be read to its end. Save it again.")) from error
    return written.getvalue()

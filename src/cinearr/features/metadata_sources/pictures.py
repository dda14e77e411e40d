"""Pictures from strangers: checked before they are opened, and made smaller. Blocks; call it in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

MOST_PIXELS: Final = 50_000_000  # a poster in print quality has a fifth of that
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 88


class NotAPicture(ValueError):
    """The bytes are no picture that may be kept."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture as a file: the whole one under height None, smaller ones under theirs."""

    files: dict[int | None, bytes]


def render(content: bytes, *, png: bool, heights: tuple[int, ...]) -> Rendered:
    """The picture in the wanted format, as it came where it can stay so, and once for each height (never larger).

    Raises NotAPicture for anything else than a JPEG, PNG or WebP of bearable size.
    """
    wanted = "PNG" if png else "JPEG"
    try:
        with Pillow.open(BytesIO(content), formats=_FORMATS) as opened:
            return Rendered(_files(opened, content, wanted, heights))
    except NotAPicture:
        raise
    except (UnidentifiedImageError, Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise NotAPicture(str(error)) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # What damaged files make the decoders raise.
        raise NotAPicture(f"damaged: {error}") from error


def _files(opened: Pillow.Image, content: bytes, wanted: str, heights: tuple[int, ...]) -> dict[int | None, bytes]:
    if opened.width * opened.height > MOST_PIXELS:
        raise NotAPicture(f"{opened.width}x{opened.height} is too large")
    stays = opened.format == wanted
    if stays and heights and opened.height > max(heights):
        # A JPEG can be read at a fraction of its size, which is all that the small ones need.
        opened.draft(opened.mode, (max(1, opened.width * max(heights) // opened.height), max(heights)))
    picture = _prepared(opened, wanted)
    files: dict[int | None, bytes] = {None: content if stays else _encode(picture, wanted)}
    for height in heights:
        files[height] = _encode(_smaller(picture, height), wanted)
    return files


def _prepared(opened: Pillow.Image, wanted: str) -> Pillow.Image:
    opened.load()
    if wanted == "PNG":
        return opened if opened.mode in ("RGB", "RGBA", "L", "LA") else opened.convert("RGBA")
    return opened if opened.mode in ("RGB", "L") else opened.convert("RGB")


def _smaller(picture: Pillow.Image, height: int) -> Pillow.Image:
    if picture.height <= height:
        return picture
    width = max(1, round(picture.width * height / picture.height))
    return picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(picture: Pillow.Image, wanted: str) -> bytes:
    out = BytesIO()
    if wanted == "JPEG":
        picture.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()

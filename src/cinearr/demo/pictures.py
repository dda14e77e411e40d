"""Posters and backdrops, drawn on the spot: a colour, a hill or two, and the title."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from .films import Film

POSTER = (500, 750)
BACKDROP = (1280, 720)


def draw(film: Film, size: tuple[int, int]) -> bytes:
    """A JPEG of `size` pixels for a film."""
    out = io.BytesIO()
    paint(film, size).save(out, "JPEG", quality=85)
    return out.getvalue()


def paint(film: Film, size: tuple[int, int]) -> Image.Image:
    """A picture of `size` pixels for a film."""
    width, height = size
    picture = Image.new("RGB", size, _mix(film.tint, (245, 240, 225), 0.65))
    canvas = ImageDraw.Draw(picture)
    radius = width // 7
    canvas.ellipse(
        (width * 0.68 - radius, height * 0.26 - radius, width * 0.68 + radius, height * 0.26 + radius),
        fill=_mix(film.tint, (255, 250, 230), 0.85),
    )
    for step, share in enumerate((0.55, 0.66, 0.78)):
        top = height * share
        shade = _mix(film.tint, (0, 0, 0), 0.15 + 0.22 * step)
        left = -width * (0.5 - 0.3 * step)
        canvas.ellipse((left, top, left + width * 1.7, top + height), fill=shade)
    _write_title(canvas, film, size)
    return picture


def _write_title(canvas: ImageDraw.ImageDraw, film: Film, size: tuple[int, int]) -> None:
    width, height = size
    font = ImageFont.load_default(size=width // 11)
    lines = "\n".join(film.title.split(" ")) if width < height else film.title
    canvas.multiline_text((width * 0.07, height * 0.07), lines, font=font, fill=_mix(film.tint, (0, 0, 0), 0.6))
    small = ImageFont.load_default(size=width // 22)
    canvas.text((width * 0.07, height - width * 0.09), str(film.year), font=small, fill=(250, 245, 235))


def _mix(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue

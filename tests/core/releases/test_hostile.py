"""No text makes the parsers raise, or keeps them busy."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cinearr.core.releases import titles
from cinearr.core.releases.film_names import parse_film_name
from cinearr.core.releases.group_parser import parse_release_group
from cinearr.core.releases.language_parser import parse_languages
from cinearr.core.releases.parser import parse_path, parse_title
from cinearr.core.releases.quality_parser import parse_quality
from cinearr.core.releases.video_codec import parse_video_codec

LONG = 64 * 1024
LIMIT = 0.050  # seconds of processor time
READERS: list[Callable[[str], Any]] = [
    parse_title,
    parse_path,
    parse_film_name,
    parse_quality,
    parse_languages,
    parse_release_group,
    parse_video_codec,
    titles.clean_title,
    titles.title_variants,
    titles.sort_title,
    titles.search_title,
    titles.url_slug,
]
# What the expressions look for, so that repeating it makes them try.
BAIT = (
    "a", ".", "-", "_", " ", "(", "[", ")", "]", "2019 ", "2019.", "(2019", "German.", "-a-a", "WEB-DL ", "1080p ", "extended.",
    "ultimate extended ", "www.a.", "a.com - ", "[a.b.c]", "[www.", "tt1234567", "tmdb-", " AKA ", " / ", "A.", "Dr.", "v2", "9",
    "german-dl-", "REAL PROPER ", "-rp", ".mkv", "hd-", "subs ",
    "_a_subs", "[A1B2C3D4]", "-eng", "é", "\u0301", "½", "😀", "İ", "\0", "\ud800",
)  # fmt: skip


def cost(reader: Callable[[str], Any], text: str) -> float:
    """Processor seconds of the fastest of a few runs, so that what else the machine does is left out."""
    best = LIMIT * 10
    for _ in range(4):
        start = time.thread_time()
        reader(text)
        best = min(best, time.thread_time() - start)
        if best < LIMIT / 5:
            break
    return best


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("length", [250, 510, LONG])
def test_repetition_is_quick(reader: Callable[[str], Any], length: int) -> None:
    for bait in BAIT:
        text = (bait * (length // len(bait) + 1))[:length]
        assert cost(reader, text) < LIMIT, (bait, length)


@pytest.mark.parametrize("reader", READERS[:6], ids=lambda reader: reader.__name__)
def test_mixtures_are_quick(reader: Callable[[str], Any]) -> None:
    for one, two in itertools.product(BAIT[::2], BAIT[1::2]):
        assert cost(reader, ("x " + (one + two) * 250)[:480] + " 2019 1080p-G") < LIMIT, (one, two)


@given(st.lists(st.one_of(st.sampled_from(BAIT), st.text(max_size=6)), max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_text_raises(text: str) -> None:
    for reader in READERS:
        reader(text)
    parsed = parse_title(text)
    if parsed is not None:
        assert parsed.title
        assert parsed.year == 0 or 1800 <= parsed.year < 2100
        assert parsed.languages
        assert parsed.release_group != ""


@given(st.text(alphabet=st.characters(), max_size=LONG // 64).map(lambda text: text * 64))
@settings(max_examples=40, deadline=None)
def test_long_texts_do_not_raise(text: str) -> None:
    for reader in READERS:
        reader(text)

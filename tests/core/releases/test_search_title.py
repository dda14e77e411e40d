from __future__ import annotations

import pytest

from cinearr.core.releases.titles import search_title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Matrix", "Matrix"),
        ("The", "The"),
        ("Theatre", "Theatre"),
        ("Some Movie & Title: Words", "Some Movie and Title Words"),
        ("Lilo&Stitch", "Lilo and Stitch"),
        ("Betty White's Film", "Betty Whites Film"),
        ("Betty White’s `Film´", "Betty Whites Film"),
        ("Chicago P.D.", "Chicago PD"),
        ("Amélie", "Amelie"),
        ("WALL·E", "WALL E"),
        ("  Spider-Man:   No Way Home ", "Spider Man No Way Home"),
        ("千と千尋の神隠し", "千と千尋の神隠し"),
        ("となりのトトロ が", "となりのトトロ が"),
        ("Чужой", "Чужой"),
        ("기생충", "기생충"),
        ("+1", "1"),
    ],
)
def test_words_of_a_title(title: str, expected: str) -> None:
    assert search_title(title) == expected

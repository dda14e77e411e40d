"""No name from outside leads out of its folder."""

from __future__ import annotations

from pathlib import PurePosixPath as P

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinearr.core.importing import paths


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "..", "/etc/passwd", "\\x", "a\\..\\..\\x", "C:\\x", "c:x", "a/.. /b", "a\0b", "", "."],
)
def test_names_that_climb_are_refused(name: str) -> None:
    with pytest.raises(paths.OutsidePath):
        paths.confine(P("/films/A"), name)


@pytest.mark.parametrize("name", ["x", "a/x", "...x", "..x/y", "x..", "a...", "ä/日本"])
def test_other_names_stay(name: str) -> None:
    assert paths.confine(P("/films/A"), name) == P("/films/A") / name


@given(st.text(max_size=40))
def test_nothing_confined_is_outside(name: str) -> None:
    try:
        target = paths.confine(P("/films/A"), name)
    except paths.OutsidePath:
        return
    assert target.parts[:3] == ("/", "films", "A")
    assert ".." not in target.parts


@pytest.mark.parametrize(
    ("path", "folder", "inside"),
    [
        ("/a/b", "/a", True),
        ("/a", "/a", True),
        ("/ab", "/a", False),
        ("/a/../b", "/a", False),
    ],
)
def test_inside(path: str, folder: str, inside: bool) -> None:
    assert paths.is_inside(P(path), P(folder)) is inside


@pytest.mark.parametrize(
    ("existing", "root", "use", "result"),
    [
        ("/old/My.Film", "/old", True, "/new/My.Film"),
        ("/old/x/My.Film", "/old", True, "/new/x/My.Film"),
        ("/old/My.Film", None, True, "/new/Film (2020)"),
        ("/old/My.Film", "/old", False, "/new/Film (2020)"),
        (None, None, True, "/new/Film (2020)"),
    ],
)
def test_movie_folders(existing: str | None, root: str | None, use: bool, result: str) -> None:
    built = paths.build_movie_path(
        P("/new"),
        "Film (2020)",
        existing_path=P(existing) if existing else None,
        existing_root=P(root) if root else None,
        use_existing=use,
    )
    assert built == P(result)


def test_the_recycle_bin_keeps_the_place_below_the_root() -> None:
    assert paths.recycle_path(P("/bin"), P("/films"), P("/films/A/a.mkv")) == P("/bin/A/a.mkv")
    assert paths.recycle_path(P("/bin"), P("/films"), P("/elsewhere/A/a.mkv")) == P("/bin/a.mkv")
    assert paths.numbered(P("/bin/A/a.mkv"), 2) == P("/bin/A/a_2.mkv")

"""A plan says what an import will do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath as P

import pytest

from cinearr.core.importing.model import CurrentFile
from cinearr.core.importing.paths import OutsidePath
from cinearr.core.importing.plan import ExtraFile, ImportMode, ImportRequest, Replaced, TransferMode, plan_import

REQUEST = ImportRequest(
    source=P("/done/Film.2020/film.mkv"),
    size=1000,
    movie_folder=P("/films/Film (2020)"),
    root_folder=P("/films"),
    file_name="Film (2020) Bluray-1080p",
    extension=".mkv",
)


@pytest.mark.parametrize(
    ("mode", "can_move", "use_hardlinks", "same_device", "transfer", "needed"),
    [
        (ImportMode.AUTO, True, True, True, TransferMode.MOVE, 0),
        (ImportMode.AUTO, True, True, None, TransferMode.MOVE, 1000),
        (ImportMode.AUTO, False, True, True, TransferMode.HARDLINK, 0),
        (ImportMode.AUTO, False, True, False, TransferMode.HARDLINK, 1000),
        (ImportMode.AUTO, False, False, True, TransferMode.COPY, 1000),
        (ImportMode.COPY, True, True, True, TransferMode.HARDLINK, 0),
        (ImportMode.MOVE, False, True, False, TransferMode.MOVE, 1000),
    ],
)
def test_how_the_file_comes(
    mode: ImportMode, can_move: bool, use_hardlinks: bool, same_device: bool | None, transfer: TransferMode, needed: int
) -> None:
    plan = plan_import(
        replace(REQUEST, mode=mode, can_move=can_move, use_hardlinks=use_hardlinks, same_device=same_device)
    )
    assert plan.destination == P("/films/Film (2020)/Film (2020) Bluray-1080p.mkv")
    assert (plan.mode, plan.needed_bytes) == (transfer, needed)


def test_an_upgrade_names_what_goes_where() -> None:
    current = CurrentFile(path=P("/films/Film (2020)/old.mkv"))
    plan = plan_import(replace(REQUEST, current_file=current, recycle_bin=P("/bin")))
    assert plan.replaces == Replaced(P("/films/Film (2020)/old.mkv"), P("/bin/Film (2020)/old.mkv"))
    assert plan_import(replace(REQUEST, current_file=current)).replaces == Replaced(current.path, None)


def test_a_file_that_lies_right_stays() -> None:
    plan = plan_import(replace(REQUEST, source=P("/films/Film (2020)/Film (2020) Bluray-1080p.mkv")))
    assert (plan.mode, plan.needed_bytes, plan.replaces) == (TransferMode.KEEP, 0, None)


def test_extras_come_along() -> None:
    extras = (ExtraFile(P("/done/Film.2020/film.en.srt"), "Film (2020) Bluray-1080p.en.srt", 10),)
    plan = plan_import(replace(REQUEST, extras=extras, mode=ImportMode.COPY, use_hardlinks=False))
    assert [e.destination for e in plan.extras] == [P("/films/Film (2020)/Film (2020) Bluray-1080p.en.srt")]
    assert plan.needed_bytes == 1010


def test_a_plan_can_be_read() -> None:
    current = CurrentFile(path=P("/films/Film (2020)/old.mkv"))
    extras = (ExtraFile(P("/done/Film.2020/film.srt"), "f.srt", 10),)
    plan = plan_import(replace(REQUEST, current_file=current, extras=extras, recycle_bin=P("/bin")))
    assert str(plan).splitlines() == [
        "move /done/Film.2020/film.mkv -> /films/Film (2020)/Film (2020) Bluray-1080p.mkv (1000 bytes)",
        "move /done/Film.2020/film.srt -> /films/Film (2020)/f.srt (10 bytes)",
        "recycle /films/Film (2020)/old.mkv -> /bin/Film (2020)/old.mkv",
    ]


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out"])
def test_no_plan_leaves_the_films_folder(name: str) -> None:
    with pytest.raises(OutsidePath):
        plan_import(replace(REQUEST, file_name=name))
    with pytest.raises(OutsidePath):
        plan_import(replace(REQUEST, extras=(ExtraFile(P("/done/x.srt"), name),)))


def test_an_extra_never_takes_the_films_name() -> None:
    with pytest.raises(OutsidePath):
        plan_import(replace(REQUEST, extras=(ExtraFile(P("/done/x.mkv"), "Film (2020) Bluray-1080p.mkv"),)))

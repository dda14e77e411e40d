from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cinearr.kit.config import Config, ConfigError, load, prepare_home


def test_it_makes_the_data_folder_and_leaves_nothing_else_in_it(tmp_path: Path) -> None:
    prepare_home(Config(home=tmp_path / "a" / "home"))

    assert sorted(path.name for path in (tmp_path / "a" / "home").iterdir()) == ["MediaCover", "logs"]


def test_processes_that_start_side_by_side_prepare_the_same_folder(tmp_path: Path) -> None:
    config = Config(home=tmp_path / "home")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: prepare_home(config), range(400)))

    assert sorted(path.name for path in config.home.iterdir()) == ["MediaCover", "logs"]


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    home = tmp_path / "file" / "home"

    with pytest.raises(ConfigError, match=f"The data folder {home} cannot be written: Not a directory"):
        prepare_home(Config(home=home))


@pytest.mark.parametrize("text", ["host = ", "a = " + "[" * 5000, "port = " + "9" * 5000, "level = 1979-99-99"])
def test_a_file_that_cannot_be_read_is_a_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)

    with pytest.raises(ConfigError, match=r"config\.toml is not valid TOML: "):
        load({"CINEARR_HOME": str(tmp_path)})

from __future__ import annotations

from pathlib import Path

import pytest

from cinearr.kit import folders


@pytest.mark.parametrize(
    ("name", "is_there"),
    [("", True), ("file", False), ("missing", False), ("long" * 500, False), ("file/below", False), ("a\0b", False)],
)
def test_a_path_that_cannot_be_looked_at_is_no_folder(tmp_path: Path, name: str, is_there: bool) -> None:
    (tmp_path / "file").write_text("")

    assert folders.is_folder(f"{tmp_path}/{name}") is is_there

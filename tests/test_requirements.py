"""The pinned requirements follow `pyproject.toml`, carry hashes, and name no place to fetch from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def names(lines: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


def pinned(file: str) -> dict[str, str]:
    blocks = re.split(r"\n(?=\S)", (ROOT / file).read_text())
    rows = [re.match(r"([a-z0-9.-]+)==", block) for block in blocks]
    return {match[1]: block for match, block in zip(rows, blocks, strict=True) if match}


class TestRequirements:
    @pytest.mark.parametrize(
        ("file", "wanted"),
        [
            ("requirements.txt", PROJECT["project"]["dependencies"]),
            ("requirements-dev.txt", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
            ("requirements-uv.txt", ["uv"]),
        ],
    )
    def test_everything_the_project_names_is_pinned_and_hashed(self, file: str, wanted: list[str]) -> None:
        have = pinned(file)
        assert names(wanted) - set(have) == set(), "run `make requirements`"
        assert [name for name, block in have.items() if "--hash=sha256:" not in block] == []

    def test_both_files_pin_the_same_versions(self) -> None:
        product, everything = pinned("requirements.txt"), pinned("requirements-dev.txt")
        firsts = {name: (block.split()[0], everything[name].split()[0]) for name, block in product.items()}
        assert [name for name, (one, other) in firsts.items() if one != other] == []

    @pytest.mark.parametrize(
        "file", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt", "web/package-lock.json"]
    )
    def test_no_lock_names_a_place_to_fetch_from(self, file: str) -> None:
        text = (ROOT / file).read_text()
        assert "index-url" not in text
        assert '"resolved"' not in text
        assert "find-links" not in text

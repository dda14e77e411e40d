"""The map leads somewhere: every path it names exists, and it names every layer and table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FOLDERS = ("src/", "docs/", "tests", "web/", "benchmarks", "scripts/")
NAMED = sorted(
    {each for each in re.findall(r"`([^`\s]+)`", MAP) if each.startswith(FOLDERS) or each == ".importlinter"}
)


def test_it_names_paths() -> None:
    assert len(NAMED) > 50


@pytest.mark.parametrize("path", NAMED)
def test_a_path_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_layer_is_on_it() -> None:
    packages = {each.parent.name for each in (ROOT / "src" / "cinearr").glob("*/__init__.py")}
    assert {each for each in packages if f"`src/cinearr/{each}`" not in MAP} == set()


def test_the_four_tables_are_on_it_and_are_literals() -> None:
    registries = {str(each.relative_to(ROOT)) for each in (ROOT / "src/cinearr/features").glob("*/registry.py")}
    tables = {f"src/cinearr/{each}" for each in ("api/v3/routes.py", "workflows/commands.py", "workflows/reactions.py")}
    assert {each for each in registries | tables if each not in NAMED} == set()

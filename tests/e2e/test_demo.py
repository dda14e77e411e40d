"""The demo is the proof of the main line: `cinearr demo --once` must really end well, and say so when it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src"


def demo(*arguments: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-m", "cinearr", "demo", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.mark.timeout(300)
class TestDemo:
    def test_once_runs_the_whole_line_and_ends_well(self, folder: Path) -> None:
        ended = demo("--once", "--home", str(folder))
        assert ended.returncode == 0, ended.stdout + ended.stderr
        told = ended.stdout
        steps = ["grabbed: Big.Buck.Bunny.2008.720p", "in the library as WEBDL-720p", "the webhook was told: Grab"]
        steps += ["grabbed: Big.Buck.Bunny.2008.1080p", "in the library as Bluray-1080p", "(an upgrade)"]
        steps += ["kept in the recycle bin", "All of it really happened."]
        places = [told.find(step) for step in steps]
        assert -1 not in places, told
        assert places == sorted(places)
        films = list(folder.glob("run-*/library/**/*.mkv"))
        assert [film.name for film in films] == ["Big Buck Bunny (2008) Bluray-1080p.mkv"]
        assert len(list(folder.glob("run-*/recycle-bin/**/*.mkv"))) == 1

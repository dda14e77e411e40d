"""Disks in trouble: small ones, and ones that take no writes. Real file systems, for which a mount is needed."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def a_small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """A file system of so many megabytes at `folder`. Leaves the test out where nothing may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        _unmount(folder)


class SmallDisk:
    """What `a_small_disk` gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def grow(self, megabytes: int) -> None:
        """Make it so large, with everything that is on it."""
        _mount("-o", f"remount,size={megabytes}m", str(self.folder))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder takes no writes during the block, from nobody. Leaves the test out where nothing may be mounted."""
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,ro,bind", str(folder))
        yield
    finally:
        _unmount(folder)


@contextmanager
def mounted_at(folder: Path, place: Path) -> Iterator[None]:
    """The folder is at `place` too during the block, as volumes of a container are. Leaves the test out where nothing may be mounted."""
    place.mkdir(parents=True, exist_ok=True)
    _mount("--bind", str(folder), str(place))
    try:
        yield
    finally:
        _unmount(place)


def _mount(*arguments: str) -> None:
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount program")
    if done.returncode:
        pytest.skip(f"nothing may be mounted here: {done.stderr.decode(errors='replace').strip()}")


def _unmount(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)

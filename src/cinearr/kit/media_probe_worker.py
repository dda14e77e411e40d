"""The child that reads media files. It stands alone: run by its path, it imports nothing of the program.

One request a line on standard input ({"path": …}), one answer a line on standard output ({"tracks": […]} or
{"error": …}). The reader behind it is a native library that meets hostile files; when it hangs or dies, only this
process does.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import stat
import sys
from typing import Any

import pymediainfo

_MEMORY = 4 * 1024**3
_BUFFER = 256 * 1024


def main() -> None:
    """Answer requests until standard input ends."""
    # The library may write to standard output; the answers go where it cannot reach them.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with contextlib.suppress(OSError, ValueError):  # not every system has every limit
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line)["path"])) + "\n")
        answers.flush()


def _answer(path: str) -> dict[str, Any]:
    try:
        return {"tracks": _tracks(path)}
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, MemoryError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def _tracks(path: str) -> list[dict[str, Any]]:
    # Opened here and handed over as bytes: given a path, the library would follow playlists and addresses in it.
    with open(path, "rb", buffering=0, opener=_open_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("not a regular file")
        text = pymediainfo.MediaInfo.parse(file, output="JSON", full=True, buffer_size=_BUFFER)
    media = json.loads(text).get("media") or {}
    return list(media.get("track") or ())


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


if __name__ == "__main__":
    main()

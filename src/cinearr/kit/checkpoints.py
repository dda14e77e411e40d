"""Named points that a test can have the process killed at, to prove that a kill there loses nothing.

In use they cost one dictionary look-up. `CINEARR_CRASH_AT=import.staged` kills the process without any clean-up when it
comes by; `import.staged:2` the second time.
"""

from __future__ import annotations

import os
import signal

_NAME, _, _TIMES = os.environ.get("CINEARR_CRASH_AT", "").partition(":")
_left = int(_TIMES or 1)


def reach(name: str) -> None:
    """Pass a point; does not return if this is the one to die at."""
    global _left
    if name != _NAME:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

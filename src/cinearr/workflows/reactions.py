"""What happens besides: event → reactions by the name they are queued under. The main line is not here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec

Reaction = Callable[[Any, Any], Awaitable[None]]

REACTIONS: Final[Mapping[type[msgspec.Struct], Mapping[str, Reaction]]] = {}

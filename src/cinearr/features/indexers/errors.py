"""What can go wrong with a release besides the indexer itself."""

from __future__ import annotations

from cinearr.kit.errors import NotFound


class ReleaseGone(NotFound):
    """The indexer no longer has the release; asking again will not help."""

"""Delay profiles: which protocols a film may come by, and how long to wait for a better release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cinearr.core.problems import Problem, at_least, not_empty
from cinearr.core.releases.model import Protocol

DEFAULT_ID: Final = 1
LAST: Final = 2147483647


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayProfile:
    """Delays in minutes. The profile of the lowest `order` that fits a film counts."""

    id: int = 0
    enable_usenet: bool = True
    enable_torrent: bool = True
    preferred_protocol: Protocol = Protocol.USENET
    usenet_delay: int = 0
    torrent_delay: int = 0
    bypass_if_highest_quality: bool = False
    bypass_if_above_custom_format_score: bool = False
    minimum_custom_format_score: int = 0
    order: int = LAST
    tags: frozenset[int] = frozenset()

    def allows(self, protocol: Protocol) -> bool:
        """Whether releases of the protocol may be taken."""
        if protocol is Protocol.USENET:
            return self.enable_usenet
        if protocol is Protocol.TORRENT:
            return self.enable_torrent
        return True

    def delay(self, protocol: Protocol) -> int:
        """Minutes to wait for releases of the protocol."""
        return self.usenet_delay if protocol is Protocol.USENET else self.torrent_delay

    def prefers(self, protocol: Protocol) -> bool:
        """Whether the protocol is the preferred one."""
        return protocol is self.preferred_protocol


DEFAULT: Final = DelayProfile(id=DEFAULT_ID, bypass_if_highest_quality=True)


def for_tags(profiles: Iterable[DelayProfile], tags: frozenset[int]) -> DelayProfile:
    """The profile that counts for a film with these tags."""
    fitting = (profile for profile in profiles if not profile.tags or profile.tags & tags)
    return min(fitting, key=lambda profile: profile.order, default=DEFAULT)


def reordered(profiles: Iterable[DelayProfile], moved: int, after: int | None) -> list[DelayProfile]:
    """All profiles in their new order after `moved` was put behind `after` (None: first); the default stays last.

    The `order` of each must be set to its place in the list, counted from 1, but for the default profile.
    """
    ranked = sorted((p for p in profiles), key=lambda profile: profile.order)
    rest = [profile for profile in ranked if profile.id not in (moved, DEFAULT_ID)]
    last = [profile for profile in ranked if profile.id == DEFAULT_ID]
    chosen = [profile for profile in ranked if profile.id == moved and moved != DEFAULT_ID]
    place = next((index + 1 for index, profile in enumerate(rest) if profile.id == after), 0)
    return [*rest[:place], *chosen, *rest[place:], *last]


def problems(profile: DelayProfile, others: Iterable[DelayProfile]) -> list[Problem]:
    """Every broken rule. `others` are the profiles beside this one."""
    return [*_tags(profile, others), *_delays(profile), *_protocols(profile)]


def _tags(profile: DelayProfile, others: Iterable[DelayProfile]) -> Iterator[Problem]:
    if profile.id == DEFAULT_ID:
        if profile.tags:
            yield Problem(
                property_name="Tags",
                message="'Tags' must be empty.",
                code="EmptyValidator",
                attempted=sorted(profile.tags),
            )
        return
    if not profile.tags:
        yield not_empty("Tags", [])
    taken = {tag for other in others if other.id != profile.id for tag in other.tags}
    if profile.tags & taken:
        yield Problem(
            property_name="Tags",
            message="'Tags' must not be used by another delay profile.",
            attempted=sorted(profile.tags),
        )


def _delays(profile: DelayProfile) -> Iterator[Problem]:
    if profile.usenet_delay < 0:
        yield at_least("UsenetDelay", profile.usenet_delay, 0)
    if profile.torrent_delay < 0:
        yield at_least("TorrentDelay", profile.torrent_delay, 0)


def _protocols(profile: DelayProfile) -> Iterator[Problem]:
    if not (profile.enable_usenet or profile.enable_torrent):
        yield Problem(property_name="", message="Either Usenet or Torrent should be enabled", code=None)

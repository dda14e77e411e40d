"""One torrent in the engine's hands: what libtorrent says of it, turned into what is reported."""

from __future__ import annotations

from dataclasses import dataclass

import libtorrent as lt

from cinearr.features.download_clients.engine_store import Report, State, Wish

_CHECKING = frozenset(
    {
        lt.torrent_status.states.checking_files,
        lt.torrent_status.states.checking_resume_data,
        lt.torrent_status.states.queued_for_checking,
    }
)


@dataclass(slots=True)
class Loaded:
    """A torrent with its handle. Times are those of the event loop, in seconds.

    `was_complete`: it was when the last engine let go of it, and nothing says otherwise yet. `is_completing`: its last
    bytes are being written; `is_flushed`: they are. `is_on_disk`: it is complete, and the resume data says so too.
    `trouble`: an error of disk or folder not overcome yet.
    """

    handle: lt.torrent_handle
    wish: Wish
    status: lt.torrent_status
    moved_at: float  # when bytes last came in
    was_complete: bool = False
    is_completing: bool = False
    is_flushed: bool = False
    is_on_disk: bool = False
    trouble: str | None = None
    retry_at: float = 0.0
    refused: str | None = None
    reported: Report | None = None
    reported_at: float = 0.0

    @property
    def is_checking(self) -> bool:
        """Whether what is on disk is being compared with what should be."""
        return self.status.state in _CHECKING

    def see(self, status: lt.torrent_status, now: float) -> None:
        """Take note of a new status."""
        if status.total_done > self.status.total_done or status.download_payload_rate > 0:
            self.moved_at = now
            self.trouble = None
        if status.is_finished and not status.errc.value():
            self.trouble = None
        if status.state not in _CHECKING and not status.is_finished:
            self.was_complete = False
        self.status = status

    def meets_goal(self) -> bool:
        """Whether it has given back what was asked for. Either limit is enough; without any it seeds for ever."""
        return self.is_on_disk and goal_met(
            seed_ratio=self.wish.seed_ratio,
            seed_time=self.wish.seed_time,
            uploaded=self.status.all_time_upload,
            size=max(self.status.total_wanted, self.status.all_time_download),
            seeding_seconds=int(self.status.seeding_duration.total_seconds()),
        )

    def report(self, now: float, *, stalled_after: float) -> Report:
        """How it is."""
        status = self.status
        return Report(
            state=self._state(now, stalled_after),
            error=self.refused or self.trouble,
            name=status.name if status.has_metadata else None,
            total_size=status.total_wanted,
            done_size=status.total_wanted_done,
            download_rate=status.download_payload_rate,
            upload_rate=status.upload_payload_rate,
            downloaded=status.all_time_download,
            uploaded=status.all_time_upload,
            seeding_seconds=int(status.seeding_duration.total_seconds()),
            peers=status.num_peers,
            is_private=bool(status.flags & lt.torrent_flags.disable_pex),
        )

    def _state(self, now: float, stalled_after: float) -> State:
        status = self.status
        if self.refused:
            return State.FAILED
        if self.trouble:
            return State.ERROR
        if self.is_on_disk or self.was_complete:
            return State.SEEDED if self.meets_goal() else State.SEEDING
        if self.wish.paused:
            return State.PAUSED
        if self.is_checking:
            return State.CHECKING
        if status.paused or status.is_finished:
            return State.DOWNLOADING if status.is_finished else State.QUEUED
        if now - self.moved_at >= stalled_after and not status.num_peers:
            return State.STALLED
        return State.DOWNLOADING if status.has_metadata else State.METADATA


def goal_met(
    *, seed_ratio: float | None, seed_time: int | None, uploaded: int, size: int, seeding_seconds: int
) -> bool:
    """Either limit is enough. `seed_time` in minutes."""
    if seed_ratio is not None and size > 0 and uploaded / size >= seed_ratio:
        return True
    return seed_time is not None and seeding_seconds >= seed_time * 60


def differs(new: Report, old: Report | None) -> bool:
    """Whether a change must be told at once: not numbers, but what they mean."""
    return old is None or (new.state, new.error, new.name) != (old.state, old.error, old.name)

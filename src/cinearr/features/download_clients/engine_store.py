"""The built-in engine's torrents in the database: the desk across which client and engine hand each other work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from cinearr.features.download_clients.tables import EngineTorrentRow
from cinearr.kit.db import notify

CHANNEL = "cinearr_engine"


class State(StrEnum):
    """Where a torrent stands.

    queued: not taken up yet, or waiting its turn. error: something outside is wrong; it goes on when that is mended.
    failed: it will never work. seeded: its goal is met and the engine has let go of it.
    """

    QUEUED = "queued"
    METADATA = "metadata"
    CHECKING = "checking"
    DOWNLOADING = "downloading"
    STALLED = "stalled"
    PAUSED = "paused"
    SEEDING = "seeding"
    SEEDED = "seeded"
    ERROR = "error"
    FAILED = "failed"


FINAL = (State.SEEDED, State.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTorrent:
    """What the client asks for. Exactly one of `magnet` and `content` is set; seed time in minutes."""

    info_hash: str
    title: str
    category: str | None
    magnet: str | None
    content: bytes | None
    save_path: str
    is_private: bool
    seed_ratio: float | None
    seed_time: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of a torrent that is there."""

    info_hash: str
    paused: bool
    removal: str | None
    save_path: str
    seed_ratio: float | None
    seed_time: int | None
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a torrent is; the fields are those of the row."""

    state: State
    error: str | None = None
    name: str | None = None
    total_size: int = 0
    done_size: int = 0
    download_rate: int = 0
    upload_rate: int = 0
    downloaded: int = 0
    uploaded: int = 0
    seeding_seconds: int = 0
    peers: int = 0
    is_private: bool = False


async def add(session: AsyncSession, torrent: NewTorrent) -> None:
    """Ask for a torrent. One that is there stays as it is; one that was to be removed or had failed begins anew."""
    wanted = asdict(torrent)
    afresh = {**wanted, "removal": None, "paused": False, "state": State.QUEUED, "error": None, "resume_data": None}
    statement = insert(EngineTorrentRow).values(wanted)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[EngineTorrentRow.info_hash],
            set_=afresh,
            where=EngineTorrentRow.removal.is_not(None) | (EngineTorrentRow.state == State.FAILED),
        )
    )
    await notify(session, CHANNEL, torrent.info_hash)


async def listed(session: AsyncSession, category: str | None) -> Sequence[EngineTorrentRow]:
    """The torrents of a category, or all; without those that are being removed."""
    statement = select(EngineTorrentRow).where(EngineTorrentRow.removal.is_(None)).order_by(EngineTorrentRow.added)
    if category:
        statement = statement.where(EngineTorrentRow.category == category)
    return (await session.scalars(statement)).all()


async def request_removal(session: AsyncSession, info_hash: str, *, delete_data: bool) -> None:
    """Ask to let go of a torrent; one that is not there is no error."""
    await session.execute(
        update(EngineTorrentRow)
        .where(EngineTorrentRow.info_hash == info_hash)
        .values(removal="delete" if delete_data else "keep")
    )
    await notify(session, CHANNEL, info_hash)


async def request_pause(session: AsyncSession, info_hash: str, *, paused: bool) -> None:
    """Ask a torrent to stop or go on."""
    await session.execute(update(EngineTorrentRow).where(EngineTorrentRow.info_hash == info_hash).values(paused=paused))
    await notify(session, CHANNEL, info_hash)


async def wishes(session: AsyncSession) -> dict[str, Wish]:
    """What is wanted of everything that is not done with, by info hash."""
    row = EngineTorrentRow
    found = await session.execute(
        select(row.info_hash, row.paused, row.removal, row.save_path, row.seed_ratio, row.seed_time, row.state).where(
            row.state.not_in(FINAL) | row.removal.is_not(None)
        )
    )
    return {
        wish.info_hash: Wish(
            info_hash=wish.info_hash,
            paused=wish.paused,
            removal=wish.removal,
            save_path=wish.save_path,
            seed_ratio=wish.seed_ratio,
            seed_time=wish.seed_time,
            state=State(wish.state),
        )
        for wish in found
    }


async def whole(session: AsyncSession, hashes: Iterable[str]) -> Sequence[EngineTorrentRow]:
    """Torrents with everything that is needed to load them."""
    return (
        await session.scalars(
            select(EngineTorrentRow)
            .where(EngineTorrentRow.info_hash.in_(list(hashes)))
            .options(undefer(EngineTorrentRow.content), undefer(EngineTorrentRow.resume_data))
            .order_by(EngineTorrentRow.added)
        )
    ).all()


async def report(session: AsyncSession, info_hash: str, news: Report) -> None:
    """Write down how a torrent is. What was known of its name and size stays when the news has none."""
    values = asdict(news) | {"changed": func.now()}
    if news.name is None:
        del values["name"], values["total_size"]
    if not news.is_private:
        del values["is_private"]
    await session.execute(update(EngineTorrentRow).where(EngineTorrentRow.info_hash == info_hash).values(values))


async def take_up(session: AsyncSession, hashes: Iterable[str]) -> None:
    """Note that an engine has these now."""
    row = EngineTorrentRow
    await session.execute(update(row).where(row.info_hash.in_(list(hashes))).values(is_settled=False))


async def save_resume_data(session: AsyncSession, info_hash: str, data: bytes, *, is_settled: bool) -> None:
    """Keep what is needed to go on after a restart. `is_settled`: nothing is under way any more."""
    row = EngineTorrentRow
    values = {"resume_data": data, "is_settled": is_settled}
    await session.execute(update(row).where(row.info_hash == info_hash).values(values))


async def forget(session: AsyncSession, info_hash: str) -> None:
    """Delete the row, if its removal is still wanted."""
    await session.execute(
        delete(EngineTorrentRow).where(EngineTorrentRow.info_hash == info_hash, EngineTorrentRow.removal.is_not(None))
    )

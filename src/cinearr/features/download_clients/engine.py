"""The built-in torrent engine: one process at a time runs it, and it does what the table asks.

It holds an advisory lock for as long as it works. Every few seconds, and at once when notified, it compares the table
with its session; what it finds out it writes back, but only when it changed. Killed at any moment, it goes on from the
last saved resume data; what was downloaded since is checked, not trusted.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import libtorrent as lt
import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from cinearr.features.download_clients import engine_store
from cinearr.features.download_clients.engine_session import (
    FolderMissing,
    TorrentSession,
    Unusable,
    keep_private,
    refused_name,
)
from cinearr.features.download_clients.engine_settings import EnginePace, EngineSettings
from cinearr.features.download_clients.engine_store import CHANNEL, FINAL, Report, State, Wish
from cinearr.features.download_clients.engine_torrent import Loaded, differs
from cinearr.features.download_clients.tables import EngineTorrentRow
from cinearr.kit.db import Database
from cinearr.kit.pubsub import notifications

log = structlog.get_logger(__name__)

# Any number, but the same in every version: who holds it is the engine of this database.
LOCK = 0x43494E46

OnChange = Callable[[str], Awaitable[None]]
ReadSettings = Callable[[], Awaitable[EngineSettings | None]]

_AWAY = (SQLAlchemyError, psycopg.Error, OSError)  # how a database that is away shows itself
_TOLD = frozenset({State.SEEDING, State.SEEDED, State.FAILED, State.ERROR})
_RESUME_FLAGS = lt.save_resume_flags_t.save_info_dict
_TOGETHER = 0.05  # seconds in which news are gathered before they are looked at
_DELETED_WITHIN = 10.0  # seconds that libtorrent is given to delete files
_LAST_WORDS = 10.0  # seconds for saving resume data at the end


class Engine:
    """Runs until told to stop.

    `read_settings` is asked now and then; None means that the engine is switched off. `on_change` is called with the
    info hash after a torrent finished, met its goal, failed, or got into trouble, when the table says so already.
    """

    def __init__(
        self,
        database: Database,
        *,
        read_settings: ReadSettings,
        on_change: OnChange,
        pace: EnginePace | None = None,
    ) -> None:
        self._database = database
        self._read_settings = read_settings
        self._on_change = on_change
        self._pace = pace or EnginePace()
        self._settings: EngineSettings | None = None
        self._session: TorrentSession | None = None
        self._loaded: dict[str, Loaded] = {}
        self._waiting: dict[str, float] = {}  # torrents that could not be loaded, and when to try again
        self._deleting: dict[str, float] = {}  # torrents whose files libtorrent deletes, and how long to wait for it
        self._saving: set[str] = set()  # torrents whose resume data was asked for
        self._saved: dict[str, lt.add_torrent_params] = {}  # and what came, until it is in the table
        self._stop = asyncio.Event()
        self._wake = asyncio.Event()
        self._due = 0.0  # when to reconcile next
        self._next_save = 0.0
        self.is_active = False

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stop.set()
        self._wake.set()

    @property
    def port(self) -> int:
        """The port it listens on, 0 while it is not active."""
        return self._session.port() if self._session else 0

    async def run(self) -> None:
        """Become the engine as soon as no other process is, and stay it."""
        try:
            while not self._stop.is_set():
                try:
                    async with await psycopg.AsyncConnection.connect(self._database.url, autocommit=True) as guard:
                        if await _lock(guard):
                            await self._serve(guard)
                        else:
                            await self._drop_session()
                except (psycopg.Error, OSError) as error:
                    log.warning("torrent engine lost the database", error=type(error).__name__)
                await self._pause_session()
                await self._sleep(self._pace.lock)
        finally:
            await self._end()

    async def _serve(self, guard: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        """Work for as long as the guarding connection lives. Losing it ends this with its error."""
        await guard.execute(f"listen {CHANNEL}")
        ears = asyncio.create_task(self._listen(guard), name="engine notifications")
        self.is_active, self._due = True, 0.0
        if self._session:
            self._session.resume()
        log.info("torrent engine active")
        try:
            while not self._stop.is_set() and not ears.done():
                await self._round()
                await self._sleep(self._pace.look if self._loaded else self._pace.reconcile)
            if ears.done():
                ears.result()
        finally:
            self.is_active = False
            ears.cancel()
            with contextlib.suppress(asyncio.CancelledError, psycopg.Error, OSError):
                await ears

    async def _listen(self, guard: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        async for _ in notifications(guard):
            self._due = 0.0
            self._wake.set()

    async def _sleep(self, seconds: float) -> None:
        """Until something happens, at most so long."""
        if self._stop.is_set():
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
                await asyncio.sleep(_TOGETHER)
        self._wake.clear()

    async def _round(self) -> None:
        """One look at everything. A database that is away is no reason to stop seeding."""
        now = _now()
        try:
            if now >= self._due:
                self._due = now + self._pace.reconcile
                await self._apply_settings()
                if self._session:
                    await self._reconcile()
            if self._session:
                await self._look()
        except _AWAY as error:
            log.warning("torrent engine cannot use the database", error=type(error).__name__)

    # What is wanted

    async def _apply_settings(self) -> None:
        settings = await self._read_settings()
        if settings == self._settings:
            return
        self._settings = settings
        if settings is None:
            await self._drop_session()
        elif self._session is None:
            self._session = TorrentSession.start(settings, self._wake.set)
        else:
            self._session.configure(settings)

    async def _reconcile(self) -> None:
        async with self._database.read() as session:
            wishes = await engine_store.wishes(session)
        for info_hash in [known for known in self._loaded if known not in wishes]:
            self._unload(info_hash)
        for info_hash, wish in wishes.items():
            if wish.removal is not None:
                await self._remove(wish)
            elif loaded := self._loaded.get(info_hash):
                self._follow(loaded, wish)
        await self._load([wish for wish in wishes.values() if self._may_load(wish)])

    def _may_load(self, wish: Wish) -> bool:
        is_due = self._waiting.get(wish.info_hash, 0.0) <= _now()
        return wish.removal is None and wish.info_hash not in self._loaded and is_due

    async def _load(self, wishes: list[Wish]) -> None:
        if not wishes:
            return
        async with self._database.read() as session:
            rows = await engine_store.whole(session, [wish.info_hash for wish in wishes])
        async with self._database.begin() as session:
            await engine_store.take_up(session, [row.info_hash for row in rows])
        by_hash = {wish.info_hash: wish for wish in wishes}
        for row in rows:
            await self._load_one(row, by_hash[row.info_hash])

    async def _load_one(self, row: EngineTorrentRow, wish: Wish) -> None:
        assert self._session is not None
        try:
            handle = self._session.add(row)
        except FolderMissing as error:
            self._waiting[row.info_hash] = _now() + self._pace.retry
            await self._tell_unloaded(row.info_hash, State.ERROR, str(error), was=wish.state)
            return
        except Unusable as error:
            await self._tell_unloaded(row.info_hash, State.FAILED, str(error), was=wish.state)
            return
        self._waiting.pop(row.info_hash, None)
        if row.resume_data and not row.is_settled and wish.state is not State.SEEDING:
            handle.force_recheck()  # its engine was killed: pieces it had may not have reached the disk
        self._loaded[row.info_hash] = Loaded(
            handle=handle, wish=wish, status=handle.status(), moved_at=_now(), was_complete=wish.state is State.SEEDING
        )
        log.info("torrent loaded", title=row.title, info_hash=row.info_hash)

    async def _tell_unloaded(self, info_hash: str, state: State, reason: str, *, was: State) -> None:
        log.warning("torrent cannot be loaded", info_hash=info_hash, reason=reason)
        async with self._database.begin() as session:
            await engine_store.report(session, info_hash, Report(state=state, error=reason))
        if was is not state:
            await self._tell(info_hash)

    def _follow(self, loaded: Loaded, wish: Wish) -> None:
        """Pause or go on as asked."""
        if wish.paused != loaded.wish.paused:
            if wish.paused:
                loaded.handle.unset_flags(lt.torrent_flags.auto_managed)
                loaded.handle.pause()
                self._save_resume_data(wish.info_hash)
            else:
                loaded.moved_at = _now()
                loaded.handle.set_flags(lt.torrent_flags.auto_managed)
                loaded.handle.resume()
        loaded.wish = wish

    def _unload(self, info_hash: str, *, delete_data: bool = False) -> None:
        loaded = self._loaded.pop(info_hash)
        self._saving.discard(info_hash)
        if self._session and loaded.handle.is_valid():
            self._session.remove(loaded.handle, delete_data=delete_data)

    async def _remove(self, wish: Wish) -> None:
        """Let go, delete when asked, and only then forget the row: a kill in between is made good next time."""
        delete_data = wish.removal == "delete"
        if wish.info_hash in self._loaded:
            self._unload(wish.info_hash, delete_data=delete_data)
            if delete_data:
                # Writes under way would bring the folder back, so libtorrent goes first.
                self._deleting[wish.info_hash] = _now() + _DELETED_WITHIN
        if self._deleting.get(wish.info_hash, 0.0) > _now():
            return
        self._deleting.pop(wish.info_hash, None)
        if delete_data:
            problem = await asyncio.to_thread(_delete_folder, Path(wish.save_path), wish.info_hash)
            if problem:
                log.warning("torrent files cannot be deleted", info_hash=wish.info_hash, reason=problem)
                return
        async with self._database.begin() as session:
            await engine_store.forget(session, wish.info_hash)
        self._waiting.pop(wish.info_hash, None)
        log.info("torrent removed", info_hash=wish.info_hash)

    # How it is

    async def _look(self) -> None:
        for alert in self._session.alerts() if self._session else ():
            self._hear(alert)
        await self._write_resume_data()
        now = _now()
        for loaded in self._loaded.values():
            if not loaded.handle.is_valid():
                continue
            loaded.see(loaded.handle.status(), now)
            self._flush_when_finished(loaded)
            self._retry_when_due(loaded, now)
        self._save_now_and_then(now)
        await self._report_changes(now)

    def _flush_when_finished(self, loaded: Loaded) -> None:
        """A finished torrent may still be in memory: have it written, then save that it is. Only then is it complete."""
        if not loaded.status.is_finished:
            loaded.is_on_disk = loaded.is_completing = loaded.is_flushed = False
        elif not loaded.is_on_disk and not loaded.is_completing:
            loaded.is_completing = True
            loaded.handle.flush_cache()

    def _retry_when_due(self, loaded: Loaded, now: float) -> None:
        if not loaded.trouble or loaded.refused or now < loaded.retry_at:
            return
        loaded.retry_at = now + self._pace.retry
        with contextlib.suppress(OSError):
            Path(loaded.wish.save_path).mkdir(exist_ok=True)
        loaded.handle.clear_error()
        loaded.handle.unset_flags(lt.torrent_flags.upload_mode)
        if loaded.is_checking:
            loaded.handle.force_recheck()  # a check that failed is not taken up again by itself
        if not loaded.wish.paused:
            loaded.handle.set_flags(lt.torrent_flags.auto_managed)
            loaded.handle.resume()

    def _save_now_and_then(self, now: float) -> None:
        if now < self._next_save:
            return
        self._next_save = now + self._pace.resume
        for info_hash, loaded in self._loaded.items():
            if loaded.handle.is_valid() and loaded.status.need_save_resume:
                self._save_resume_data(info_hash)

    def _save_resume_data(self, info_hash: str) -> None:
        loaded = self._loaded.get(info_hash)
        if loaded and loaded.handle.is_valid():
            self._saving.add(info_hash)
            loaded.handle.save_resume_data(_RESUME_FLAGS)

    async def _report_changes(self, now: float) -> None:
        changed: list[tuple[str, Report]] = []
        for info_hash, loaded in self._loaded.items():
            news = loaded.report(now, stalled_after=self._pace.stalled)
            is_due = now - loaded.reported_at >= self._pace.report and news != loaded.reported
            if is_due or differs(news, loaded.reported):
                changed.append((info_hash, news))
        if not changed:
            return
        async with self._database.begin() as session:
            for info_hash, news in changed:
                await engine_store.report(session, info_hash, news)
        for info_hash, news in changed:
            await self._after_report(info_hash, news, now)

    async def _after_report(self, info_hash: str, news: Report, now: float) -> None:
        loaded = self._loaded[info_hash]
        before = loaded.reported.state if loaded.reported else loaded.wish.state
        loaded.reported, loaded.reported_at = news, now
        if news.state is before:
            return
        log.info("torrent changed", info_hash=info_hash, state=news.state.value, reason=news.error)
        if news.state in FINAL:
            self._unload(info_hash)
        if news.state in _TOLD:
            await self._tell(info_hash)

    async def _tell(self, info_hash: str) -> None:
        try:
            await self._on_change(info_hash)
        except _AWAY as error:
            # Tracking looks at everything once a minute anyway.
            log.warning("torrent change could not be told", info_hash=info_hash, error=type(error).__name__)

    # What libtorrent says

    def _hear(self, alert: lt.alert) -> None:
        match alert:
            case lt.save_resume_data_alert():
                self._saved[_hash_of(alert.handle)] = alert.params
            case lt.save_resume_data_failed_alert():
                self._saving.discard(_hash_of(alert.handle))
            case lt.metadata_received_alert():
                self._judge_metadata(alert.handle)
            case lt.file_error_alert() | lt.torrent_error_alert():
                self._note_trouble(alert)
            case lt.cache_flushed_alert():
                if loaded := self._loaded.get(_hash_of(alert.handle)):
                    loaded.is_flushed = loaded.is_completing
                    self._save_resume_data(loaded.wish.info_hash)
            case lt.torrent_deleted_alert() | lt.torrent_delete_failed_alert():
                self._deleting[str(alert.info_hash).upper()] = self._due = 0.0
            case lt.listen_failed_alert():
                log.warning("torrent engine cannot listen", reason=alert.message())
            case _:
                pass

    async def _write_resume_data(self) -> None:
        """Bring what libtorrent gave into the table; what cannot be written now stays for the next time."""
        if not self._saved:
            return
        async with self._database.begin() as session:
            for info_hash, params in self._saved.items():
                await engine_store.save_resume_data(
                    session, info_hash, lt.write_resume_data_buf(params), is_settled=self._stop.is_set()
                )
        saved, self._saved = self._saved, {}
        for info_hash, params in saved.items():
            self._saving.discard(info_hash)
            loaded = self._loaded.get(info_hash)
            if loaded and loaded.is_flushed and params.have_pieces and all(params.have_pieces):
                loaded.is_on_disk, loaded.is_completing = True, False

    def _judge_metadata(self, handle: lt.torrent_handle) -> None:
        """What a magnet link turned out to be."""
        info, loaded = handle.torrent_file(), self._loaded.get(_hash_of(handle))
        if info is None or loaded is None:
            return
        if name := refused_name(info):
            loaded.refused = f"Refused: the torrent names a file outside its folder ({name!r})"
            handle.unset_flags(lt.torrent_flags.auto_managed)
            handle.pause()
            return
        if info.priv():
            keep_private(handle)
        self._save_resume_data(_hash_of(handle))

    def _note_trouble(self, alert: lt.file_error_alert | lt.torrent_error_alert) -> None:
        loaded = self._loaded.get(_hash_of(alert.handle))
        if loaded is None:
            return
        # The error of the torrent follows that of the file and says less.
        if not (loaded.trouble and isinstance(alert, lt.torrent_error_alert)):
            loaded.trouble = _reason(alert)
        loaded.retry_at = _now() + self._pace.retry
        loaded.is_completing = False

    # The end

    async def _pause_session(self) -> None:
        """Without the lock another process may be the engine now: touch nothing until it is ours again."""
        if self._session:
            self._session.pause()

    async def _drop_session(self) -> None:
        if self._session is None:
            return
        session, self._session = self._session, None
        self._loaded.clear()
        self._waiting.clear()
        self._deleting.clear()
        self._saving.clear()
        self._saved.clear()
        self._settings = None
        await session.close()

    async def _end(self) -> None:
        """Save what is needed to go on, then close."""
        if self._session is None:
            return
        self._session.pause()
        for info_hash in self._loaded:
            self._save_resume_data(info_hash)
        try:
            async with asyncio.timeout(_LAST_WORDS):
                while self._saving:
                    for alert in self._session.alerts():
                        self._hear(alert)
                    await self._write_resume_data()
                    await asyncio.sleep(0.05)
        except (TimeoutError, *_AWAY):
            log.warning("torrent engine stopped without saving everything", torrents=len(self._saving))
        await self._drop_session()


async def _lock(guard: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    row = await (await guard.execute("select pg_try_advisory_lock(%s)", (LOCK,))).fetchone()
    return row is not None and row[0] is True


def _now() -> float:
    return asyncio.get_running_loop().time()


def _hash_of(handle: lt.torrent_handle) -> str:
    return str(handle.info_hash()).upper()


def _reason(alert: lt.file_error_alert | lt.torrent_error_alert) -> str:
    text = alert.error.message()
    where = alert.filename() if isinstance(alert, lt.file_error_alert) else ""
    return f"{text}: {where}" if where else text


def _delete_folder(folder: Path, info_hash: str) -> str | None:
    """Delete a torrent's own folder; the reason when that fails. Any other folder is left alone."""
    if folder.name != info_hash.lower():
        return f"{folder} is not the torrent's own folder"
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        return error.strerror or str(error)
    return None

"""What a library of 10,000 films costs: `python -m benchmarks.bench_library`.

The real server (web, worker and database) on films written straight into its database; times as a client on the same machine
sees them. Beside each number stand Radarr's for the same work and how many times better ours is, and what ours should reach.
"""

from __future__ import annotations

import asyncio
import http.client
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.server import Client, seed, serving, wait

FILMS = 10_000
PAGE = "pageSize=50&monitored=true"

# Radarr with 10,000 films on two cores; and what ours should reach.
RADARR_MS = {
    "start to the first answer": (2300, 1500),
    "start to the first full list": (9400, 2000),
    "full list, warm": (2440, 200),
    "full list, unchanged (ETag)": (None, 10),
    "full list after one film changed": (2440, 200),
    "missing page": (3.2, 10),
    "cut-off unmet page": (217, 10),
    "calendar": (214, 10),
    "collections": (115, 25),
}
RADARR_PER_SECOND = {
    "one film, 1 connection": (296, 600),
    "one film, 8 connections": (431, 900),
    "one film, 32 connections": (513, 900),
}
RADARR_MB = {"memory, idle": (534, 250), "memory, most": (881, 400)}


def main() -> None:
    """Print the table."""
    home = Path(tempfile.mkdtemp(prefix="cinearr-bench-"))
    try:
        seeding = time.perf_counter()
        asyncio.run(seed(home, FILMS))
        print(f"{FILMS:,} films written in {time.perf_counter() - seeding:.0f} s")
        _measure(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measure(home: Path) -> None:
    started = time.perf_counter()
    with serving(home) as (port, process):
        client = Client(port)
        wait(client)
        _told("start to the first answer", (time.perf_counter() - started) * 1000)
        memory = Memory(process.pid)
        status, headers, body = client.get("movie")
        assert status == 200, body[:200]
        _told("start to the first full list", (time.perf_counter() - started) * 1000)
        print(f"   {len(body) / 1e6:.0f} MB")
        tag = headers["ETag"]
        _told("full list, warm", _median(lambda: client.get("movie"), 10))
        _told("full list, unchanged (ETag)", _median(lambda: _same(client.get("movie", **{"If-None-Match": tag})), 50))
        _told("missing page", _median(lambda: client.get(f"wanted/missing?{PAGE}"), 20))
        _told("cut-off unmet page", _median(lambda: client.get(f"wanted/cutoff?{PAGE}"), 20))
        _told("calendar", _median(lambda: client.get("calendar?start=2026-10-26&end=2027-01-24&unmonitored=true"), 20))
        _told("collections", _median(lambda: client.get("collection"), 20))
        memory.stop()
        for connections in (1, 8, 32):
            plural = "" if connections == 1 else "s"
            _rate(f"one film, {connections} connection{plural}", _per_second(port, connections, 4.0))
        time.sleep(5)
        _memory("memory, idle", memory.now())
        _memory("memory, most", memory.most)


def _same(answer: tuple[int, http.client.HTTPMessage, bytes]) -> None:
    assert answer[0] == 304


def _median(work: Callable[[], object], times: int) -> float:
    rounds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        rounds.append((time.perf_counter() - began) * 1000)
    return statistics.median(rounds)


def _per_second(port: int, connections: int, seconds: float) -> float:
    counts = [0] * connections
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        client = Client(port)
        while time.perf_counter() < end:
            status, _, _ = client.get(f"movie/{1 + (number * 997 + counts[number]) % FILMS}")
            assert status == 200
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _memory(name: str, megabytes: float) -> None:
    radarr, target = RADARR_MB[name]
    print(
        f"{name:34} {megabytes:9.0f} MB      Radarr {radarr:6.0f} MB   x{radarr / megabytes:6.1f}   at most {target} MB"
    )


class Memory:
    """Of the server with its worker and its database; pages that processes share count once. `most` is looked for all the time."""

    def __init__(self, pid: int) -> None:
        self.most = 0.0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def now(self) -> float:
        """In megabytes."""
        found = sum(_kilobytes(each) for each in _tree(self._pid)) / 1024
        self.most = max(self.most, found)
        return found

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            self.now()


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _tree(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        one = queue.pop()
        found.append(one)
        queue += children.get(one, [])
    return found


def _told(name: str, ours: float) -> None:
    radarr, target = RADARR_MS[name]
    beside = f"Radarr {radarr:6.0f} ms   x{radarr / ours:6.1f}" if radarr else f"{'Radarr has none':26}"
    print(f"{name:34} {ours:9.1f} ms      {beside}   at most {target} ms")


def _rate(name: str, ours: float) -> None:
    radarr, target = RADARR_PER_SECOND[name]
    print(f"{name:34} {ours:9.0f} /s      Radarr {radarr:6.0f} /s   x{ours / radarr:6.1f}   at least {target} /s")


if __name__ == "__main__":
    main()

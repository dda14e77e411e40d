"""The built-in engine in a process of its own, for tests that kill it: `python -m tests.fakes.engine_process URL`."""

from __future__ import annotations

import asyncio
import signal
import sys

from cinearr.features.download_clients.engine import Engine
from cinearr.features.download_clients.engine_settings import EnginePace, EngineSettings
from cinearr.kit.db import Database

QUICK = EnginePace(look=0.1, reconcile=0.3, report=0.2, resume=0.3, retry=0.5, stalled=1.0, lock=0.3)
LOOPBACK = EngineSettings(port=0, use_dht=False, hosts=("127.0.0.1",))


async def read_settings() -> EngineSettings:
    return LOOPBACK


async def nothing(info_hash: str) -> None:
    return


async def main(url: str) -> None:
    database = Database(url, pool_size=2)
    engine = Engine(database, read_settings=read_settings, on_change=nothing, pace=QUICK)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, engine.stop)
    await engine.run()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

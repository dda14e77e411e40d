"""The command line: `cinearr serve`, `demo`, `db upgrade`, `api-key`, `reset-password`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from cinearr import __version__
from cinearr.kit import config as configuration
from cinearr.kit import logging as logs
from cinearr.kit.errors import CinearrError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except CinearrError as error:
        print(f"cinearr: {error.message}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cinearr", description="A movie collection manager that runs by itself.")
    parser.add_argument("--version", action="version", version=f"cinearr {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", help="run the server with everything that should run by itself")
    serve.add_argument("--role", choices=["all", "web", "worker"])
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--home", help="the data folder (CINEARR_HOME)")
    serve.set_defaults(run=_serve)

    demo = commands.add_parser("demo", help="watch the whole job on made-up neighbours, on this machine alone")
    demo.add_argument("--once", action="store_true", help="end by itself; exit 0 only if everything really happened")
    demo.add_argument("--port", type=int, default=0)
    demo.add_argument("--home")
    demo.set_defaults(run=_demo)

    database = commands.add_parser("db", help="the database")
    database_commands = database.add_subparsers(dest="db_command", required=True)
    upgrade = database_commands.add_parser("upgrade", help="bring the database to this version, without serving")
    upgrade.add_argument("--home")
    upgrade.set_defaults(run=_upgrade)

    key = commands.add_parser("api-key", help="print the API key")
    key.add_argument("--home")
    key.set_defaults(run=_api_key)

    password = commands.add_parser("reset-password", help="give a user a new password, or make the first user")
    password.add_argument("username")
    password.add_argument("--home")
    password.set_defaults(run=_reset_password)
    return parser


def _load(options: argparse.Namespace, **more: object) -> configuration.Config:
    named = {name: getattr(options, name, None) for name in ("home", "host", "port", "role")}
    return configuration.load(os.environ, **{**named, **more})


def _serve(options: argparse.Namespace) -> int:
    from cinearr.entrypoints import server

    config = _load(options)
    configuration.prepare_home(config)
    server.tail = logs.configure(config.log_level, config.logs)
    return server.run(config)


def _demo(options: argparse.Namespace) -> int:
    from cinearr.entrypoints import demo

    return demo.run(once=options.once, port=options.port, home=options.home)


def _upgrade(options: argparse.Namespace) -> int:
    from cinearr.entrypoints import maintenance

    logs.configure("info", None)
    asyncio.run(maintenance.upgrade(_load(options)))
    print("The database is up to date.")
    return 0


def _api_key(options: argparse.Namespace) -> int:
    from cinearr.entrypoints import maintenance

    logs.configure("warn", None)
    print(asyncio.run(maintenance.api_key(_load(options))))
    return 0


def _reset_password(options: argparse.Namespace) -> int:
    from cinearr.entrypoints import maintenance

    logs.configure("warn", None)
    return asyncio.run(maintenance.reset_password(_load(options), options.username))

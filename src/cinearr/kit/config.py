"""Configuration from `CINEARR_HOME/config.toml` and `CINEARR_…` variables, checked before anything starts.

Variables win over the file. What a person changes in the interface lives in the database, not here.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from cinearr.kit.errors import CinearrError

Role = Literal["all", "web", "worker"]
Auth = Literal["forms", "external"]
LogLevel = Literal["trace", "debug", "info", "warn", "error"]


class ConfigError(CinearrError):
    """The configuration cannot be used; the message says which value and why."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting of the program itself. Names are those of the file; variables are `CINEARR_` and the name."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 7878
    url_base: str = ""
    database_url: str | None = None
    api_key: str | None = None
    auth: Auth = "forms"
    tmdb_url: str = "https://api.themoviedb.org/3"
    tmdb_key: str | None = None
    role: Role = "all"
    log_level: LogLevel = "info"
    cors_origins: tuple[str, ...] = ()
    # Threads of work a worker runs side by side; commands that need the disk still go one at a time.
    worker_concurrency: int = 6

    @property
    def covers(self) -> Path:
        """Where pictures are kept."""
        return self.home / "MediaCover"

    @property
    def logs(self) -> Path:
        """Where the rotating log files are."""
        return self.home / "logs"

    @property
    def downloads(self) -> Path:
        """Where the built-in torrent engine puts its files unless told otherwise."""
        return self.home / "downloads"


NAMES = tuple(name for name in Config.__struct_fields__)
_KEY = re.compile(r"[0-9A-Za-z_-]{16,128}")


def load(environ: Mapping[str, str] = os.environ, **overrides: object) -> Config:
    """Read file and variables; `overrides` (command line) win over both. Raises ConfigError."""
    named = overrides.get("home") or environ.get("CINEARR_HOME")
    home = Path(str(named or platformdirs.user_data_dir("cinearr", appauthor=False))).expanduser()
    if not home.is_absolute():
        home = Path.cwd() / home
    values: dict[str, object] = _from_file(home / "config.toml")
    for name in NAMES:
        text = environ.get(f"CINEARR_{name.upper()}")
        if text is not None:
            values[name] = [part.strip() for part in text.split(",")] if name == "cors_origins" else text
    values.update({name: value for name, value in overrides.items() if value is not None})
    values["home"] = str(home)
    try:
        config = msgspec.convert(values, Config, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ConfigError(f"The configuration in {home / 'config.toml'} or the CINEARR_ variables: {error}") from None
    return _checked(config)


def _path(kind: type, value: object) -> Path:
    if kind is not Path or not isinstance(value, str):
        raise NotImplementedError
    return Path(value)


def _from_file(path: Path) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None


def _checked(config: Config) -> Config:
    if not 1 <= config.port <= 65535:
        raise ConfigError(f"port must be between 1 and 65535, not {config.port}")
    if not 1 <= config.worker_concurrency <= 64:
        raise ConfigError(f"worker_concurrency must be between 1 and 64, not {config.worker_concurrency}")
    if config.api_key is not None and not _KEY.fullmatch(config.api_key):
        raise ConfigError("api_key must be 16 to 128 letters, digits, - or _")
    if config.database_url is not None and not config.database_url.startswith(("postgresql://", "postgres://")):
        raise ConfigError("database_url must begin with postgresql://")
    if config.role != "all" and config.database_url is None:
        raise ConfigError(f"role {config.role} needs database_url: the processes share one PostgreSQL")
    if not config.tmdb_url.startswith(("http://", "https://")):
        raise ConfigError("tmdb_url must begin with http:// or https://")
    base = config.url_base.strip("/")
    if base and not re.fullmatch(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*", base):
        raise ConfigError(f"url_base must look like /cinearr, not {config.url_base!r}")
    return msgspec.structs.replace(
        config,
        url_base=f"/{base}" if base else "",
        database_url=config.database_url and re.sub(r"^postgres(ql)?://", "postgresql://", config.database_url),
        tmdb_url=config.tmdb_url.rstrip("/"),
    )


def prepare_home(config: Config) -> None:
    """Make the data folder. Raises ConfigError when it cannot be written."""
    try:
        for folder in (config.home, config.logs, config.covers):
            folder.mkdir(parents=True, exist_ok=True)
        # A name of its own: the processes of one installation start side by side, and try the folder at once.
        with tempfile.TemporaryFile(dir=config.home, prefix=".write-test-"):
            pass
    except OSError as error:
        raise ConfigError(f"The data folder {config.home} cannot be written: {error.strerror or error}") from None


def new_api_key() -> str:
    """A key of the v3 form: 32 hexadecimal digits."""
    return secrets.token_hex(16)

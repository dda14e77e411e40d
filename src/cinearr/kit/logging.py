"""Structured logs: readable on the terminal, JSON in a rotating file, a bounded tail for the log page. Secrets are masked."""

from __future__ import annotations

import logging
import logging.handlers
import queue
import sys
import traceback
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from cinearr.kit.masking import mask

FILE_NAME = "cinearr.txt"
LEVELS = {"trace": 5, "debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
_MEGABYTE = 1024 * 1024
_CONSOLE, _FILE = "console", "file"  # names of handlers
# Libraries that say at every step what they do; their warnings still come through.
_QUIET = ("httpx2", "httpcore2", "procrastinate", "alembic", "asyncio", "PIL", "uvicorn", "apprise", "urllib3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One log line for the log page."""

    time: datetime
    level: str
    logger: str
    message: str
    exception: str | None
    exception_type: str | None


class Tail(logging.Handler):
    """Keeps lines until somebody takes them; when nobody does, the newest are dropped rather than memory filled."""

    def __init__(self, size: int = 5000) -> None:
        super().__init__(logging.INFO)
        self._lines: queue.Queue[Line] = queue.Queue(size)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging, from any thread."""
        error = _error_of(record)
        line = Line(
            time=datetime.fromtimestamp(record.created, UTC),
            level=_level_word(record.levelno),
            logger=record.name.rsplit(".", 1)[-1],
            message=mask(_plain(record)),
            exception=mask("".join(traceback.format_exception(error))) if error else None,
            exception_type=type(error).__name__ if error else None,
        )
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            return

    def take(self, most: int = 500) -> list[Line]:
        """What has come since the last time."""
        taken: list[Line] = []
        while len(taken) < most:
            try:
                taken.append(self._lines.get_nowait())
            except queue.Empty:
                break
        return taken


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """The exception of a line: structlog keeps it in the event, the standard library in the record."""
    found = record.msg.get("exc_info") if isinstance(record.msg, dict) else record.exc_info
    if isinstance(found, tuple):
        found = found[1]
    return found if isinstance(found, BaseException) else sys.exc_info()[1] if found else None


def _level_word(level: int) -> str:
    if level >= logging.CRITICAL:
        return "fatal"
    return next((word for word in ("error", "warn", "info", "debug") if level >= LEVELS[word]), "trace")


def _plain(record: logging.LogRecord) -> str:
    if isinstance(record.msg, dict):
        event = dict(record.msg)
        head = str(event.pop("event", ""))
        fields = " ".join(
            f"{name}={value}"
            for name, value in event.items()
            if name not in ("level", "logger", "timestamp", "exc_info")
        )
        return f"{head} {fields}".strip()
    return record.getMessage()


def _masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        event[name] = _without_secrets(value)
    return event


def _without_secrets(value: Any) -> Any:
    """Masked wherever there is text: tracebacks are lists of dictionaries by now."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: _without_secrets(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_secrets(inner) for inner in value]
    return value


def _masked_text(_: Any, __: str, text: Any) -> str:
    return mask(text)


# Local variables hold keys and passwords: no log may show them.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


def configure(level: str, folder: Path | None, *, colours: bool | None = None) -> Tail:
    """Set logging up for the whole process; the tail for the log page. Files rotate at their limit, eleven are kept."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    tail = Tail()
    console = logging.StreamHandler(sys.stderr)
    console.set_name(_CONSOLE)
    console.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _masked,
                structlog.dev.ConsoleRenderer(
                    colors=sys.stderr.isatty() if colours is None else colours,
                    exception_formatter=structlog.dev.plain_traceback,
                ),
                _masked_text,
            ],
        )
    )
    handlers: list[logging.Handler] = [console, tail]
    if folder is not None:
        handlers.append(_file_handler(folder, shared))
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in handlers:
        root.addHandler(handler)
    set_level(level)
    return tail


def set_level(level: str, *, console: str | None = None) -> None:
    """Write this level and what is more severe from now on; `console` is that of the terminal, where it differs."""
    on_console = LEVELS[console or level]
    lowest = min(LEVELS[level], on_console)
    root = logging.getLogger()
    root.setLevel(lowest)
    for handler in root.handlers:
        if handler.get_name() == _FILE:
            handler.setLevel(LEVELS[level])
        elif handler.get_name() == _CONSOLE:
            handler.setLevel(on_console)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, lowest))


def limit_file(megabytes: int) -> None:
    """How large the file becomes before a new one is begun."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.handlers.RotatingFileHandler) and handler.get_name() == _FILE:
            handler.maxBytes = megabytes * _MEGABYTE


def _file_handler(folder: Path, shared: list[Any]) -> logging.Handler:
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / FILE_NAME, maxBytes=_MEGABYTE, backupCount=10, encoding="utf-8", delay=True
    )
    handler.set_name(_FILE)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _TRACEBACKS,
                _masked,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    return handler

"""What reaches the log, and what must not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from cinearr.kit import logging as logs

KEY = "sup3rs3cretsup3rs3cret"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    for handler in handlers:
        if handler not in root.handlers:
            root.addHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


def _fail() -> None:
    api_key = KEY
    raise RuntimeError(f"no answer from http://indexer/api?apikey={api_key}")


def test_secrets_of_a_failure_reach_neither_file_nor_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tail = logs.configure("info", tmp_path)
    log = structlog.get_logger("test")
    try:
        _fail()
    except RuntimeError as error:
        log.error("request failed", exc_info=error, url=f"http://indexer/api?apikey={KEY}")
    line = json.loads((tmp_path / logs.FILE_NAME).read_text())
    shown = capsys.readouterr().err
    kept = tail.take()
    assert line["event"] == "request failed"
    assert line["exception"][0]["exc_type"] == "RuntimeError"
    assert "RuntimeError" in shown
    assert kept[0].exception_type == "RuntimeError"
    for text in (json.dumps(line), shown, str(kept)):
        assert KEY not in text


def test_the_terminal_may_have_a_level_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tail = logs.configure("info", tmp_path)
    logs.set_level("warn", console="debug")
    log = structlog.get_logger("test")
    for level in ("debug", "info", "warning"):
        getattr(log, level)(f"said as {level}")
    shown = capsys.readouterr().err
    assert [f"said as {level}" in shown for level in ("debug", "info", "warning")] == [True, True, True]
    assert [json.loads(line)["event"] for line in (tmp_path / logs.FILE_NAME).read_text().splitlines()] == [
        "said as warning"
    ]
    assert [line.message for line in tail.take()] == ["said as info", "said as warning"]


def test_a_larger_file_is_kept_when_it_may_be(tmp_path: Path) -> None:
    logs.configure("info", tmp_path)
    logs.limit_file(2)
    log = structlog.get_logger("test")
    for _ in range(3):
        log.info("x" * 600_000)
    assert (tmp_path / logs.FILE_NAME).stat().st_size > 1_700_000
    logs.limit_file(1)
    log.info("next")
    assert [each.name for each in sorted(tmp_path.iterdir())] == [logs.FILE_NAME, f"{logs.FILE_NAME}.1"]

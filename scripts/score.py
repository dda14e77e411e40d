"""Score this project against a corpus of cases: `python scripts/score.py [FOLDER] [--area A] [--show N]`.

A corpus is a folder of `.jsonl` files with one case a line: `area`, `call`, `input` (the arguments by name) and `expect`
(what must hold of the answer). Calls that the project does not answer are counted, not judged. The exit status is 0
whatever the score, since a score is a measurement and not a test.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from scripts.score_adapters import Registry, gather  # noqa: E402
from scripts.score_judge import failures  # noqa: E402

DEFAULT = ROOT.parent / "shared" / "corpus"


@dataclass
class Row:
    """The count of one area."""

    total: int = 0
    passed: int = 0
    not_run: int = 0
    failed: list[str] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> str:
        """Passed of total, in percent."""
        return f"{100 * self.passed / self.total:6.2f}%" if self.total else "      -"


def cases(folder: Path) -> Iterator[dict[str, Any]]:
    """Every case of a folder, or of one file."""
    for path in [folder] if folder.is_file() else sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield json.loads(line) | {"at": f"{path.name}:{number}", "base": path.parent}


def answer(registry: Registry, case: dict[str, Any]) -> Any:
    """What the project says to a case; an error it raises is an answer too."""
    function = registry.find(case["area"], case["call"])
    assert function is not None
    given = dict(case["input"])
    if isinstance(given.get("file"), str):  # in cases about names it is a table of facts
        given["file"] = str(case["base"] / given["file"])
    try:
        return function(**given)
    except Exception as error:  # noqa: BLE001 - whatever it raises is judged against what was expected
        return error


def score(registry: Registry, folder: Path, *, only: list[str], show: int) -> dict[str, Row]:
    """The rows by area."""
    rows: dict[str, Row] = defaultdict(Row)
    for case in cases(folder):
        area = case["area"]
        if only and not any(area.startswith(name) for name in only):
            continue
        row = rows[area]
        if registry.find(area, case["call"]) is None:
            row.not_run += 1
            continue
        result = answer(registry, case)
        bad = failures(case["call"], case["expect"], result)
        row.total += 1
        row.passed += not bad
        row.fields.update(bad)
        if bad and len(row.failed) < show:
            row.failed.append(
                f"  {case['at']}  {json.dumps(case['input'], ensure_ascii=False)}\n"
                f"    failed   {', '.join(bad)}\n"
                f"    expected {json.dumps(case['expect'], ensure_ascii=False)}\n"
                f"    got      {str(result)[:700]}"
            )
    return rows


def report(rows: dict[str, Row], registry: Registry) -> None:
    """Print the table, then the failures that were asked for."""
    width = max([len(area) for area in rows] + [5])
    print(f"{'area':<{width}}  total  passed  percent  not-run")
    for area in sorted(rows):
        row = rows[area]
        mark = "  (asked with its own adaptor)" if area in registry.areas else ""
        print(f"{area:<{width}}  {row.total:5d}  {row.passed:6d}  {row.share}  {row.not_run:7d}{mark}")
    whole = Row(*(sum(getattr(row, name) for row in rows.values()) for name in ("total", "passed", "not_run")))
    print(f"{'all':<{width}}  {whole.total:5d}  {whole.passed:6d}  {whole.share}  {whole.not_run:7d}")
    for area in sorted(rows):
        if rows[area].failed:
            print(f"\n{area}: {dict(rows[area].fields.most_common())}")
            print("\n".join(rows[area].failed))


def main() -> int:
    """Read the arguments, score, print."""
    parser = argparse.ArgumentParser(description="Score this project against a corpus of cases.")
    parser.add_argument(
        "folder", type=Path, nargs="?", default=DEFAULT, help="a folder of .jsonl files, or one such file"
    )
    parser.add_argument("--area", action="append", default=[], help="only areas that start so (repeatable)")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N failures of each area")
    args = parser.parse_args()
    if not args.folder.exists():
        print(f"There is no corpus at {args.folder}; name a folder of .jsonl files.")
        return 0
    registry = gather()
    report(score(registry, args.folder, only=args.area, show=args.show), registry)
    return 0


if __name__ == "__main__":
    sys.exit(main())

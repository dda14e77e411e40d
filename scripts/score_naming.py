"""Compare sample names with recorded ones: `python scripts/score_naming.py FOLDER [--show N]`.

The folder holds `naming_examples.jsonl`: one `{query, answer}` a line, the settings and the two names they gave. Where the
recording is plainly wrong the right name counts as agreed with, and the script says how often that was: it leaves the
placeholder of an ellipsis unexpanded in tokens written in capitals.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from cinearr.core.naming import NamingConfig, sample_names  # noqa: E402

PLACEHOLDER = "{ELLIPSIS}"


def names(record: dict[str, Any]) -> tuple[tuple[str, str], tuple[str, str]]:
    """What was recorded and what we make of it, each as file and folder."""
    answer = record["answer"]
    config = msgspec.convert(record["query"], NamingConfig, strict=False)
    return (answer["movieExample"], answer["movieFolderExample"]), sample_names(config)


def main() -> None:
    """Print the agreement, and the first disagreements."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    path = options.folder / "naming_examples.jsonl" if options.folder.is_dir() else options.folder
    if not path.exists():
        print(f"no recorded names: {path} does not exist")
        return
    same, righted, wrong = 0, 0, []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        recorded, ours = names(record)
        if recorded == ours:
            same += 1
        elif tuple(name.replace(PLACEHOLDER, "...") for name in recorded) == ours:
            righted += 1
        else:
            wrong.append((record["query"], recorded, ours))
    total = same + righted + len(wrong)
    print(
        f"{total} recorded names: {same} the same, {righted} right where the recording is not, {len(wrong)} different"
    )
    print(
        f"agreement {100 * (same + righted) / max(total, 1):.2f} % (letter by letter {100 * same / max(total, 1):.2f} %)"
    )
    for query, recorded, ours in wrong[: options.show]:
        print(
            f"  {query['standardMovieFormat']!r} | {query['movieFolderFormat']!r}\n    recorded {recorded}\n    ours     {ours}"
        )


if __name__ == "__main__":
    main()

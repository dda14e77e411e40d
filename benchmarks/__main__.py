"""Every benchmark, one after the other: `python -m benchmarks [NAME ...]`, the names without `bench_`."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = ("parser", "decisions", "edge", "library", "releases")


def main() -> int:
    """Run those that are named, else all; the exit status is 2 for a name that is none."""
    wanted = sys.argv[1:] or BENCHMARKS
    if unknown := sorted(set(wanted) - set(BENCHMARKS)):
        print(f"No benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}.")
        return 2
    sys.argv = sys.argv[:1]
    for name in wanted:
        print(f"== {name}")
        import_module(f"benchmarks.bench_{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

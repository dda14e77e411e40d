"""How many release names are read in a second: `python -m benchmarks.bench_parser [FILE]`.

FILE has one name a line (default: the list of the corpus beside the project, else names made up here from a fixed seed).
guessit and parsett, the field's two public parsers in Python, read a sample of the same names where they are installed.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from cinearr.core.releases.film_names import parse_film_name
from cinearr.core.releases.parser import parse_title

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus" / "titles_bench.txt"
TARGET = 6_000  # names a second
PEERS = (("guessit", "guessit", "guessit", 400), ("parsett", "PTT", "parse_title", 2_000))
WORDS = (
    "Night",
    "River",
    "of",
    "the",
    "Iron",
    "Glass",
    "Last",
    "Summer",
    "and",
    "King",
    "Silent",
    "Moon",
    "2049",
    "Blue",
)
TAILS = (
    "1080p.BluRay.x264",
    "2160p.UHD.BluRay.REMUX.HDR.HEVC.Atmos.TrueHD.7.1",
    "720p.WEB-DL.DD5.1.H264",
    "German.DL.1080p.BluRay.AVC",
    "EXTENDED.DVDRip.XviD",
    "PROPER.2160p.NF.WEBRip.DDP5.1.x265",
    "Directors.Cut.1080i.HDTV.DD5.1.MPEG2",
)
GROUPS = ("SPARKS", "FLUX", "D-Z0N3", "NTb", "KRaLiMaRKo")


def made_up(count: int = 20_000) -> list[str]:
    """Release names of the usual shapes."""
    chance = random.Random(20)
    names = []
    for _ in range(count):
        title = ".".join(chance.choices(WORDS, k=chance.randint(1, 6)))
        year, tail, group = chance.randint(1920, 2025), chance.choice(TAILS), chance.choice(GROUPS)
        name = f"{title}.{year}.{tail}-{group}"
        names.append(chance.choice((name, name.replace(".", " "), f"{title} ({year}) [{tail}] [{group}].mkv")))
    return names


def rate(parse: Callable[[str], Any], names: list[str]) -> float:
    """Names a second of processor time, the best of three runs."""
    for name in names[:50]:
        parse(name)
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for name in names:
            parse(name)
        best = max(best, len(names) / (time.process_time() - start))
    return best


def peer(module: str, function: str) -> Callable[[str], Any] | None:
    """A public parser, or None where it is not installed."""
    try:
        found: Callable[[str], Any] = getattr(import_module(module), function)
    except ImportError:
        return None
    return found


def main() -> None:
    """Measure and print."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    names = file.read_text(encoding="utf-8").splitlines() if file.exists() else made_up()
    print(f"{len(names)} names, {'from ' + file.name if file.exists() else 'made up'}")
    ours = rate(parse_title, names)
    print(f"parse_title      {ours:8.0f} names/s   target {TARGET}: {'reached' if ours >= TARGET else 'MISSED'}")
    print(f"parse_film_name  {rate(parse_film_name, names):8.0f} names/s")
    for label, module, function, sample in PEERS:
        parse = peer(module, function)
        if parse is None:
            print(f"{label:<16} not installed")
            continue
        theirs = rate(parse, names[:sample])
        print(f"{label:<16} {theirs:8.0f} names/s   parse_title is {ours / theirs:.1f} times as fast")


if __name__ == "__main__":
    main()

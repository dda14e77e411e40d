"""The video codec a release name tells of."""

from __future__ import annotations

import re
from typing import Final

from cinearr.core.releases.names import LONGEST

_CODEC: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
        (?P<h264> [xh][-_. ]?264 )
      | (?P<h265> [xh][-_. ]?265 )
      | (?P<xvid> xvid(?:hd)? )
      | (?P<divx> (?:dv)?divx )
      | (?P<av1> av1 )
      | (?P<vp9> vp9 )
      | (?P<vc1> vc-?1 )
      | (?P<mpeg2> mpe?g[-_. ]?2 )
    )(?![0-9])
    | (?<![A-Za-z0-9])(?:(?P<avc>avc|mvc)|(?P<hevc>hevc))(?![A-Za-z])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SAME: Final = {"avc": "h264", "hevc": "h265"}


def parse_video_codec(name: str) -> str:
    """`h264`, `h265`, `xvid`, `divx`, `av1`, `vp9`, `vc1` or `mpeg2`; "" when a name tells of none.

    What an encoder signs with (`x264`) says more than the bare standard (`AVC`), wherever the two stand.
    """
    standard = ""
    for found in _CODEC.finditer(name[:LONGEST]):
        kind = found.lastgroup or ""
        if kind not in _SAME:
            return kind
        standard = standard or _SAME[kind]
    return standard

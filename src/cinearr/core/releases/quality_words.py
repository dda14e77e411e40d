"""The words that tell of a quality. `(?<![A-Za-z0-9])` rather than `\\b`, since underscores part words too."""

from __future__ import annotations

import re
from typing import Final

SOURCES: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
        (?P<bluray>
            m?blu-?ray(?=\d)
          | (?: m?blu[-_. ]?ray | hd[-_. ]?dvd(?:rip)? | (?:uhd)?bd(?:mux|iso|light|(?:remux|rip)(?:mux)?)?(?![-_. ]?\d{2,3}(?![0-9pi]))
              | br-?(?:rip(?:mux)?|disk) | uhd(?:2bd|remux) | bd(?:remux)?\d{3,4}[pi] | uhdremux\d{4}p ) (?![A-Za-z0-9])
        )
      | (?P<webrip> web[-_. ]?rip | webmux | webcap | web-?dlrip ) (?![A-Za-z0-9])
      | (?P<webdl>
            web[-_. ]?dl(?:mux)? (?![A-Za-z0-9]) | (?:amazon|itunes|maxdome|netflix|hbomax|disney)u?hd | webhd(?![A-Za-z0-9])
          | (?-i:WEB) (?=[-_. ](?:[xh][-_. ]?26[45]|\d{3,4}[pi]|av[c1]|hevc|dv|hdr|ddp?\d|proper|repack|aac|dts|eac3)|\Z)
          | (?<=\d[pP][-_. ]) (?-i:WEB) (?![A-Za-z0-9]) | (?:amzn|nf|dp|dsnp|atvp|hmax)[-_. ]web (?![A-Za-z0-9]|[-_. ]?(?:dl|rip))
        )
      | (?P<boxed>(?<=\[)web(?=\]))
      | (?P<hdtv> u?hdtv(?:rip)? ) (?![A-Za-z0-9])
      | (?P<scr> (?:dvd)?-?scr(?:eener)? ) (?![A-Za-z0-9])
      | (?P<dvdr> (?:\dx?)? m?dvd[-_. ]?r?[-_. ]?[59] | (?:\dx?)? m?dvd-?r ) (?![A-Za-z0-9])
      | (?P<dvd> dvd | dvd[-_. ]?rip | dvdmux | xvidvd ) (?![A-Za-z0-9])
      | (?P<sdtv> [ps]dtv | dsr | tvrip | dvb ) (?![A-Za-z0-9])
      | (?P<regional> r\d | regional ) (?![A-Za-z0-9])
      | (?P<cam> (?:h[dq]-?|new)?cam(?:-?rip|hd)? ) (?![A-Za-z0-9])
      | (?P<ts> (?:hd-?)?ts(?:-?rip)? | telesynch? | pdvd ) (?![A-Za-z0-9])
      | (?P<tc> (?:hd-?)?tc(?=\d{3,4}[pi]) | (?: (?:hd-?)?tc | telecine ) (?![A-Za-z0-9]) )
      | (?P<wp> workprint | wp ) (?![A-Za-z0-9])
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
OTHER_TV: Final = re.compile(r"(?<![A-Za-z0-9])(?:(hd)|sd)[-_. ]tv(?![A-Za-z0-9])", re.IGNORECASE)
RESOLUTION: Final = re.compile(
    r"""
      (?<!\d)(?: (?P<r480> 360p | 480[pi] | 540p )
    | (?P<r576> 576[pi] )
    | (?P<r720> 720[pi] | 960p )
    | (?P<r1080> m?1080[pi] | 1440p )
    | (?P<r2160> 2160[pi] ) | (?P<width>\d{3,4})x\d{3,4} ) (?![0-9A-Za-z])
    | (?<![A-Za-z0-9])(?P<fhd> fhd | 4kto1080p ) (?![A-Za-z0-9])
    | (?P<r4k> \[4k\] | (?<![A-Za-z0-9])4k[-_. ]?(?:uhd|ultra-?hd|hevc|bd|sdr|[hx][-_. ]?265)(?![A-Za-z0-9])
             | (?<![A-Za-z0-9])(?:uhd|ultra-?hd|hevc|bd|[hx][-_. ]?265)[-_. ]4k(?![A-Za-z0-9]) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
IMPLIED_2160: Final = re.compile(r"(?<![A-Za-z0-9])(?:uhd|ultra-?hd)(?:bd|remux)?(?![A-Za-z0-9])", re.IGNORECASE)
XVID: Final = re.compile(r"(?<![A-Za-z0-9])(?:xvid|divx)(?![A-Za-z0-9])", re.IGNORECASE)
X264: Final = re.compile(r"(?<![A-Za-z0-9])x[-_. ]?264(?![A-Za-z0-9])", re.IGNORECASE)
ENCODED: Final = re.compile(r"(?<![A-Za-z0-9])[xh][-_. ]?26[456]", re.IGNORECASE)
RAW: Final = re.compile(r"(?<![A-Za-z0-9])raw[-_. ]?hd(?![A-Za-z0-9])", re.IGNORECASE)
MPEG2: Final = re.compile(r"(?<![A-Za-z0-9])mpeg[-_. ]?2", re.IGNORECASE)
REMUX: Final = re.compile(r"(?<![A-Za-z])(?:bd|uhd)?remux(?![A-Za-z])", re.IGNORECASE)
RIP: Final = re.compile(r"(?<![A-Za-z0-9])(?:(?:uhd)?b[dr]-?(?:rip|light)|hd-?dvdrip)", re.IGNORECASE)
DISC: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
        (?P<size> (?:(?:uhd[-_. ]?)?bd|uhd)[-_. ]?(?:25|50|66|100) )
      | (?P<named> br-?disk | bdiso | bdmv | 3d[-_. ]bd | full[-_. ]blu-?ray )
      | (?P<beside> iso | complete | dis[ck][-_. ]?\d )
    )(?![A-Za-z0-9])
    """,
    re.IGNORECASE | re.VERBOSE,
)
DISC_CODEC: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<hd>avc|vc-?1|mvc|mpeg-?2)|(?P<uhd>hevc))(?![A-Za-z0-9])", re.IGNORECASE
)
GERMAN_DUAL: Final = re.compile(
    r"(?<![A-Za-z0-9])german(?=[-_. ]).*?[-_. ](?<!web-)(?<!web )(?<!web\.)[dm]l[-_. ]", re.IGNORECASE
)
HIGH_DEFINITION_TV: Final = re.compile(r"(?<![A-Za-z0-9])hr[-_. ]ws(?![A-Za-z0-9])", re.IGNORECASE)
REPACK: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<again>repack|rerip)(?P<times>\d)?(?![A-Za-z0-9])|(?<![A-Za-z0-9])proper(?![A-Za-z0-9])",
    re.IGNORECASE,
)
VERSION: Final = re.compile(r"(?:\d[-_. ]?|\[)v(\d)(?=[-_. \])])", re.IGNORECASE)
# An underscore does not part it from its neighbours, as with the programs others name their files for.
REAL: Final = re.compile(r"\bREAL\b")

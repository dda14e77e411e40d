"""Values in the wording of the v3 API: sizes, run times, languages."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

_UNITS: Final = ("B", "KB", "MB", "GB", "TB", "PB", "EB")
_STEP: Final = 1024


def format_size(size: float) -> str:
    """Bytes with one decimal in the largest unit that keeps them above 1: `1.2 GB`, `-976.6 KB`."""
    magnitude, unit = abs(size), 0
    while magnitude >= _STEP and unit < len(_UNITS) - 1:
        magnitude /= _STEP
        unit += 1
    sign = "-" if size < 0 else ""
    return f"{sign}{magnitude:,.1f} {_UNITS[unit]}"


def format_runtime(seconds: float) -> str:
    """`h:mm:ss`, or `m:ss` below an hour."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def language_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Two-letter upper-case codes of track languages, each once in its order; unknown codes as they are."""
    seen: dict[str, None] = {}
    for code in codes:
        lowered = code.strip().lower()
        if lowered and lowered != "und":
            seen[_BY_CODE.get(lowered) or code.strip()] = None
    return tuple(seen)


# ISO 639: two letters, three letters, and the bibliographic three where they differ.
_ISO_639: Final = (
    "aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak be:bel bg:bul bh:bih "
    "bi:bis bm:bam bn:ben bo:bod:tib br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre cs:ces:cze cu:chu cv:chv "
    "cy:cym:wel da:dan de:deu:ger dv:div dz:dzo ee:ewe el:ell:gre en:eng eo:epo es:spa et:est eu:eus:baq fa:fas:per "
    "ff:ful fi:fin fj:fij fo:fao fr:fra:fre fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin "
    "ho:hmo hr:hrv ht:hat hu:hun hy:hye:arm hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido is:isl:ice it:ita "
    "iu:iku ja:jpn jv:jav ka:kat:geo kg:kon ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur "
    "kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri:mao "
    "mk:mkd:mac ml:mal mn:mon mr:mar ms:msa:may mt:mlt my:mya:bur na:nau nb:nob nd:nde ne:nep ng:ndo nl:nld:dut "
    "nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol ps:pus pt:por qu:que "
    "rm:roh rn:run ro:ron:rum ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag si:sin sk:slk:slo sl:slv sm:smo sn:sna "
    "so:som sq:sqi:alb sr:srp ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl "
    "tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol wa:wln wo:wol "
    "xh:xho yi:yid yo:yor za:zha zh:zho:chi zu:zul "
)
# Tracks in these are shown as the language they belong to.
_PART_OF: Final = MappingProxyType({"gsw": "DE", "khk": "MN", "mvf": "MN", "cmn": "ZH", "yue": "ZH", "fil": "TL"})


def _index() -> dict[str, str]:
    found = dict(_PART_OF)
    for row in _ISO_639.split():
        codes = row.split(":")
        found.update(dict.fromkeys(codes, codes[0].upper()))
    return found


_BY_CODE: Final = MappingProxyType(_index())

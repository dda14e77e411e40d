"""The languages of the v3 API and the codes they go by.

Ids and names are stored by clients and exported profiles. `ANY` and `ORIGINAL` are choices of a profile or a format,
not languages of a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Iso:
    """One row of codes: two letters, country, three letters (terminological), three letters (bibliographic)."""

    alpha2: str | None
    country: str | None
    alpha3: str | None
    bibliographic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its v3 id. Languages without codes are known by name only."""

    id: int
    name: str
    iso: tuple[Iso, ...] = ()


ALL: Final[tuple[Language, ...]] = (
    Language(0, "Unknown", ()),
    Language(1, "English", (Iso("en", None, "eng", ()),)),
    Language(2, "French", (Iso("fr", "fr", "fra", ("fre",)),)),
    Language(3, "Spanish", (Iso("es", None, "spa", ()),)),
    Language(4, "German", (Iso("de", "de", "deu", ("ger",)),)),
    Language(5, "Italian", (Iso("it", None, "ita", ()),)),
    Language(6, "Danish", (Iso("da", None, "dan", ()),)),
    Language(7, "Dutch", (Iso("nl", None, "nld", ("dut",)),)),
    Language(8, "Japanese", (Iso("ja", None, "jpn", ()),)),
    Language(9, "Icelandic", (Iso("is", None, "isl", ("ice",)),)),
    Language(10, "Chinese", (Iso("zh", "cn", "zho", ("chi",)),)),
    Language(11, "Russian", (Iso("ru", None, "rus", ()),)),
    Language(12, "Polish", (Iso("pl", None, "pol", ()),)),
    Language(13, "Vietnamese", (Iso("vi", None, "vie", ()),)),
    Language(14, "Swedish", (Iso("sv", None, "swe", ()),)),
    Language(
        15,
        "Norwegian",
        (
            Iso("no", None, "nor", ()),
            Iso("nb", None, "nob", ()),
        ),
    ),
    Language(16, "Finnish", (Iso("fi", None, "fin", ()),)),
    Language(17, "Turkish", (Iso("tr", None, "tur", ()),)),
    Language(18, "Portuguese", (Iso("pt", "pt", "por", ()),)),
    Language(19, "Flemish", ()),
    Language(20, "Greek", (Iso("el", None, "ell", ("gre",)),)),
    Language(21, "Korean", (Iso("ko", None, "kor", ()),)),
    Language(22, "Hungarian", (Iso("hu", None, "hun", ()),)),
    Language(23, "Hebrew", (Iso("he", None, "heb", ()),)),
    Language(24, "Lithuanian", (Iso("lt", None, "lit", ()),)),
    Language(25, "Czech", (Iso("cs", None, "ces", ("cze",)),)),
    Language(27, "Romanian", (Iso("ro", None, "ron", ("rum",)),)),
    Language(26, "Hindi", (Iso("hi", None, "hin", ()),)),
    Language(28, "Thai", (Iso("th", None, "tha", ()),)),
    Language(29, "Bulgarian", (Iso("bg", None, "bul", ()),)),
    Language(30, "Portuguese (Brazil)", (Iso("pt", "br", None, ()),)),
    Language(31, "Arabic", (Iso("ar", None, "ara", ()),)),
    Language(32, "Ukrainian", (Iso("uk", None, "ukr", ()),)),
    Language(33, "Persian", (Iso("fa", None, "fas", ("per",)),)),
    Language(34, "Bengali", (Iso("bn", None, "ben", ()),)),
    Language(35, "Slovak", (Iso("sk", None, "slk", ("slo",)),)),
    Language(36, "Latvian", (Iso("lv", None, "lav", ()),)),
    Language(37, "Spanish (Latino)", (Iso("es", "mx", "spa", ()),)),
    Language(38, "Catalan", (Iso("ca", None, "cat", ()),)),
    Language(39, "Croatian", (Iso("hr", None, "hrv", ()),)),
    Language(40, "Serbian", (Iso("sr", None, "srp", ()),)),
    Language(41, "Bosnian", (Iso("bs", None, "bos", ()),)),
    Language(42, "Estonian", (Iso("et", None, "est", ()),)),
    Language(43, "Tamil", (Iso("ta", None, "tam", ()),)),
    Language(44, "Indonesian", (Iso("id", None, "ind", ()),)),
    Language(45, "Telugu", (Iso("te", None, "tel", ()),)),
    Language(46, "Macedonian", (Iso("mk", None, "mkd", ("mac",)),)),
    Language(47, "Slovenian", (Iso("sl", None, "slv", ()),)),
    Language(48, "Malayalam", (Iso("ml", None, "mal", ()),)),
    Language(49, "Kannada", (Iso("kn", None, "kan", ()),)),
    Language(50, "Albanian", (Iso("sq", None, "sqi", ("alb",)),)),
    Language(51, "Afrikaans", (Iso("af", None, "afr", ()),)),
    Language(52, "Marathi", (Iso("mr", None, "mar", ()),)),
    Language(53, "Tagalog", (Iso("tl", None, "tgl", ()),)),
    Language(54, "Urdu", (Iso("ur", None, "urd", ()),)),
    Language(55, "Romansh", (Iso("rm", None, "roh", ()),)),
    Language(56, "Mongolian", (Iso("mn", None, "mon", ()),)),
    Language(57, "Georgian", (Iso("ka", None, "kat", ("geo",)),)),
    Language(-1, "Any", ()),
    Language(-2, "Original", ()),
)
BY_ID: Final = MappingProxyType({language.id: language for language in ALL})
BY_NAME: Final = MappingProxyType({language.name.lower(): language for language in ALL})
UNKNOWN: Final = BY_ID[0]
ENGLISH: Final = BY_ID[1]
ANY: Final = BY_ID[-1]
ORIGINAL: Final = BY_ID[-2]


def by_id(language_id: int) -> Language:
    """The language of this id; Unknown for an id that does not exist (rows of other versions)."""
    return BY_ID.get(language_id, UNKNOWN)


def by_iso(alpha2: str | None, country: str | None = None) -> Language | None:
    """The language of a two-letter code, and of a country where that makes a difference (`pt` and `BR`).

    None for a code that stands for no language of the list.
    """
    if not alpha2:
        return None
    code = _SAME_LANGUAGE.get(alpha2.lower(), alpha2.lower())
    rows = [(language, iso) for language in ALL for iso in language.iso if iso.alpha2 == code]
    if country:
        for language, iso in rows:
            if iso.country == country.lower():
                return language
    return rows[0][0] if rows else None


# Metadata services call Cantonese `cn` and Bokmål and Nynorsk by their own codes.
_SAME_LANGUAGE: Final = MappingProxyType({"cn": "zh", "nn": "no"})
# Three-letter codes of both kinds, and of two dialects that files are labelled with.
_BY_ALPHA3: Final = MappingProxyType(
    {code: language for language in reversed(ALL) for iso in language.iso for code in iso.bibliographic}
    | {iso.alpha3: language for language in reversed(ALL) for iso in reversed(language.iso) if iso.alpha3}
    | {"khk": BY_NAME["mongolian"], "mvf": BY_NAME["mongolian"], "gsw": BY_NAME["german"]}
)


def find_iso(code: str) -> Language | None:
    """The language of an ISO 639 code of two or three letters, with a country or script behind a hyphen or without.

    `pt-BR` has a language of its own, `pt-PT` is that of `pt`. None for a code of no language here.
    """
    alpha, _, country = code.strip().lower().replace("_", "-").partition("-")
    return _BY_ALPHA3.get(alpha) if len(alpha) == 3 else by_iso(alpha, country or None)


def by_name(name: str) -> Language | None:
    """The language of this v3 name, in any case; None when there is none."""
    return BY_NAME.get(name.strip().lower())

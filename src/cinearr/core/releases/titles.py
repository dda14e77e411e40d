"""The forms a title takes: for matching, for sorting, for a search engine, for an address."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from cinearr.core.releases.numerals import variants

# Every combining mark of the basic plane; as one expression they are found many times faster than one by one.
_MARKS: Final = re.compile(
    "[" + "".join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.category(c) == "Mn") + "]+"
)
# Signs that \w counts as letters though titles are written without them as often (`8½`).
FRACTIONS: Final = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞¹²³"
_NON_WORD: Final = re.compile(rf"[\W_{FRACTIONS}]+")
# `100% Wolf` is released as `100.Percent.Wolf`.
_PERCENT: Final = re.compile(r"(?<=\d)\s?%")
_LITTLE_WORDS: Final = frozenset({"a", "an", "the", "and", "or", "of"})
_ARTICLE: Final = re.compile(r"^(?:a|an|the)\s+")
_NOT_SORTED: Final = re.compile(r"[^\w\s]|_")
_SPACES: Final = re.compile(r"\s+")
# Titles whose first word looks like an article and is not one, by TMDb id.
_SORT_AS_IS: Final = frozenset({1212922, 888700})

_SEARCH_LEADING: Final = re.compile(r"^the\s+(?=\S)", re.IGNORECASE)
_SEARCH_DROPPED: Final = re.compile(r"[´`‘’'.]")
_SEARCH_BREAKS: Final = re.compile(r"\W+")

_IMDB: Final = re.compile(r"\A(?:tt)?(\d{1,10})\Z")


def fold_accents(text: str) -> str:
    """The text without combining marks: `Amélie` gives `Amelie`. Letters that are their own (ø, ß) stay."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize(
        "NFC", "".join(c for c in decomposed if c < "\u0300" or unicodedata.category(c) != "Mn")
    )


def clean_title(title: str) -> str:
    """The form titles are matched in: lower case letters and digits only, little words gone from the middle.

    `The Lord of the Rings: The Two Towers` gives `thelordringstwotowers`. The first and the last word always stay,
    and so does an `a` that is part of an acronym (`S.H.A.R.K.`).
    """
    spelled = _PERCENT.sub(" percent ", title) if "%" in title else title
    words = [word for word in _NON_WORD.split(fold_accents(spelled).lower()) if word]
    last = len(words) - 1
    return "".join(word for at, word in enumerate(words) if at in (0, last) or not _is_little(words, at, word))


def _is_little(words: list[str], at: int, word: str) -> bool:
    if word not in _LITTLE_WORDS:
        return False
    return word != "a" or (len(words[at - 1]) > 1 and len(words[at + 1]) > 1)


def title_variants(title: str) -> tuple[str, ...]:
    """Every matching form a title may be found under: its own first, then those with numerals written the other way."""
    forms = dict.fromkeys([clean_title(title), *(clean_title(form) for form in variants(title))])
    forms.pop("", None)
    return tuple(forms)


def sort_title(title: str, tmdb_id: int = 0) -> str:
    """The title to sort by: lower case, without a leading article and without punctuation."""
    lowered = title.lower()
    if tmdb_id not in _SORT_AS_IS:
        lowered = _ARTICLE.sub("", lowered, count=1)
    return _SPACES.sub(" ", _NOT_SORTED.sub("", lowered)).strip()


def search_title(title: str) -> str:
    """The title as words for a search engine: `Franklin & Bash` gives `Franklin and Bash`."""
    text = _SEARCH_LEADING.sub("", title.strip()).replace("&", " and ")
    text = _SEARCH_BREAKS.sub(" ", _SEARCH_DROPPED.sub("", unicodedata.normalize("NFC", text)))
    return "".join(map(_fold_latin, text)).strip()


def _fold_latin(letter: str) -> str:
    """Marks of other scripts make another letter (й, が), which a search engine would not find without them."""
    return fold_accents(letter) if letter < "\u0250" else letter


def search_query_title(title: str) -> str:
    """The title as a query with plus signs: `Chicago P.D.` gives `Chicago+PD`."""
    return search_title(title).replace(" ", "+")


def url_slug(
    value: str,
    space_for_invalid: bool = False,
    trim_end_chars: str | None = "-_",
    deduplicate_chars: str | None = "-_",
) -> str:
    """The text as a part of an address: lower case ASCII letters, digits, hyphens and underscores.

    Other characters vanish, or become a hyphen with `space_for_invalid`. A run of `deduplicate_chars` becomes the last
    of them; `trim_end_chars` are taken off the end.
    """
    slug = re.sub(r"\s", "-", fold_accents(value.lower()))
    slug = re.sub(r"[^a-z0-9\-_]", "-" if space_for_invalid else "", slug)
    if trim_end_chars:
        slug = slug.strip("-_") if set(trim_end_chars) == {"-", "_"} else slug.rstrip(trim_end_chars)
    if deduplicate_chars:
        slug = re.sub(rf"[{re.escape(deduplicate_chars)}]+(?=[{re.escape(deduplicate_chars)}])", "", slug)
    return slug


def normalize_imdb_id(value: str | None) -> str | None:
    """An IMDb id in full (`tt0133093`), or None for a text that is none. Digits alone are taken for one."""
    found = _IMDB.match((value or "").strip())
    return f"tt{found.group(1).zfill(7)}" if found else None


def edit_distance(text: str, other: str, *, insertion: int = 1, deletion: int = 1, substitution: int = 1) -> int:
    """The least cost of turning `text` into `other` letter by letter."""
    row = [at * insertion for at in range(len(other) + 1)]
    for line, letter in enumerate(text, 1):
        previous, row = row, [line * deletion]
        for at, wanted in enumerate(other, 1):
            row.append(
                min(
                    row[at - 1] + insertion,
                    previous[at] + deletion,
                    previous[at - 1] + (0 if letter == wanted else substitution),
                )
            )
    return row[-1]


def edit_distance_clean(text: str, other: str) -> int:
    """How far a wanted title is from a found one, letting the found one be longer: additions cost 1, all else 3."""
    return edit_distance(
        text.lower().replace(".", ""), other.lower().replace(".", ""), insertion=1, deletion=3, substitution=3
    )

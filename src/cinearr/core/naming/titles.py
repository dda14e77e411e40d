"""The forms in which a title goes into a name."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Final

_ARTICLE: Final = re.compile(r"(the|an|a)\s+(?=\S)", re.IGNORECASE)
_LONE_MARK: Final = re.compile(r"(?<=\s)[,<>/\\;:'\"|`’~!?@$%^*\-_=](?=\s)")
_DROPPED_MARK: Final = re.compile(r"['`’:?,](?=(?:s|m|t|ve|ll|d|re)?\s|(?:s|m|t|ve|ll|d|re)?$)", re.IGNORECASE)
_BRACKETS: Final = MappingProxyType(str.maketrans(dict.fromkeys("()[]{}")))
# Letters that Unicode does not take apart into a base and an accent.
_LETTERS: Final = MappingProxyType(
    str.maketrans(
        {
            "Æ": "AE",
            "æ": "ae",
            "Ø": "O",
            "ø": "o",
            "Œ": "OE",
            "œ": "oe",
            "ß": "ss",
            "ẞ": "SS",
            "Đ": "D",
            "đ": "d",
            "Ł": "L",
            "ł": "l",
            "Þ": "Th",
            "þ": "th",
            "Ð": "D",
            "ð": "d",
            "ı": "i",
        }
    )
)
_SHORT_FORMS: Final = re.compile(r"\b(?:imax|3d|sdr|hdr|dv)\b", re.IGNORECASE)
_ORDINALS: Final = re.compile(r"\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W_]+)*")


def move_article(title: str) -> str:
    """`The Mist (2007)` as `Mist, The (2007)`; a title without an article unchanged."""
    parts = _around_article(title)
    if parts is None:
        return title
    article, body, tail = parts
    return f"{body}, {article}{tail}"


def clean_title(title: str) -> str:
    """A title with the marks that trouble other programs left out: `Don't Look: Up (2021)` as `Dont Look Up 2021`."""
    title = title.replace("&", "and").replace("/", " ").replace("\\", " ")
    title = _LONE_MARK.sub("", title)
    title = _DROPPED_MARK.sub("", title).translate(_BRACKETS)
    return re.sub(r"\s{2,}", " ", strip_accents(title)).strip()


def clean_title_article(title: str) -> str:
    """The cleaned title with its article behind: `The Flash (2010)` as `Flash, The 2010`."""
    parts = _around_article(title)
    if parts is None:
        return clean_title(title)
    article, body, tail = (parts[0], *map(clean_title, parts[1:]))
    return f"{body}, {article}{' ' if tail else ''}{tail}"


def first_character(title: str) -> str:
    """The letter or digit a title is filed under, `_` when it begins with neither (one mark is passed over)."""
    for character in move_article(title)[:2]:
        if character.isalnum():
            return strip_accents(character)[:1].upper()
    return "_"


def strip_accents(text: str) -> str:
    """Letters without accents and ligatures; other scripts keep their marks."""
    if text.isascii():
        return text
    kept, latin = [], False
    for character in unicodedata.normalize("NFD", text.translate(_LETTERS)):
        if unicodedata.category(character) != "Mn":
            # In Hindi, Thai or Hebrew the marks are vowels; taking them away would leave another word.
            latin = character < "\u0590"
        elif latin:
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def edition_case(edition: str) -> str:
    """An edition in title case, with `IMAX`, `3D` and the like in capitals and `10th` in small letters."""
    text = _WORDS.sub(lambda word: word[0][:1].upper() + word[0][1:].lower(), edition)
    text = _ORDINALS.sub(lambda word: word[0].lower(), text)
    return _SHORT_FORMS.sub(lambda word: word[0].upper(), text)


def _around_article(title: str) -> tuple[str, str, str] | None:
    """Article, body, and what stands in brackets at the end; None when there is no article or nothing but one."""
    article = _ARTICLE.match(title)
    if article is None:
        return None
    end = _body_end(title, article.end())
    return article[1], title[article.end() : end], title[end:].rstrip()


def _body_end(title: str, start: int) -> int:
    """Where the bracketed parts at the end of a title begin; something of the body always stays."""
    end = len(title.rstrip())
    while title[end - 1] == ")":
        opening = title.rfind("(", start, end)
        before = opening
        while before > start and title[before - 1].isspace():
            before -= 1
        if before <= start or opening == end - 2 or title.find(")", opening, end - 1) != -1:
            break
        end = before
    return end

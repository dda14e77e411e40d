"""Languages a release name tells of, from full names, scene abbreviations and codes.

Abbreviations are read only where they stand apart: those that are also words or parts of codec names (`EN`, `ES`) only in
capitals. An underscore joins words here, as in `\\w`, so `_GERMAN_` tells nothing: names written so are rarely film names.
"""

from __future__ import annotations

import re
from typing import Final

from cinearr.core import languages
from cinearr.core.languages import Language
from cinearr.core.releases.names import LONGEST

# Names that count wherever they stand, even inside a word (`Slovakdub`).
_NAMES: Final = {
    "latino": "Spanish (Latino)",
    "english": "English",
    "spanish": "Spanish",
    "español": "Spanish",
    "castellano": "Spanish",
    "danish": "Danish",
    "dutch": "Dutch",
    "japanese": "Japanese",
    "icelandic": "Icelandic",
    "mandarin": "Chinese",
    "cantonese": "Chinese",
    "chinese": "Chinese",
    "korean": "Korean",
    "russian": "Russian",
    "romanian": "Romanian",
    "hindi": "Hindi",
    "arabic": "Arabic",
    "thai": "Thai",
    "bulgarian": "Bulgarian",
    "polish": "Polish",
    "vietnamese": "Vietnamese",
    "swedish": "Swedish",
    "norwegian": "Norwegian",
    "finnish": "Finnish",
    "turkish": "Turkish",
    "portuguese": "Portuguese",
    "hungarian": "Hungarian",
    "hebrew": "Hebrew",
    "ukrainian": "Ukrainian",
    "persian": "Persian",
    "bengali": "Bengali",
    "slovak": "Slovak",
    "latvian": "Latvian",
    "tamil": "Tamil",
    "telugu": "Telugu",
    "malayalam": "Malayalam",
    "kannada": "Kannada",
    "albanian": "Albanian",
    "afrikaans": "Afrikaans",
    "marathi": "Marathi",
    "tagalog": "Tagalog",
    "urdu": "Urdu",
    "romansh": "Romansh",
    "rumantsch": "Romansh",
    "romansch": "Romansh",
    "mongolian": "Mongolian",
    "georgian": "Georgian",
    "indonesian": "Indonesian",
    "macedonian": "Macedonian",
    "slovenian": "Slovenian",
    "croatian": "Croatian",
    "serbian": "Serbian",
    "bosnian": "Bosnian",
    "estonian": "Estonian",
    "catalan": "Catalan",
    "catala": "Catalan",
    "català": "Catalan",
    "简": "Chinese",
    "繁": "Chinese",
    "字幕": "Chinese",
    "lithuanian": "Lithuanian",
    "greek": "Greek",
    "flemish": "Flemish",
    "brazilian": "Portuguese (Brazil)",
    "dublado": "Portuguese (Brazil)",
}
# Words and abbreviations that count only when they stand alone, in any case.
_WORDS: Final = {
    "English": "eng",
    "Italian": "italian ita",
    "German": "german swissgerman ger videomann kampfhaehne",
    "French": "french truefrench vf vff vfq vfi vfb vof vf2 fra fre",
    "Japanese": "jap",
    "Korean": "kor",
    "Russian": "rus ru",
    "Hungarian": "hun hundub",
    "Hebrew": "hebdub hebdubbed",
    "Polish": "pl pldub dubpl pllek lekpl lektor",
    "Bulgarian": "bgaudio",
    "Romanian": "rodubbed",
    "Czech": "cz cze czech",
    "Vietnamese": "vie",
    "Ukrainian": "ukr 2xukr 3xukr 4xukr",
    "Spanish": "spa",
    "Slovak": "sk",
    "Lithuanian": "lt lit",
    "Latvian": "lv lav lat",
    "Telugu": "tel",
    "Georgian": "geo",
    "Original": "original orig",
}
_LANGUAGE_OF: Final = {
    word: languages.BY_NAME[name.lower()] for name, words in _WORDS.items() for word in words.split()
}
_NAMED: Final = tuple((word, languages.BY_NAME[name.lower()]) for word, name in _NAMES.items())
_WORD: Final = re.compile(r"\w+")
# Codes that count in capitals only, or in some company only: the language each stands for, and how it must stand.
_CODES: Final = (
    ("en", "English", re.compile(r"\bEN\b")),
    ("es", "Spanish", re.compile(r"\b(?<!DTS[-. ])ES\b")),
    ("de", "German", re.compile(r"\bDE\b")),
    ("fr", "French", re.compile(r"\bfr(?=-eng\b)", re.IGNORECASE)),
    ("bg", "Bulgarian", re.compile(r"\bbg[-. ]audio\b", re.IGNORECASE)),
    *((code, "Chinese", re.compile(rf"\[{code}\]", re.IGNORECASE)) for code in ("chs", "cht", "big5", "gb")),
)
_CODE_OF: Final = {code: (languages.BY_NAME[name.lower()], form) for code, name, form in _CODES}
# Words that do not stand for their language here.
_NOT_SO: Final = {
    "pl": re.compile(r"(?<!sub-)\bpl\b", re.IGNORECASE),
    "spa": re.compile(r"\bspa\b(?!\(latino\))", re.IGNORECASE),
}
_READ: Final = _LANGUAGE_OF.keys() | _CODE_OF.keys()
_DUAL: Final = re.compile(r"(?<!WEB[-_. ])(?<!WEB)\b(?:(DL)|ML)\b", re.IGNORECASE)
_GERMAN: Final = languages.BY_NAME["german"]


def parse_languages(text: str) -> tuple[Language, ...]:
    """The languages a name tells of, (Unknown,) when it tells of none.

    `text` is best a name without the title of its film, since titles name languages too. In a German release, `DL` stands
    for a second sound track in the original language and `ML` for that and English.
    """
    text = text[:LONGEST]
    low = text.lower()
    found = dict.fromkeys(language for word, language in _NAMED if word in low)
    for word in _WORD.findall(low):
        if word in _READ and (language := _of_word(word, text)):
            found[language] = None
    if len(found) == 1 and _GERMAN in found and (dual := _DUAL.search(text)):
        return (_GERMAN, languages.ORIGINAL) if dual[1] else (_GERMAN, languages.ORIGINAL, languages.ENGLISH)
    return tuple(found) or (languages.UNKNOWN,)


def _of_word(word: str, text: str) -> Language | None:
    if word in _CODE_OF:
        language, form = _CODE_OF[word]
        return language if form.search(text) else None
    if word in _NOT_SO and not _NOT_SO[word].search(text):
        return None
    return _LANGUAGE_OF[word]

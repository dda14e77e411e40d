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

# Full names, wherever they stand (`HebDubbed`, `SwissGerman` are handled below).
_NAMES: Final = {
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
    "latino": "Spanish (Latino)",
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
    "orig": "Original",
}
# Words and abbreviations that count only when they stand alone, in any case.
_WORDS: Final = {
    "English": "eng",
    "Italian": "italian|ita",
    "German": "german|swissgerman|ger|videomann|kampfhaehne",
    "French": "french|truefrench|vf|vff|vfq|vfi|vf2|fra|fre",
    "Greek": "greek",
    "Chinese": "(?<=\\[)(?:ch[st]|big5|gb)(?=\\])",
    "Japanese": "jap",
    "Korean": "kor",
    "Russian": "rus|ru",
    "Hungarian": "hun|hundub",
    "Hebrew": "hebdub|hebdubbed",
    "Polish": "(?<!sub-)pl|pldub|dubpl|pllek|lekpl|lektor|pl-?dub|dub-?pl|pl-?lek|lek-?pl",
    "Bulgarian": "bgaudio|bg[-. ]audio",
    "Romanian": "rodubbed",
    "Czech": "cz|cze|czech",
    "Vietnamese": "vie",
    "Ukrainian": "(?:[2-9]x)?ukr",
    "Spanish": "spa(?!\\(latino\\))",
    "Slovak": "sk",
    "Lithuanian": "lt|lit",
    "Latvian": "lv|lav|lat",
    "Telugu": "tel",
    "Georgian": "geo",
    "Original": "original",
}
# Codes that count in capitals only.
_CODES: Final = {"English": "EN", "Spanish": "(?<!DTS[-. ])ES", "German": "DE"}
_PAIRS: Final = {"French": "fr(?=-eng)"}

_FULL: Final = re.compile("|".join(sorted((n for n in _NAMES if n != "orig"), key=len, reverse=True)), re.IGNORECASE)
_GROUPS: Final = list(_WORDS) + list(_PAIRS) + list(_CODES)
_SHORT: Final = re.compile(
    r"\b(?:"
    + "|".join(
        [f"({words})" for words in _WORDS.values()]
        + [f"({words})" for words in _PAIRS.values()]
        + [f"((?-i:{code}))" for code in _CODES.values()]
    )
    + r")\b",
    re.IGNORECASE,
)
_DUAL: Final = re.compile(r"(?<!WEB[-_. ])(?<!WEB)\b(?:(DL)|ML)\b", re.IGNORECASE)
_ORDER: Final = {language.name: at for at, language in enumerate(languages.ALL)}
_GERMAN: Final = languages.BY_NAME["german"]
_BY: Final = {name: languages.BY_NAME[name.lower()] for name in {*_NAMES.values(), *_GROUPS}}


def parse_languages(text: str) -> tuple[Language, ...]:
    """The languages a name tells of, (Unknown,) when it tells of none.

    `text` is best a name without the title of its film, since titles name languages too. In a German release, `DL` stands
    for a second sound track in the original language and `ML` for that and English.
    """
    text = text[:LONGEST]
    found: dict[Language, None] = {}
    for match in _FULL.finditer(text):
        found[_BY[_NAMES[match[0].lower()]]] = None
    for match in _SHORT.finditer(text):
        found[_BY[_GROUPS[(match.lastindex or 1) - 1]]] = None
    if len(found) == 1 and _GERMAN in found and (dual := _DUAL.search(text)):
        return (_GERMAN, languages.ORIGINAL) if dual[1] else (_GERMAN, languages.ORIGINAL, languages.ENGLISH)
    return tuple(found) or (languages.UNKNOWN,)

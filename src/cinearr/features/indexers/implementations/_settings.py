"""Settings that many indexers share, and the rules for them, with the names, labels and messages of the v3 API."""

from __future__ import annotations

import re
from typing import Annotated, Final

from cinearr.core import languages
from cinearr.core.indexer_flags import DEPRECATED, IndexerFlag
from cinearr.kit.errors import Failure
from cinearr.kit.providers import Option, Settings, required, setting, spaced

_ROOT_URL: Final = re.compile(r"https?://[-\w.\[]", re.IGNORECASE)
_URL_PATH: Final = re.compile(r"(?!/?https?://)/?[-\w.~%/]*", re.IGNORECASE)
# All that `&name=value` again and again comes to, without as many ways to match it.
_PARAMETERS: Final = re.compile(r"&.[^=\n]*=.+")


def labelled(first_order: int, *choices: tuple[int, str]) -> tuple[Option, ...]:
    """Options with names of their own. The v3 API numbers them from somewhere on in steps of two."""
    return tuple(
        Option(value=value, name=name, order=first_order + 2 * index, hint=f"({value})")
        for index, (value, name) in enumerate(choices)
    )


def _language_options() -> tuple[Option, ...]:
    named = sorted((language for language in languages.ALL if language.id > 0), key=lambda language: language.name)
    original = languages.ORIGINAL
    return (
        Option(value=original.id, name=original.name, divider_after=True),
        *(Option(value=language.id, name=language.name) for language in named),
    )


def _flag_options() -> tuple[Option, ...]:
    return tuple(
        Option(value=flag.value, name=(flag.name or "").replace("_", " "), order=flag.value)
        for flag in IndexerFlag
        if flag not in DEPRECATED
    )


MultiLanguages = Annotated[
    tuple[int, ...],
    setting(
        "Multi Languages",
        "select",
        advanced=True,
        help_text="The languages that a release marked MULTi has on this indexer",
        select_options=_language_options(),
    ),
]
FailDownloads = Annotated[
    tuple[int, ...],
    setting(
        "Fail Downloads",
        "select",
        advanced=True,
        help_text="A finished download that holds files of these kinds counts as failed",
        select_options=(
            Option(value=0, name="Executables", order=7, hint="(0)"),
            Option(value=1, name="Potentially Dangerous", order=10, hint="(1)"),
        ),
    ),
]
MinimumSeeders = Annotated[
    int,
    setting("Minimum Seeders", "number", advanced=True, help_text="Releases with fewer seeders are not taken"),
]
SeedRatio = Annotated[
    float | None,
    setting(
        "Seed Ratio",
        "number",
        name="seedCriteria.seedRatio",
        is_float=True,
        help_text="Seed until this ratio is reached; when empty, the download client decides. "
        "Mind the rules of the indexer",
    ),
]
SeedTime = Annotated[
    int | None,
    setting(
        "Seed Time",
        "number",
        name="seedCriteria.seedTime",
        unit="minutes",
        advanced=True,
        help_text="Seed for so long; when empty, the download client decides",
    ),
]
RejectBlocklistedHashes = Annotated[
    bool,
    setting(
        "Reject Blocklisted Torrent Hashes While Grabbing",
        "checkbox",
        advanced=True,
        help_text="Look at the hash once more when the torrent file is there: some indexers do not tell it before",
    ),
]
RequiredFlags = Annotated[
    tuple[int, ...],
    setting(
        "Required Flags",
        "select",
        advanced=True,
        help_text="Take only releases with one of these flags; all when empty",
        help_link="https://wiki.servarr.com/radarr/settings#indexer-flags",
        select_options=_flag_options(),
    ),
]
ApiUrl = Annotated[
    str | None,
    setting("API URL", advanced=True, help_text="Leave it as it is unless you know better: your key is sent there"),
]


def url_failures(settings: Settings, attribute: str) -> list[Failure]:
    """The rule for the root address of an indexer: there, and of the web."""
    value = getattr(settings, attribute)
    failures = required(settings, attribute)
    if value is not None and not _ROOT_URL.match(value):
        failures.append(_pattern(attribute, value, "must be valid URL that starts with http(s)://"))
    return failures


def path_failures(settings: Settings, attribute: str) -> list[Failure]:
    """The rule for the path below the root address: no scheme, no host, no query."""
    value = getattr(settings, attribute)
    if not value or _URL_PATH.fullmatch(value):
        return []
    return [_pattern(attribute, value, "Must be a valid URL path (ie: '/api')")]


def parameter_failures(settings: Settings, attribute: str) -> list[Failure]:
    """The rule for additional parameters: `&name=value`, as many as wanted."""
    value = getattr(settings, attribute)
    if not value or _PARAMETERS.fullmatch(value):
        return []
    return [_pattern(attribute, value, f"'{spaced(_property(attribute))}' is not in the correct format.")]


def seed_failures(seed_ratio: float | None, seed_time: int | None) -> list[Failure]:
    """The rules for seed goals: zero would mean not to seed at all, which is warned of."""
    goals = (("SeedCriteria.SeedRatio", seed_ratio), ("SeedCriteria.SeedTime", seed_time))
    return [
        Failure(
            property_name=name,
            message="Should be greater than zero",
            attempted=value,
            severity="warning",
            code="GreaterThanValidator",
            placeholders={"comparisonValue": 0, "propertyName": spaced(name.split(".")[1]), "propertyValue": value},
        )
        for name, value in goals
        if value is not None and value <= 0
    ]


def _property(attribute: str) -> str:
    return "".join(part.title() for part in attribute.split("_"))


def _pattern(attribute: str, value: str, message: str) -> Failure:
    name = _property(attribute)
    return Failure(
        property_name=name,
        message=message,
        attempted=value,
        code="RegularExpressionValidator",
        placeholders={"propertyName": spaced(name), "propertyValue": value},
    )

"""Rules that settings of several download clients share."""

from __future__ import annotations

import os
import re

from cinearr.kit import validators
from cinearr.kit.errors import Failure
from cinearr.kit.folders import is_folder
from cinearr.kit.providers import Settings, fields_of, pascal, required

_HOST = re.compile(r"[A-Za-z0-9_.-]+|\[?[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?")


def host(settings: Settings, attribute: str) -> list[Failure]:
    """A host name or address, without scheme or path."""
    return required(settings, attribute) or pattern(
        settings, attribute, _HOST, "must be a host name or address, without http:// and without a port"
    )


def port(settings: Settings, attribute: str) -> list[Failure]:
    """A port number."""
    return validators.between(_name(settings, attribute), getattr(settings, attribute), 1, 65535)


def at_least(settings: Settings, attribute: str, least: int) -> list[Failure]:
    """A number that is not below `least`; none at all is fine."""
    value = getattr(settings, attribute)
    return [] if value is None else validators.at_least(_name(settings, attribute), value, least)


def url_base(settings: Settings, attribute: str) -> list[Failure]:
    """A path of a URL."""
    return pattern(settings, attribute, re.compile(r"/?[^\s?#:]*"), "must be a path such as /qbittorrent")


def pattern(settings: Settings, attribute: str, wanted: re.Pattern[str], rule: str) -> list[Failure]:
    """Text of a form, when there is any; `rule` says which."""
    value = getattr(settings, attribute)
    if not value or wanted.fullmatch(value):
        return []
    return [_failure(settings, attribute, rule, "RegularExpressionValidator")]


def path(settings: Settings, attribute: str) -> list[Failure]:
    """An absolute path."""
    value = getattr(settings, attribute)
    if missing := required(settings, attribute):
        return missing
    if value.startswith("/"):
        return []
    return [_failure(settings, attribute, "Invalid Path", "PathValidator")]


def folder(settings: Settings, attribute: str, *, must_be_writable: bool = True) -> list[Failure]:
    """What the test button says of a folder on this machine."""
    name, value = _name(settings, attribute), getattr(settings, attribute)
    if not value or not is_folder(value):
        return [
            Failure(
                property_name=name,
                message="Folder does not exist",
                detail="The folder is not there, or the user that runs this program may not see it",
            )
        ]
    if must_be_writable and not os.access(value, os.W_OK | os.X_OK):
        return [
            Failure(
                property_name=name,
                message="Unable to write to folder",
                detail="The user that runs this program may not write into the folder",
            )
        ]
    return []


def _failure(settings: Settings, attribute: str, message: str, code: str) -> Failure:
    return validators.broken(_name(settings, attribute), message, getattr(settings, attribute), code)


def _name(settings: Settings, attribute: str) -> str:
    return next(pascal(spec.name) for spec in fields_of(type(settings)) if spec.attribute == attribute)

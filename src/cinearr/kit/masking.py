"""Takes secrets out of text that people read: log lines and error messages.

It works on any text, because a secret reaches a log inside an address, a JSON body, a form or a connection string of a
program we did not write. Better one harmless word too many than one key too few.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Final

REMOVED: Final = "(removed)"

# Names that end in one of these hold a secret, whatever stands before: `jackett_apikey`, `Server1.Password`. Names of
# people count as well: with a tracker's user name half of a log-in is known.
_ENDINGS: Final = (
    r"api_?key|passkey|rss_?key|auth_?key|secret_?key|boss_key|key_salt|password|passwd|passwrd|pwd|username|user_?id"
    r"|(?<!get_)(?<!use)token|secret|torrent_pass|email_account|email_(?:to|from)|pin_?code"
)
# Short names count only when they stand alone (`mypass` does not).
_WHOLE: Final = r"user|uid|u|pass|pid|tp|auth|sid|api|rsshash|hash|login|account|key|api_token|access"
_NAME: Final = rf"(?:[\w.\-]*?(?:{_ENDINGS})|(?:{_WHOLE}))"
_KEYLIKE: Final = r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{16,}"


def _public_address(match: re.Match[str]) -> str:
    try:
        if not ipaddress.IPv4Address(match["ip"]).is_global:
            return match[0]
    except ValueError:
        return match[0]
    first, _, _, last = match["ip"].split(".")
    return f"{match['lead']}{first}.*.*.{last}"


_URL_KEYS: Final = re.compile(
    rf"(?<=[/=])(?:[0-9a-z]{{8}}(?:-[0-9a-z]{{4}}){{3}}-[0-9a-z]{{12}}|{_KEYLIKE})(?=[/?&;,]|$)", re.IGNORECASE
)


def _url_keys(match: re.Match[str]) -> str:
    return _URL_KEYS.sub(REMOVED, match[0])


_Replacement = str | Callable[[re.Match[str]], str]
_RULES: Final[tuple[tuple[re.Pattern[str], _Replacement], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # ?apikey=…  &passkey=…  ;Password=…  form bodies and connection strings
        (rf"(?<![\w.\-])({_NAME}\s*=\s*)[^&;\s\"'<>(]+", rf"\1{REMOVED}"),
        # the same with the address inside another one: %3Fapikey%3D…
        (rf"((?:%3f|%26){_NAME}%3d)(?:(?!%26)[^&\s\"'])+", rf"\1{REMOVED}"),
        # "password": "…"  'password': '…'
        (rf"([\"'](?:[\w.\-]*?(?:{_ENDINGS})|{_WHOLE})\\?[\"']\s*:\s*\\?([\"']))(?:\\.|(?!\2)[^\\])*", rf"\1{REMOVED}"),
        # ["webui.password",2,"…"
        (rf"(\"[\w.\-]*?(?:{_ENDINGS})\"\s*,\s*\d+\s*,\s*\")[^\"]*", rf"\1{REMOVED}"),
        # {"Name": "Server1.Password", "Value": "…"}
        (rf"(\"name\"\s*:\s*\"[^\"]*(?:{_ENDINGS})\"\s*,\s*\"value\"\s*:\s*\")[^\"]*", rf"\1{REMOVED}"),
        # the first parameter of getTorrents is the key
        (r"(getTorrents\"?,?\s*(?:\"params\"\s*:\s*)?[\[(]\s*\")[^\"]*", rf"\1{REMOVED}"),
        # headers
        (
            r"\b((?:set-)?cookie|(?:proxy-)?authorization|x-api-key|x-plex-token)(\s*[:=]\s*)[^\r\n]+",
            rf"\1\2{REMOVED}",
        ),
        # https://user:password@host
        (r"(://)[^/@\s\"'?#]+@", rf"\1{REMOVED}@"),
        # https://api.telegram.org/bot123:SECRET/…
        (r"(/bot)\d+:[\w\-]+", rf"\1{REMOVED}"),
        # https://discord.com/api/webhooks/ID/TOKEN
        (r"(/webhooks/)[^/\s\"']+/[^/\s\"'?]+", rf"\1{REMOVED}"),
        # https://rss.torrentleech.org/KEY  …/rss/download/ID/KEY/name
        (r"(rss\w*\.torrentleech\.org/(?:rss/download/\d+/)?)(?!rss/)[^/\s\"']+", rf"\1{REMOVED}"),
        # …/fetch/ID/KEY
        (r"(/fetch/[0-9a-f]{16,}/)[^/\s\"'?&]+", rf"\1{REMOVED}"),
        # …/torrent/download/some-name.123.KEY
        (r"(/download/[^/\s\"'?]*\.\d+\.)\w{16,}", rf"\1{REMOVED}"),
        # tracker addresses: …/KEY/announce and …/announce/KEY, also percent-encoded in a magnet link
        (r"(/|%2f)[^/\s\"'%]{8,}(?=(?:/|%2f)announce)", rf"\1{REMOVED}"),
        (r"((?:/|%2f)announce(?:/|%2f))[^/\s\"'%&?]{8,}", rf"\1{REMOVED}"),
        # in an address a UUID or a long word of letters and digits is a key more often than not
        (r"https?:[^\s\"'<>]+", _url_keys),
        # whose home folder it is
        (r"((?:/home|/users|\\\\?users)(?:\\?[/\\]))[^/\\\s\"']+", rf"\1{REMOVED}"),
        # addresses of people; a failed log-in keeps its own, so that a ban list can be fed from the log
        (
            r"(?P<lead>(?:\bfrom|(?<!Auth-Failure )(?<!Auth-Unauthorized )\bip)\s+)(?P<ip>\d{1,3}(?:\.\d{1,3}){3})\b",
            _public_address,
        ),
    )
)


def mask(text: str) -> str:
    """The text without passwords, keys, tokens, user names in log-ins, home folders and visitors' public addresses."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text

"""Reads XML of strangers: no entities of their own, no network, no huge trees."""

from __future__ import annotations

import html
import re
from typing import Any, Final

from lxml import etree

from cinearr.kit.errors import BadAnswer

Element = etree._Element

_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.S
)
# Control characters are forbidden in XML even inside CDATA, and feeds that quote NFO files are full of them.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# A CDATA section that never ends goes to the end of all, else each of many would be looked for to the end.
_AMPERSAND: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#\d+;|#x[0-9a-f]+;|(?P<name>\w{1,40});)?", re.IGNORECASE | re.S
)
_KNOWN: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def parse(content: bytes, *, tolerant: bool = False) -> Element:
    """The root element. Raises BadAnswer when it is not XML, is a web page, or defines entities.

    `tolerant` repairs what feeds get wrong without losing their structure: control characters, bare ampersands, named
    entities of HTML. An answer that breaks off or is wrongly nested stays an error.
    """
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not content:
        raise BadAnswer("The answer is empty where XML was expected")
    if _HTML.match(content[:4096]):
        raise BadAnswer("The answer is a web page where XML was expected")
    if _ENTITY.search(content):
        raise BadAnswer("The answer defines XML entities, which are not accepted")
    try:
        return _parse(content)
    except etree.XMLSyntaxError as error:
        if not tolerant or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise _bad(error) from error
    try:
        return _parse(_repaired(content))
    except etree.XMLSyntaxError as error:
        raise _bad(error) from error


def _parse(content: bytes) -> Element:
    # A parser is not shared between calls: it may be used from several threads.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(content, parser)
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():
        raise BadAnswer("The answer defines XML entities, which are not accepted")
    return root


def _bad(error: etree.XMLSyntaxError) -> BadAnswer:
    return BadAnswer(f"The answer is not valid XML: {error.msg}")


def _repaired(content: bytes) -> bytes:
    return _AMPERSAND.sub(_ampersand, _CONTROL.sub(b"", content))


def _ampersand(match: re.Match[bytes]) -> bytes:
    whole = match[0]
    if whole == b"&":
        return b"&amp;"
    name = match["name"]
    if name is None or name in _KNOWN:
        return whole
    letters = html.unescape(whole.decode("ascii", "replace"))
    if letters.startswith("&"):
        return b"&amp;" + whole[1:]
    return "".join(f"&#{ord(letter)};" for letter in letters).encode("ascii")


def text_of(element: Element, path: str) -> str | None:
    """The trimmed text of a child, None when it is missing or blank."""
    found = element.findtext(path)
    return found.strip() or None if found else None

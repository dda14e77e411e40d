"""Names and contents of the files that are handed to clients."""

from __future__ import annotations

from lxml import etree

_NZB = "{http://www.newzbin.com/DTD/2003/nzb}nzb"
_REPLACED = str.maketrans(
    {"\\": "+", "/": "+", "<": None, ">": None, "?": "!", "*": "-", '"': None, "|": None, ":": "-"}
)


_LONGEST = 240  # bytes; file systems take 255, and an extension follows


def clean_name(title: str) -> str:
    """A release name that is a file name on every system."""
    cleaned = "".join(letter for letter in title if letter.isprintable())
    cleaned = cleaned.replace(": ", " - ").translate(_REPLACED).strip(" ").lstrip(".")
    return cleaned.encode()[:_LONGEST].decode("utf-8", "ignore") or "download"


def nzb_file_name(title: str) -> str:
    """File name under which an NZB is given to a client."""
    return f"{clean_name(title)}.nzb"


def torrent_file_name(title: str) -> str:
    """File name under which a torrent is given to a client."""
    return f"{clean_name(title)}.torrent"


def check_nzb(content: bytes) -> None:
    """Raises ValueError with a sentence when the content is no usable NZB file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise ValueError("The NZB file is not readable XML") from None
    if root.tag == "error":
        raise ValueError(f"The indexer answered with an error: {root.get('description') or root.get('code') or ''}")
    if root.tag != _NZB:
        raise ValueError(f"The NZB file has the root element '{etree.QName(root).localname}' instead of 'nzb'")
    if root.find(_NZB.removesuffix("nzb") + "file") is None:
        raise ValueError("The NZB file names no files")

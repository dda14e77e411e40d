from __future__ import annotations

import time

import pytest

from cinearr.kit import xml
from cinearr.kit.errors import BadAnswer


def test_a_byte_order_mark_and_blank_lines_are_passed_over() -> None:
    assert xml.parse(b"\xef\xbb\xbf\n<rss><a>b</a></rss>").findtext("a") == "b"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><rss><a>Amélie</a></rss>'.encode(encoding)
    assert xml.parse(content, tolerant=True).findtext("a") == "Amélie"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><br></html>", "web page"),
        (b"<?xml version='1.0'?>\n<!-- x --><HTML lang='en'></HTML>", "web page"),
        (b"<html><body/></html>", "web page"),
        (b'<!DOCTYPE rss [<!ENTITY e "boom">]><rss>&e;</rss>', "entities"),
        (b'<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss>&e;</rss>', "entities"),
        (
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>'.encode("utf-16"),
            "entities",
        ),
        (b"Request limit reached", "not valid XML"),
        (b'{"error": 1}', "not valid XML"),
        (b"<rss><item><title>A", "not valid XML"),
        (b"<rss><item></itm></rss>", "not valid XML"),
    ],
)
@pytest.mark.parametrize("tolerant", [False, True])
def test_what_is_refused(content: bytes, says: str, tolerant: bool) -> None:
    with pytest.raises(BadAnswer, match=says):
        xml.parse(content, tolerant=tolerant)


@pytest.mark.parametrize(
    "content",
    [
        b"<!---->" * 24 + b"<rss",
        b"<rss>" + b"<![CDATA[" * 40_000,
        b"<rss>&" + b"a" * 300_000,
        b"<rss>" + b"&a" * 30_000,
    ],
    ids=["comments", "open sections", "a long name", "many names"],
)
def test_nothing_is_read_for_long(content: bytes) -> None:
    started = time.process_time()
    with pytest.raises(BadAnswer):
        xml.parse(content, tolerant=True)
    assert time.process_time() - started < 0.5


def test_a_very_deep_tree_is_refused() -> None:
    with pytest.raises(BadAnswer):
        xml.parse(b"<a>" * 5000 + b"</a>" * 5000)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (b"Tom & Jerry", "Tom & Jerry"),
        (b"Tom &amp; &#233; &#x41;", "Tom & é A"),
        (b"a&nbsp;b &eacute; &unknown;", "a\xa0b é &unknown;"),
        (b"bell \x07 here", "bell  here"),
        (b"<![CDATA[\x07 &nbsp; & ]]>", " &nbsp; & "),
        (b"?a=1&b=2", "?a=1&b=2"),
    ],
)
def test_what_a_tolerant_reader_repairs(inside: bytes, expected: str) -> None:
    content = b"<rss><a>" + inside + b"</a></rss>"
    assert xml.parse(content, tolerant=True).findtext("a") == expected


def test_a_strict_reader_repairs_nothing() -> None:
    with pytest.raises(BadAnswer):
        xml.parse(b"<rss><a>Tom & Jerry</a></rss>")

from __future__ import annotations

import pytest

from cinearr.kit.masking import mask

SECRET = "S3cr3tW0rd"
KEY = "2b51db35e1910123321025a12b9933d2"


@pytest.mark.parametrize(
    "text",
    [
        f"GET http://indexer.example/api?t=caps&apikey={SECRET}&cat=2000",
        f"http://localhost:9117/dl/x?jackett_apikey={SECRET}&file=name.torrent",
        f"https://tracker.example/rss?u={SECRET};tp={SECRET};l5;download",
        f"https://tracker.example/download.php?id=1&passkey={SECRET}&authkey={SECRET}&torrent_pass={SECRET}",
        f"redirected to http://a.example/?next=http%3A%2F%2Fb.example%3Fapikey%3D{SECRET}%26x%3D1",
        f"https://me:{SECRET}@host.example/path",
        f'{{"username":"{SECRET}","apiKey" : "{SECRET}"}}',
        f"{{'password': '{SECRET}'}}",
        f'"{{\\"password\\":\\"{SECRET}\\"}}"',
        f'["webui.password",2,"{SECRET}"]',
        f'{{ "Name" : "Server1.Password", "Value" : "{SECRET}" }}',
        f"Host=db;Username={SECRET};Password={SECRET};Port=5432",
        f"Authorization: Bearer {SECRET}",
        f"x-api-key: {SECRET}",
        f"Cookie: uid=1; pass={SECRET}",
        f"https://api.telegram.org/bot12345:{SECRET}/sendMessage",
        f"https://discord.com/api/webhooks/1234/{SECRET}",
        f"https://tracker.example/{SECRET}/announce",
        f"https://tracker.example/announce/{SECRET}",
        f"magnet:?xt=urn:btih:abc&tr=https%3A%2F%2Ftracker.example%2F{SECRET}%2Fannounce",
        f"/home/{SECRET}/films",
        f"https://tracker.example/torrent/download/some-film.343756.{SECRET}x{KEY}",
    ],
)
def test_secrets_are_taken_out(text: str) -> None:
    masked = mask(text)
    assert SECRET not in masked
    assert "(removed)" in masked


@pytest.mark.parametrize(
    "text",
    [
        f"https://indexer.example/getnzb/{KEY}.nzb&i=3&r={KEY}",
        f"https://indexer.example/{KEY}/rss",
        "https://notify.example/hook/9pr04sg6-0123-3210-abcd-eql2tyu8xyui",
    ],
)
def test_keys_in_addresses_are_taken_out(text: str) -> None:
    masked = mask(text)
    assert "9pr04sg6" not in masked
    assert "(removed)" in masked


@pytest.mark.parametrize(
    "text",
    [
        "Report for Some.Film.2018.REPACK.720p.HDTV.x264-aAF from Indexer (8.3 GB)",
        "https://indexer.example/api?t=movie&cat=2000,2010&imdbid=0133093",
        "/films/Some Film (2018)/8bb0bc1b4ad24a9f8bb0bc1b4ad24a9f.mkv",
        "Movie.Pass.2018: bypass=none",
        "The Secret Life of Pets (2016) added",
        "Some message (from 10.2.3.2 user agent)",
        "Auth-Failure ip 32.2.3.5",
        "version 32.2.3.5 of it",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert mask(text) == text


def test_a_visitors_public_address_keeps_its_ends() -> None:
    assert mask("Auth-Success ip 32.2.3.5") == "Auth-Success ip 32.*.*.5"


@pytest.mark.parametrize("text", ["a" * 20000, "/a1" * 7000, "x_" * 10000, '"a":' * 5000, "from " * 4000])
@pytest.mark.timeout(5)
def test_long_lines_take_no_longer_than_their_length(text: str) -> None:
    assert mask(text) == text

"""What a torrent or magnet link says about itself, compared with libtorrent where it can say the same."""

from __future__ import annotations

import libtorrent as lt
import pytest

from cinearr.core.torrents import climbing_name, magnet_info_hash, magnet_trackers, read_torrent
from tests.fakes.swarm import bencode, torrent_of


class TestReadTorrent:
    @pytest.mark.parametrize("private", [True, False])
    def test_agrees_with_libtorrent(self, private: bool) -> None:
        content = torrent_of("Sintel", {"Sintel.mkv": bytes(40000), "Subs/en.srt": bytes(300)}, private=private)
        torrent, theirs = read_torrent(content), lt.torrent_info(content)
        assert torrent.info_hash == str(theirs.info_hashes().v1).upper()
        assert torrent.name == theirs.name() == "Sintel"
        assert torrent.is_private is theirs.priv() is private
        assert torrent.total_size == theirs.total_size() == 40300
        assert torrent.files == (("Sintel.mkv",), ("Subs", "en.srt"))

    def test_single_file(self) -> None:
        torrent = read_torrent(torrent_of("Sintel.mkv", bytes(40000)))
        assert torrent.files == (("Sintel.mkv",),)
        assert torrent.total_size == 40000

    def test_version_two_only(self) -> None:
        info = b"d9:file treed5:a.mkvd0:d6:lengthi9eeee12:meta versioni2e4:name5:a.mkv12:piece lengthi16384ee"
        torrent = read_torrent(b"d4:info" + info + b"e")
        assert torrent.files == (("a.mkv",),)
        assert torrent.total_size == 9
        assert len(torrent.info_hash) == 40

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<html>not a torrent</html>",
            b"d4:infoi1ee",
            b"d4:info",
            b"d4:name3:abce",
            b"9999999999:x",
            b"i5e",
            b"l" * 5000,
            b"d" + b"1:a" * 3,
            b"-5:abc",
        ],
    )
    def test_anything_else_is_refused_with_a_sentence(self, content: bytes) -> None:
        with pytest.raises(ValueError, match="The torrent file cannot be read"):
            read_torrent(content)


class TestClimbingName:
    @pytest.mark.parametrize(
        ("name", "path", "climbs"),
        [
            ("Sintel", ["Sintel.mkv"], False),
            ("Sintel", ["Subs", "Sintel..en.srt"], False),
            ("..", ["a.mkv"], True),
            ("Sintel", ["..", "..", "etc", "cron.d", "x"], True),
            ("Sintel", ["../../x"], True),
            ("Sintel", ["..\\x"], True),
            ("/etc", ["x"], True),
            ("Sintel", ["a\0b"], True),
        ],
    )
    def test_table(self, name: str, path: list[str], climbs: bool) -> None:
        info = {"name": name, "piece length": 16384, "pieces": b"x" * 20, "files": [{"length": 5, "path": path}]}
        torrent = read_torrent(bencode({"info": info}))
        assert (climbing_name(torrent) is not None) is climbs


class TestMagnet:
    @pytest.mark.parametrize(
        ("magnet", "expected"),
        [
            ("magnet:?xt=urn:btih:" + "ab" * 20 + "&dn=x", "AB" * 20),
            ("magnet:?dn=x&xt=urn:btih:MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U", "6162636465666768696A6B6C6D6E6F7071727374"),
            ("magnet:?xt=urn:btmh:1220" + "cd" * 32, "CD" * 20),
            ("magnet:?xt=urn:btmh:1220" + "cd" * 32 + "&xt=urn:btih:" + "ab" * 20, "AB" * 20),
            ("magnet:?xt=urn:btih:short", None),
            ("magnet:?dn=nothing", None),
            ("", None),
        ],
    )
    def test_info_hash(self, magnet: str, expected: str | None) -> None:
        assert magnet_info_hash(magnet) == expected

    def test_trackers(self) -> None:
        magnet = "magnet:?xt=urn:btih:" + "ab" * 20 + "&tr=http%3A%2F%2Fa%2Fannounce&tr=udp://b:1"
        assert magnet_trackers(magnet) == ("http://a/announce", "udp://b:1")

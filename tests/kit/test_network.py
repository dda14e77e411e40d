from __future__ import annotations

import pytest

from cinearr.kit.network import Proxy, is_local_name, is_private


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.20.0.1", True),
        ("192.168.1.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("0.0.0.0", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:127.0.0.1", True),
        ("64:ff9b::a00:1", True),
        ("2002:7f00:1::", True),
        ("8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2606:4700::1111", False),
    ],
)
def test_private_addresses(address: str, expected: bool) -> None:
    assert is_private(address) is expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("prowlarr", True), ("localhost", True), ("nas.local", True), ("192.168.1.2", True), ("indexer.example", False)],
)
def test_local_names(host: str, expected: bool) -> None:
    assert is_local_name(host) is expected


@pytest.mark.parametrize(
    ("host", "bypass", "bypass_local", "expected"),
    [
        ("indexer.example", (), True, True),
        ("Indexer.Example", ("*.example",), True, False),
        ("indexer.example", (" *.org ", ""), True, True),
        ("prowlarr", (), True, False),
        ("prowlarr", (), False, True),
    ],
)
def test_who_is_asked_through_the_proxy(host: str, bypass: tuple[str, ...], bypass_local: bool, expected: bool) -> None:
    assert Proxy(host="proxy", bypass=bypass, bypass_local=bypass_local).serves(host) is expected

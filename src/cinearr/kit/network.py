"""Addresses and ways out: what is a private address, and which proxy and certificate rules a host gets."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase

# NAT64 wraps an IPv4 address in an IPv6 one, so a private address could hide in a public-looking one.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_private(address: str) -> bool:
    """Whether an IP address is not one of the public internet: loopback, link-local, private, shared, reserved."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return not inner.is_global
    return not ip.is_global


def literal_address(host: str) -> str | None:
    """The host as an IP address, when it is written as one."""
    bare = host.strip("[]")
    try:
        return str(ipaddress.ip_address(bare.split("%", 1)[0]))
    except ValueError:
        return None


async def addresses_of(host: str, port: int) -> tuple[str, ...]:
    """Every IP address a host name stands for; none when the name is unknown."""
    literal = literal_address(host)
    if literal is not None:
        return (literal,)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_local_name(host: str) -> bool:
    """Whether a host is of the own network by its name alone: no dot, a local ending, or a private address."""
    literal = literal_address(host)
    if literal is not None:
        return is_private(literal)
    return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))


class ProxyKind(Enum):
    """Kinds of proxies; values are the v3 words."""

    HTTP = "http"
    SOCKS4 = "socks4"
    SOCKS5 = "socks5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """The proxy of the v3 host settings. `bypass` holds host patterns (`*.example.org`) that are asked directly."""

    kind: ProxyKind = ProxyKind.HTTP
    host: str
    port: int = 8080
    username: str = ""
    password: str = ""
    bypass: tuple[str, ...] = ()
    bypass_local: bool = True

    def serves(self, host: str) -> bool:
        """Whether this host is asked through the proxy."""
        name = host.lower().strip("[]")
        if self.bypass_local and is_local_name(name):
            return False
        return not any(fnmatchcase(name, pattern.lower().strip()) for pattern in self.bypass if pattern.strip())


class CertificateChecks(Enum):
    """Which hosts must show a valid certificate; values are the v3 words."""

    ENABLED = "enabled"
    DISABLED_FOR_LOCAL = "disabledForLocalAddresses"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """How the program goes out."""

    proxy: Proxy | None = None
    certificates: CertificateChecks = CertificateChecks.ENABLED

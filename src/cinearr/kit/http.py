"""One shared outbound HTTP client, bounded in time, size, redirects and connections per host."""

from __future__ import annotations

import asyncio
import errno
import os
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, Protocol

import httpx2

from cinearr.kit import network
from cinearr.kit.clock import Clock, utc_now
from cinearr.kit.errors import BadAnswer, NotAuthorised, ProviderError, RateLimited, Unreachable
from cinearr.kit.masking import mask
from cinearr.kit.network import CertificateChecks, NetworkSettings, ProxyKind

MAX_REDIRECTS: Final = 5
_LONGEST_WAIT: Final = 86400.0  # seconds
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# What may follow a redirect to another host; everything else could be a secret meant for the first one.
_HARMLESS_HEADERS: Final = frozenset({"accept", "accept-language", "user-agent", "range"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call. `timeout` in seconds for the whole exchange; an answer longer than `max_bytes` is a BadAnswer.

    `max_bytes` counts after decompression. `allow_private` False refuses to follow a redirect from a public address to
    a private one. `statuses` are further status codes that are answers rather than errors to the caller.
    """

    method: str = "GET"
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    timeout: float = 30.0
    max_bytes: int = 32 * 1024 * 1024
    follow_redirects: bool = True
    allow_private: bool = False
    statuses: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back, read to its end. Header names are lower case. `cookies` are those this answer sets.

    A redirect to something that is not HTTP (`magnet:`) is given back as it is: its status and its `location` header.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    cookies: Mapping[str, str] = field(default_factory=dict)


class Http(Protocol):
    """What providers ask for. Raises the four ProviderErrors and nothing else.

    No connection, name or time → Unreachable; 401/403 → NotAuthorised; 429 (and 503 with Retry-After) → RateLimited;
    any other status ≥ 400, a redirect loop, an oversized answer → BadAnswer.
    """

    async def send(self, request: Request) -> Response:
        """One exchange."""
        ...


class HttpClient:
    """The real one. Keeps no cookies: a shared jar would carry one provider's session to the next.

    `is_private` says which IP addresses are of the own network.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        settings: NetworkSettings | None = None,
        per_host: int = 8,
        is_private: Callable[[str], bool] = network.is_private,
        clock: Clock = utc_now,
    ) -> None:
        self._user_agent = user_agent
        self._settings = settings or NetworkSettings()
        self._clients: dict[tuple[bool, bool], httpx2.AsyncClient] = {}
        self._places = _Places(per_host)
        self._is_private = is_private
        self._clock = clock

    async def send(self, request: Request) -> Response:
        """One exchange, redirects included. Waiting for a place at a busy host does not count as its time."""
        hop = _first_hop(request, self._user_agent)
        async with self._places.at(hop.url.netloc):
            try:
                async with asyncio.timeout(request.timeout):
                    return await self._follow(request, hop)
            except TimeoutError:
                raise Unreachable(f"No answer within {request.timeout:g} seconds ({_place(hop.url)})") from None

    async def configure(self, settings: NetworkSettings) -> None:
        """Go out another way from now on; exchanges under way are cut. Nothing happens when it is the same way."""
        if settings == self._settings:
            return
        self._settings = settings
        await self.close()

    async def close(self) -> None:
        """Let go of every connection."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    async def _follow(self, request: Request, hop: _Hop) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            async with self._answer(hop) as answer:
                peer_is_private = await self._peer_is_private(answer, hop)
                if hop.after_public and peer_is_private and not request.allow_private:
                    raise _refused(hop)
                target = _redirect_target(answer, hop) if request.follow_redirects else None
                if target is None:
                    self._check_status(answer, request)
                    return await _read(answer, request.max_bytes)
            hop = _next_hop(hop, answer.status_code, target, after_public=not peer_is_private)
            if hop.after_public and not request.allow_private and await self._is_private_host(hop.url):
                raise _refused(hop)
        raise BadAnswer(f"More than {MAX_REDIRECTS} redirects, the last to [{mask(str(hop.url))}]")

    @asynccontextmanager
    async def _answer(self, hop: _Hop) -> AsyncIterator[httpx2.Response]:
        """The head of one answer, its body still to be read. Turns what goes wrong on the way into Unreachable."""
        try:
            client = self._client_for(hop.url.host)
            sent = client.build_request(hop.method, hop.url, headers=dict(hop.headers), content=hop.content)
            answer = await client.send(sent, stream=True, follow_redirects=False)
            try:
                yield answer
            finally:
                await answer.aclose()
        except (httpx2.LocalProtocolError, UnicodeError) as error:
            # Their own words quote the header, which may be a secret.
            raise Unreachable(f"A header has characters that cannot be sent ({_place(hop.url)})") from error
        except (httpx2.TransportError, httpx2.StreamError, httpx2.InvalidURL) as error:
            raise Unreachable(f"{_reason(error)} ({_place(hop.url)})") from error

    def _client_for(self, host: str) -> httpx2.AsyncClient:
        proxy = self._settings.proxy
        proxied = proxy is not None and proxy.serves(host)
        key = (proxied, self._is_verified(host))
        if key not in self._clients:
            self._clients[key] = self._new_client(proxied=proxied, verified=key[1])
        return self._clients[key]

    def _new_client(self, *, proxied: bool, verified: bool) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            proxy=_proxy(self._settings) if proxied else None,
            verify=verified,
            # Time is bounded around the whole exchange, not between two bytes.
            timeout=None,
            limits=httpx2.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=15),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            # .netrc and proxy variables of the machine belong to somebody else.
            trust_env=False,
        )

    def _is_verified(self, host: str) -> bool:
        match self._settings.certificates:
            case CertificateChecks.ENABLED:
                return True
            case CertificateChecks.DISABLED:
                return False
            case CertificateChecks.DISABLED_FOR_LOCAL:
                return not network.is_local_name(host)

    async def _is_private_host(self, url: httpx2.URL) -> bool:
        found = await network.addresses_of(url.host, _port(url))
        return any(self._is_private(address) for address in found)

    async def _peer_is_private(self, answer: httpx2.Response, hop: _Hop) -> bool:
        """Asks the connection itself, since a name can point elsewhere a moment later. A proxy hides the peer."""
        stream = answer.extensions.get("network_stream")
        proxy = self._settings.proxy
        if stream is not None and not (proxy is not None and proxy.serves(hop.url.host)):
            peer = stream.get_extra_info("server_addr")
            if peer:
                return self._is_private(str(peer[0]))
        return await self._is_private_host(hop.url)

    def _check_status(self, answer: httpx2.Response, request: Request) -> None:
        status = answer.status_code
        if status < 400 or status in request.statuses:
            return
        retry_after = _retry_after(answer.headers.get("retry-after"), self._clock())
        kind: type[ProviderError] = BadAnswer
        if status in (401, 403):
            kind = NotAuthorised
        elif status == 429 or (status == 503 and retry_after is not None):
            kind = RateLimited
        text = f"HTTP request failed: [{status}:{_status_name(status)}] [{request.method}] at [{mask(request.url)}]"
        raise kind(text, retry_after=retry_after, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One step of an exchange: the request itself or what a redirect made of it."""

    method: str
    url: httpx2.URL
    headers: Mapping[str, str]
    content: bytes | None
    after_public: bool = False


def _first_hop(request: Request, user_agent: str) -> _Hop:
    try:
        url = httpx2.URL(request.url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise Unreachable(f"Not a valid address: [{mask(request.url)}]") from error
    if not _is_web(url):
        raise Unreachable(f"Not a web address: [{mask(request.url)}]")
    # Only what `_Decoder` can open within its bounds is asked for.
    headers = {"user-agent": user_agent, "accept-encoding": "gzip, deflate"}
    headers.update({name.lower(): value for name, value in request.headers.items()})
    return _Hop(method=request.method, url=url, headers=headers, content=request.content)


def _redirect_target(answer: httpx2.Response, hop: _Hop) -> httpx2.URL | None:
    """Where an answer sends us; None when it does not, or not to the web."""
    location = answer.headers.get("location")
    if answer.status_code not in _REDIRECTS or not location:
        return None
    if location.lower().startswith("magnet:"):
        return None
    try:
        target = hop.url.join(location)
    except (httpx2.InvalidURL, ValueError) as error:
        raise BadAnswer(f"A redirect to no valid address: [{mask(location)}]") from error
    if target.scheme not in ("http", "https") or not target.host:
        return None
    if not _is_web(target):
        raise BadAnswer(f"A redirect to no web address: [{mask(location)}]")
    return target


def _is_web(url: httpx2.URL) -> bool:
    return url.scheme in ("http", "https") and bool(url.host) and 0 < _port(url) < 65536


def _next_hop(hop: _Hop, status: int, target: httpx2.URL, *, after_public: bool) -> _Hop:
    following = replace(hop, url=target, after_public=after_public)
    if status == 303 or (status in (301, 302) and hop.method == "POST"):
        headers = {name: value for name, value in hop.headers.items() if not name.startswith("content-")}
        following = replace(following, method="HEAD" if hop.method == "HEAD" else "GET", content=None, headers=headers)
    if (target.scheme, target.host, _port(target)) != (hop.url.scheme, hop.url.host, _port(hop.url)):
        kept = {name: value for name, value in following.headers.items() if name in _HARMLESS_HEADERS}
        following = replace(following, headers=kept | {"accept-encoding": "gzip, deflate"})
    return following


def _refused(hop: _Hop) -> BadAnswer:
    return BadAnswer(f"Refused a redirect from a public address to a private one: [{mask(str(hop.url))}]")


async def _read(answer: httpx2.Response, limit: int) -> Response:
    """The whole answer, given up as soon as it is longer than `limit`."""
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit and answer.request.method != "HEAD":
        raise _too_long(answer, limit)
    try:
        decoder = _Decoder(answer.headers.get("content-encoding", ""), limit)
        async for chunk in answer.aiter_raw():
            decoder.feed(chunk)
        content = decoder.finish()
    except OverflowError:
        raise _too_long(answer, limit) from None
    except (zlib.error, EOFError, LookupError) as error:
        raise BadAnswer(f"The answer cannot be decompressed: {error} ({_place(answer.url)})") from error
    return Response(
        status=answer.status_code,
        headers=dict(answer.headers),
        content=content,
        url=str(answer.url),
        cookies=_cookies(answer.headers),
    )


def _too_long(answer: httpx2.Response, limit: int) -> BadAnswer:
    return BadAnswer(f"The answer is longer than {limit} bytes ({_place(answer.url)})")


class _Decoder:
    """Gathers a body, opening gzip and deflate on the way, and never makes more than one byte above the limit.

    `feed` and `finish` raise OverflowError beyond the limit, zlib.error and EOFError for damaged data.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        self._content = bytearray()
        self._name = encoding.strip().lower()
        if self._name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise LookupError(f"content encoding {self._name!r} was not asked for")
        self._opener: Any = None
        self._plain = self._name in ("", "identity")

    def feed(self, chunk: bytes) -> None:
        if self._plain:
            self._content += chunk
            if len(self._content) > self._limit:
                raise OverflowError
            return
        while chunk:
            if self._opener is None:
                self._opener = self._new_opener(chunk)
            room = self._limit - len(self._content) + 1
            self._content += self._opener.decompress(chunk, room)
            if len(self._content) > self._limit:
                raise OverflowError
            chunk = self._opener.unconsumed_tail or self._opener.unused_data
            if self._opener.eof:
                # gzip files may stand one after the other; zeros behind the last are padding
                self._opener = None
                chunk = chunk.lstrip(b"\0")

    def _new_opener(self, chunk: bytes) -> Any:
        if self._name != "deflate":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        # Some servers send deflate without the zlib head that the standard asks for.
        return zlib.decompressobj(zlib.MAX_WBITS if chunk[0] & 0x0F == 8 else -zlib.MAX_WBITS)

    def finish(self) -> bytes:
        if self._opener is not None:
            raise EOFError("it breaks off")
        return bytes(self._content)


class _Places:
    """How many exchanges may be under way at one host."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._hosts: dict[bytes, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def at(self, host: bytes) -> AsyncIterator[None]:
        gate, users = self._hosts.get(host) or (asyncio.Semaphore(self._per_host), 0)
        self._hosts[host] = (gate, users + 1)
        try:
            async with gate:
                yield
        finally:
            _, users = self._hosts[host]
            if users == 1:
                del self._hosts[host]
            else:
                self._hosts[host] = (gate, users - 1)


def _cookies(headers: httpx2.Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in headers.get_list("set-cookie"):
        jar = SimpleCookie()
        try:
            jar.load(line)
        except CookieError:
            continue
        found.update({name: morsel.value for name, morsel in jar.items()})
    return found


def _proxy(settings: NetworkSettings) -> httpx2.Proxy:
    proxy = settings.proxy
    assert proxy is not None
    if proxy.kind is ProxyKind.SOCKS4:
        raise Unreachable("SOCKS4 proxies are not supported; use SOCKS5 or HTTP")
    auth = (proxy.username, proxy.password) if proxy.username else None
    host = f"[{proxy.host}]" if ":" in proxy.host else proxy.host
    return httpx2.Proxy(f"{proxy.kind.value}://{host}:{proxy.port}", auth=auth)


def _port(url: httpx2.URL) -> int:
    return url.port if url.port is not None else (443 if url.scheme == "https" else 80)


def _place(url: httpx2.URL) -> str:
    return f"{url.host}:{_port(url)}"


def _status_name(status: int) -> str:
    try:
        return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")
    except ValueError:
        return str(status)


def _reason(error: BaseException) -> str:
    """What the operating system said; the libraries between it and us keep it as the cause."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, BaseExceptionGroup) and seen.exceptions:
            seen = seen.exceptions[0]
        if isinstance(seen, OSError) and seen.strerror:
            # asyncio puts words of its own there; the number says it better (names have negative numbers)
            return os.strerror(seen.errno) if seen.errno and seen.errno in errno.errorcode else seen.strerror
        seen = seen.__cause__ or seen.__context__
    return mask(str(error)) or type(error).__name__


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, from either form of the header. Nobody is left alone for longer than a day."""
    if not value:
        return None
    if value.strip().isdecimal():
        return min(float(value), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return min(max(0.0, (moment - now).total_seconds()), _LONGEST_WAIT)
    except (TypeError, ValueError, OverflowError):
        return None

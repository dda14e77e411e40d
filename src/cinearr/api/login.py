"""Logging in and out, and making the first account. Pages without scripts, so that they work before anything else does."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit

import structlog
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from cinearr.api._errors import BadRequest, told
from cinearr.api._login_page import form_page, note_page
from cinearr.api.security import Bucket, local_path
from cinearr.features import auth
from cinearr.kit.clock import Clock
from cinearr.kit.config import Auth
from cinearr.kit.db import Database
from cinearr.kit.errors import Conflict, Invalid

log = structlog.get_logger(__name__)

COOKIE: Final = "RadarrAuth"  # clients look for a name that ends in "arrAuth"
SHORTEST_PASSWORD: Final = 8
FORM_SECONDS: Final = 10.0

AnyRequest = Request[Any, Any, Any]
Page = Response[bytes]


class DatabaseSessions:
    """Sessions as the edge asks for them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def is_valid(self, token: str) -> bool:
        """Whether a cookie's token belongs to a session that has not ended; using it prolongs it."""
        async with self._database.begin() as session:
            return await auth.renew_session(session, token, self._clock())


class Login:
    """What logging in needs: the accounts, the time, and patience with those who guess."""

    def __init__(self, database: Database, clock: Clock, *, method: Auth) -> None:
        self.database = database
        self.clock = clock
        self.external = method == "external"
        self.by_address = Bucket(burst=10, per_second=0.1)
        self.by_user = Bucket(burst=20, per_second=0.2)

    async def is_first_run(self) -> bool:
        """Whether nobody can log in yet."""
        async with self.database.read() as session:
            return not self.external and not await auth.any_user(session)

    def wait(self, address: str, username: str) -> float:
        """Seconds until this address or this name may try again; 0 when now. Counts as a try."""
        return max(self.by_address.take(address), self.by_user.take(username.strip().lower()))

    def passed(self, address: str, username: str) -> None:
        """A right password was no guess."""
        self.by_address.forget(address)
        self.by_user.forget(username.strip().lower())


@get("/login")
async def login_page(request: AnyRequest, login: NamedDependency[Login]) -> Page:
    """The form; before there is an account the way to make one."""
    if login.external:
        return note_page(_base(request), "The program in front of this server asks people who they are.")
    if await login.is_first_run():
        return _redirect(f"{_base(request)}/setup")
    query = _lower(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return form_page(
        _base(request),
        action="/login",
        return_url=local_path(query.get("returnurl", ""), _base(request)),
        message="Wrong user name or password." if query.get("loginfailed") == "true" else "",
    )


@post("/login", status_code=302)
async def log_in(request: AnyRequest, login: NamedDependency[Login]) -> Page:
    """Open a session and go where the person wanted to go."""
    if login.external:
        return _redirect(f"{_base(request)}/")
    if not _from_here(request):
        return _foreign()
    form = await _form(request)
    username, password = form.get("username", ""), form.get("password", "")
    target = local_path(_wanted(request, form), _base(request))
    if seconds := login.wait(_address(request), username):
        return _too_often(seconds)
    async with login.database.read() as session:
        user = await auth.find_user(session, username)
    if not await auth.verify(password, user.password if user is not None else None) or user is None:
        log.warning(f"Auth-Failure ip {_address(request)} username {username[:64]!r}")
        return _redirect(f"{_base(request)}/login?returnUrl={quote(target, safe='')}&loginFailed=true")
    login.passed(_address(request), username)
    return await _welcome(request, login, user.id, target, remember=form.get("rememberme", "") in ("on", "true"))


@get("/logout")
async def log_out(request: AnyRequest, login: NamedDependency[Login]) -> Page:
    """End the session."""
    if token := request.cookies.get(COOKIE):
        async with login.database.begin() as session:
            await auth.close_session(session, token)
    answer = _redirect(f"{_base(request)}/")
    answer.delete_cookie(COOKIE, path=_base(request) or "/")
    return answer


@get("/setup")
async def setup_page(request: AnyRequest, login: NamedDependency[Login]) -> Page:
    """The form for the first account, as long as there is none."""
    if not await login.is_first_run():
        return _redirect(f"{_base(request)}/login")
    return form_page(_base(request), action="/setup")


@post("/setup", status_code=302)
async def set_up(request: AnyRequest, login: NamedDependency[Login]) -> Page:
    """Make the first account and log it in."""
    if login.external:
        return _redirect(f"{_base(request)}/")
    if not _from_here(request):
        return _foreign()
    if seconds := login.wait(_address(request), ""):
        return _too_often(seconds)
    form = await _form(request)
    username, password = form.get("username", ""), form.get("password", "")
    if message := _unfit(username, password, form.get("passwordconfirmation", "")):
        return form_page(_base(request), action="/setup", message=message, username=username, status=400)
    try:
        async with login.database.begin() as session:
            user_id = await auth.create_first_user(session, username, password)
    except Conflict:
        return _redirect(f"{_base(request)}/login")
    except Invalid as error:
        return form_page(_base(request), action="/setup", message=error.message, username=username, status=400)
    log.info("the first account was made")
    return await _welcome(request, login, user_id, f"{_base(request)}/", remember=True)


ROUTES = [login_page, log_in, log_out, setup_page, set_up]


# --- steps ---


async def _welcome(request: AnyRequest, login: Login, user_id: int, target: str, *, remember: bool) -> Page:
    async with login.database.begin() as session:
        token = await auth.open_session(session, user_id, login.clock())
    answer = _redirect(target)
    answer.set_cookie(
        Cookie(
            key=COOKIE,
            value=token,
            path=_base(request) or "/",
            httponly=True,
            samesite="lax",
            secure=request.scope["scheme"] == "https",
            max_age=int(auth.SESSION_LIFE.total_seconds()) if remember else None,
        )
    )
    return answer


def _unfit(username: str, password: str, again: str) -> str:
    if not username.strip():
        return "Choose a user name."
    if len(password) < SHORTEST_PASSWORD:
        return f"A password needs at least {SHORTEST_PASSWORD} letters."
    return "" if password == again else "The two passwords are not the same."


async def _form(request: AnyRequest) -> dict[str, str]:
    """The fields of a form by name in lower case; the edge has limited its size."""
    try:
        async with asyncio.timeout(FORM_SECONDS):
            body = await request.body()
    except TimeoutError:
        raise BadRequest("The form did not come to an end") from None
    try:
        return _lower(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise BadRequest("The form has too many fields") from None


def _lower(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in reversed(pairs)}


def _wanted(request: AnyRequest, form: dict[str, str]) -> str:
    query = _lower(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return query.get("returnurl") or form.get("returnurl", "")


def _from_here(request: AnyRequest) -> bool:
    """Whether a form was sent by a page of ours. Programs send no Origin; browsers always do with a POST."""
    origin = request.headers.get("origin")
    if origin is None:
        return True
    named = (request.headers.get("host"), request.headers.get("x-forwarded-host"))
    try:
        return urlsplit(origin).netloc in [name for name in named if name]
    except ValueError:
        return False


def _address(request: AnyRequest) -> str:
    client = request.scope["client"]
    return client[0] if client else ""


def _base(request: AnyRequest) -> str:
    return str(request.app.state["url_base"])


def _redirect(target: str) -> Page:
    return Response(b"", status_code=302, headers={"Location": target}, media_type="text/html")


def _foreign() -> Page:
    return told(403, "This form was sent by another site.")


def _too_often(seconds: float) -> Page:
    headers = {"Retry-After": str(max(1, round(seconds)))}
    return told(429, "Too many attempts; try again later.", headers=headers)

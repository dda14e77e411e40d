"""`/api/v3/config/host`: the server itself.

Address, port, URL base, the API key and the way people log in belong to the configuration; they are shown here, and what
is sent for them is left aside. A password is never given out, and one that comes back masked is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Request, Response, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._answers import accepted
from cinearr.api.v3._wire import Int32, Resource, WireEnum
from cinearr.api.v3.config import page_of, refuse, resource_of
from cinearr.features import auth, settings
from cinearr.features.settings import Host, rules
from cinearr.kit.errors import Failure
from cinearr.kit.providers import MASK
from cinearr.kit.validators import broken, not_empty
from cinearr.workflows import save_settings
from cinearr.workflows.program import Program

_PATHS = ["/api/v3/config/host", "/api/v3/config/host/{page_id:int}"]
_SSL_PORT = 9898  # what v3 shows where TLS is off; ours ends at a reverse proxy


class AuthenticationMethod(WireEnum):
    """How people log in."""

    NONE = "none", 0
    BASIC = "basic", 1
    FORMS = "forms", 2
    EXTERNAL = "external", 3


class AuthenticationRequired(WireEnum):
    """Who must log in."""

    ENABLED = "enabled", 0
    DISABLED_FOR_LOCAL_ADDRESSES = "disabledForLocalAddresses", 1


class UpdateMechanism(WireEnum):
    """Who updates the program."""

    BUILT_IN = "builtIn", 0
    SCRIPT = "script", 1
    EXTERNAL = "external", 10
    APT = "apt", 11
    DOCKER = "docker", 12


class ProxyType(WireEnum):
    """Kinds of proxies."""

    HTTP = "http", 0
    SOCKS4 = "socks4", 1
    SOCKS5 = "socks5", 2


class CertificateValidation(WireEnum):
    """Whose certificates are looked at."""

    ENABLED = "enabled", 0
    DISABLED_FOR_LOCAL_ADDRESSES = "disabledForLocalAddresses", 1
    DISABLED = "disabled", 2


class HostConfigResource(Resource):
    """The server itself."""

    bind_address: str | None = None
    port: Int32 = 0
    ssl_port: Int32 = 0
    enable_ssl: bool = False
    launch_browser: bool = False
    authentication_method: AuthenticationMethod = AuthenticationMethod.NONE
    authentication_required: AuthenticationRequired = AuthenticationRequired.ENABLED
    analytics_enabled: bool = False
    username: str = ""
    password: str = ""
    password_confirmation: str = ""
    log_level: str = ""
    log_size_limit: Int32 = 0
    console_log_level: str = ""
    branch: str | None = None
    api_key: str = ""
    ssl_cert_path: str = ""
    ssl_cert_password: str = ""
    url_base: str = ""
    instance_name: str = ""
    application_url: str = ""
    update_automatically: bool = False
    update_mechanism: UpdateMechanism = UpdateMechanism.BUILT_IN
    update_script_path: str = ""
    proxy_enabled: bool = False
    proxy_type: ProxyType = ProxyType.HTTP
    proxy_hostname: str = ""
    proxy_port: Int32 = 0
    proxy_username: str = ""
    proxy_password: str = ""
    proxy_bypass_filter: str = ""
    proxy_bypass_local_addresses: bool = False
    certificate_validation: CertificateValidation = CertificateValidation.ENABLED
    backup_folder: str = ""
    backup_interval: Int32 = 0
    backup_retention: Int32 = 0
    trust_cgnat_ip_addresses: bool = False
    id: Int32 = 1


async def _resource(program: Program, session: AsyncSession, page: Host) -> HostConfigResource:
    config = program.config
    user = await auth.find_user(session)
    shown: HostConfigResource = resource_of(page, HostConfigResource)
    return msgspec.structs.replace(
        shown,
        bind_address=config.host,
        port=config.port,
        ssl_port=_SSL_PORT,
        authentication_method=AuthenticationMethod.read(config.auth),
        username=user.username if user is not None else "",
        password=MASK if user is not None else "",
        log_level=page.log_level or config.log_level,
        api_key=program.api_key,
        url_base=config.url_base,
        proxy_password=MASK if page.proxy_password else "",
    )


def _problems(program: Program, sent: HostConfigResource, page: Host, user: auth.User | None) -> Iterator[Failure]:
    if sent.bind_address is not None:
        yield from rules.bind_address(sent.bind_address)
    yield from rules.port(sent.port)
    yield from rules.host(page, sent.branch)
    if sent.authentication_method is AuthenticationMethod.BASIC:
        message = "'Basic' is no longer supported, use forms"
        yield broken("AuthenticationMethod", message, sent.authentication_method.value, "PredicateValidator")
    if program.config.auth == "forms" and user is None and (sent.username or sent.password):
        yield from not_empty("Username", sent.username)
        yield from not_empty("Password", sent.password)
    if _new_password(sent) is not None and sent.password_confirmation != sent.password:
        yield Failure(property_name="PasswordConfirmation", message="Must match Password", code="PredicateValidator")


def _new_password(sent: HostConfigResource) -> str | None:
    return sent.password if sent.password not in ("", MASK) else None


def _page(sent: HostConfigResource, stored: Host) -> Host:
    """The stored part of what was sent."""
    password = stored.proxy_password if sent.proxy_password == MASK else sent.proxy_password
    page: Host = page_of(msgspec.structs.replace(sent, proxy_password=password, branch=sent.branch or ""), Host)
    return page


@get(_PATHS)
async def host(program: NamedDependency[Program]) -> HostConfigResource:
    """The page."""
    async with program.database.read() as session:
        return await _resource(program, session, await settings.get(session, Host))


@put(_PATHS)
async def change_host(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[HostConfigResource]
) -> Response[HostConfigResource]:
    """Save the page, and the account when a name or a new password is sent."""
    async with program.database.read() as session:
        page = _page(data, await settings.get(session, Host))
        user = await auth.find_user(session)
    refuse(_problems(program, data, page, user))
    if data.username and (_new_password(data) or (user is not None and user.username != data.username)):
        async with program.database.begin() as session:
            await auth.set_account(session, data.username, _new_password(data))
    await save_settings.save(program, page)
    async with program.database.read() as session:
        return accepted(request, "config/host", await _resource(program, session, page))


ROUTES = [host, change_host]

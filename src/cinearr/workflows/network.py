"""How the program goes out, from the host settings."""

from __future__ import annotations

from cinearr.features.settings import Host
from cinearr.kit.network import CertificateChecks, NetworkSettings, Proxy, ProxyKind


def network_settings(host: Host) -> NetworkSettings:
    """Proxy and certificate rules of the settings page."""
    proxy = None
    if host.proxy_enabled and host.proxy_hostname:
        proxy = Proxy(
            kind=ProxyKind(host.proxy_type),
            host=host.proxy_hostname,
            port=host.proxy_port,
            username=host.proxy_username,
            password=host.proxy_password,
            bypass=tuple(part.strip() for part in host.proxy_bypass_filter.split(",") if part.strip()),
            bypass_local=host.proxy_bypass_local_addresses,
        )
    return NetworkSettings(proxy=proxy, certificates=CertificateChecks(host.certificate_validation))

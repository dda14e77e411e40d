"""Rules that settings of several connections share, and the test button."""

from __future__ import annotations

from urllib.parse import urlsplit

from cinearr.features.notifications.contract import Message, Notification
from cinearr.kit.errors import Failure, ProviderError
from cinearr.kit.providers import Settings, fields_of, pascal, required, spaced


def web_address(settings: Settings, attribute: str) -> list[Failure]:
    """An http or https address with a host."""
    if missing := required(settings, attribute):
        return missing
    value = getattr(settings, attribute)
    if is_web_address(value):
        return []
    return [broken(settings, attribute, "Invalid URL: it must begin with http:// or https://", "UrlValidator")]


def is_web_address(value: str) -> bool:
    """Whether text is such an address."""
    try:
        parts = urlsplit(value.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def broken(settings: Settings, attribute: str, message: str, code: str) -> Failure:
    """A failure of one field."""
    name = next(pascal(spec.name) for spec in fields_of(type(settings)) if spec.attribute == attribute)
    value = getattr(settings, attribute)
    value = list(value) if isinstance(value, tuple) else value
    return Failure(
        property_name=name,
        message=message,
        attempted=value,
        code=code,
        placeholders={"propertyName": spaced(name), "propertyValue": value, "propertyPath": name},
    )


async def probe(notification: Notification, message: Message) -> list[Failure]:
    """Really send a test message; what went wrong, in the terms of the v3 test answer."""
    try:
        await notification.send(message)
    except ProviderError as error:
        return [
            Failure(
                property_name=notification.address_field,
                message=f"Unable to send test message: {error.message}",
            )
        ]
    return []

"""What the test button finds out about an indexer, in the words of the v3 API."""

from __future__ import annotations

from cinearr.features.indexers import fetch
from cinearr.features.indexers.fetch import Source, Way
from cinearr.kit.errors import BadAnswer, Failure, NotAuthorised, ProviderError, RateLimited, Unreachable

_NO_RESULTS = (
    "Query successful, but no results in the configured categories were returned from your indexer. "
    "This may be an issue with the indexer or your indexer category settings."
)


async def test(source: Source, way: Way) -> list[Failure]:
    """Ask for its capabilities and the first page of its feed; no failure means that releases came."""
    if not source.indexer.supports_rss:
        return []
    try:
        capabilities = await fetch.ask_capabilities(source, way)
        releases = await fetch.first_page(source, capabilities, way)
    except ProviderError as error:
        return [failure_of(error)]
    return [] if releases else [Failure(property_name="", message=_NO_RESULTS)]


def failure_of(error: ProviderError) -> Failure:
    """How the failure of an indexer is told to a person."""
    match error:
        # 403 may as well be a wall against robots: saying that the key is wrong would send people the wrong way.
        case NotAuthorised() if error.status != 403:
            text = "Invalid API Key" if error.status is not None else error.message
            return Failure(property_name="ApiKey", message=text)
        case Unreachable():
            return Failure(
                property_name="",
                message="Unable to connect to indexer, please check your DNS settings and ensure IPv6 is working or "
                f"disabled. {error.message}",
            )
        case _ if error.status is not None and error.status >= 500:
            return Failure(
                property_name="",
                message="Unable to connect to indexer, indexer's server is unavailable. Try again later. "
                + error.message,
            )
        case RateLimited():
            # The key may well be good: it can be saved all the same.
            reason = error.message.removeprefix("Request limit reached").lstrip(": ")
            text = f"Request limit reached: {reason}" if reason else "Request limit reached"
            return Failure(property_name="", message=text, severity="warning")
        case BadAnswer() | ProviderError():
            return Failure(
                property_name="",
                message=f"Unable to connect to indexer: {error.message}. Check the log surrounding this error for details",
            )

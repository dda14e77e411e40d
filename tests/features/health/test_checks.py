"""Each check with the states it finds something in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cinearr.features.health import CHECKS, ClientState, ConnectionState, HealthState, IndexerState, PathState, run
from cinearr.features.health.checks import wiki_url

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
LATELY = NOW - timedelta(hours=1)
LONG_AGO = NOW - timedelta(hours=6)

GOOD = IndexerState(id=1, name="Good")
NEW_TROUBLE = IndexerState(id=2, name="New", failing_since=LATELY, disabled_till=SOON)
OLD_TROUBLE = IndexerState(id=3, name="Old", failing_since=LONG_AGO, disabled_till=SOON)
OVER = IndexerState(id=4, name="Over", failing_since=LONG_AGO, disabled_till=NOW)
BOX = ClientState(id=5, name="Box", output_roots=("/downloads",))
WELL = HealthState(now=NOW, indexers=(GOOD,), clients=(BOX,), every_client_id=frozenset({5}), root_folders=("/films",))
HOOK = ConnectionState(id=6, name="Hook")


def found(**facts: Any) -> list[tuple[str, str, str, str]]:
    issues = run(replace(WELL, **facts))
    return [(one.source, one.level, one.message, (one.wiki_url or "").split("#")[1]) for one in issues]


def test_all_is_well() -> None:
    assert found() == []
    slack = replace(HOOK, implementation="Slack", address="https://hooks.slack.com/services/x")
    discord = replace(HOOK, implementation="Discord", address="https://discord.com/api/webhooks/1/x")
    one_of_many = replace(GOOD, address="http://jackett:9117/api/v2.0/indexers/some/results/torznab/api")
    assert found(indexers=(one_of_many,), notifications=(slack, discord)) == []
    assert found(indexers=(OVER,), notifications=(HOOK,), client_paths=(PathState(client="Box", path="/d"),)) == []


def test_a_fresh_installation() -> None:
    assert [(one.source, one.level, one.message) for one in run(HealthState(now=NOW))] == [
        (
            "IndexerRssCheck",
            "error",
            "No indexers available with RSS sync enabled, Radarr will not grab new releases automatically",
        ),
        ("DownloadClientCheck", "warning", "No download client is available"),
        (
            "IndexerSearchCheck",
            "warning",
            "No indexers available with Automatic Search enabled, Radarr will not provide any automatic search results",
        ),
    ]


@pytest.mark.parametrize(
    ("facts", "source", "level", "words", "fragment"),
    [
        ({"api_key_length": 19}, "ApiKeyValidationCheck", "warning", "short", "invalid-api-key"),
        (
            {"clients": (replace(BOX, problem="Connection refused"),)},
            "DownloadClientCheck",
            "error",
            "Unable to communicate with Box (Connection refused)",
            "unable-to-communicate-with-download-client",
        ),
        (
            {"indexers": (replace(GOOD, interactive_search=False),)},
            "IndexerSearchCheck",
            "warning",
            "Interactive Search",
            "no-indexers-available-with-interactive-search-enabled",
        ),
        (
            {"indexers": (GOOD, NEW_TROUBLE)},
            "IndexerStatusCheck",
            "warning",
            "Indexers unavailable due to failures: New",
            "indexers-are-unavailable-due-to-failures",
        ),
        (
            {"indexers": (GOOD, OLD_TROUBLE)},
            "IndexerLongTermStatusCheck",
            "warning",
            "Indexers unavailable due to failures for more than 6 hours: Old",
            "indexers-are-unavailable-due-to-failures",
        ),
        (
            {"indexers": (replace(GOOD, download_client_id=9),)},
            "IndexerDownloadClientCheck",
            "warning",
            "does not exist: Good",
            "invalid-indexer-download-client-setting",
        ),
        (
            {"clients": (replace(BOX, disabled_till=SOON),)},
            "DownloadClientStatusCheck",
            "error",
            "All download clients are unavailable due to failures",
            "download-clients-are-unavailable-due-to-failures",
        ),
        (
            {"clients": (BOX, replace(BOX, id=8, name="Other", disabled_till=SOON))},
            "DownloadClientStatusCheck",
            "warning",
            "Download clients unavailable due to failures: Other",
            "download-clients-are-unavailable-due-to-failures",
        ),
        (
            {"clients": (replace(BOX, output_roots=("/downloads", "/films/")),)},
            "DownloadClientRootFolderCheck",
            "warning",
            "Box downloads into the root folder /films/",
            "downloads-in-root-folder",
        ),
        (
            {"missing_root_folders": ("/films",)},
            "RootFolderCheck",
            "error",
            "Missing root folder: /films",
            "missing-root-folder",
        ),
        (
            {"missing_root_folders": ("/a", "/b")},
            "RootFolderCheck",
            "error",
            "Missing root folders: /a | /b",
            "missing-root-folder",
        ),
        (
            {"recycle_bin": "/bin", "recycle_bin_is_writable": False},
            "RecyclingBinCheck",
            "error",
            "/bin",
            "cannot-write-recycle-bin",
        ),
        (
            {"handles_completed_downloads": False},
            "ImportMechanismCheck",
            "warning",
            "Completed Download Handling is disabled",
            "completed-download-handling-is-disabled",
        ),
        (
            {"removed_movies": (("Sintel", 45745),)},
            "RemovedMovieCheck",
            "error",
            "Sintel (tmdbid 45745) was removed from TMDb",
            "movie-was-removed-from-tmdb",
        ),
        (
            {"removed_movies": (("A", 1), ("B", 2))},
            "RemovedMovieCheck",
            "error",
            "A (tmdbid 1), B (tmdbid 2) were removed from TMDb",
            "movie-was-removed-from-tmdb",
        ),
        (
            {"clients": (replace(BOX, removes_completed=True),)},
            "DownloadClientRemovesCompletedDownloadsCheck",
            "warning",
            "before they are imported: Box",
            "download-client-removes-completed-downloads",
        ),
        (
            {"indexers": (GOOD, replace(GOOD, name="All", address="http://jackett:9117/torznab/ALL/api"))},
            "IndexerJackettAllCheck",
            "warning",
            "one by one: All",
            "jackett-all-endpoint-used",
        ),
        (
            {"notifications": (replace(HOOK, implementation="Slack", address="https://Discord.com/api/webhooks/1/x"),)},
            "SlackUrlCheck",
            "warning",
            "Discord for them: Hook",
            "discord-as-slack-notification",
        ),
        ({"unknown_proxy": "gate"}, "ProxyCheck", "error", "no host named gate", "proxy-failed-resolve-ip"),
        (
            {"missing_collection_folders": ("/a", "/b")},
            "MovieCollectionRootFolderCheck",
            "error",
            "Missing root folders of collections: /a | /b",
            "movie-collection-missing-root-folder",
        ),
        ({"read_only_mounts": ("/films",)}, "MountCheck", "error", "read-only: /films", "movie-mount-ro"),
        (
            {"notifications": (HOOK, replace(HOOK, id=7, name="Chat", disabled_till=SOON))},
            "NotificationStatusCheck",
            "warning",
            "Notifications unavailable due to failures: Chat",
            "notifications-are-unavailable-due-to-failures",
        ),
    ],
)
def test_one_thing_is_wrong(facts: dict[str, Any], source: str, level: str, words: str, fragment: str) -> None:
    ((got_source, got_level, message, got_fragment),) = found(**facts)
    assert (got_source, got_level, got_fragment) == (source, level, fragment)
    assert words in message


@pytest.mark.parametrize(
    ("path", "words", "fragment"),
    [
        ({"is_valid": False, "is_local_client": True}, "check its settings", "bad-download-client-settings"),
        ({"is_valid": False}, "mapping is needed", "bad-remote-path-mapping"),
        ({"exists": False}, "check the remote path mappings", "bad-remote-path-mapping"),
        ({"exists": False, "is_local_client": True}, "not there", "permissions-error"),
        ({"is_readable": False}, "may not be read", "permissions-error"),
    ],
)
def test_a_path_of_a_client_cannot_be_used(path: dict[str, Any], words: str, fragment: str) -> None:
    ((source, level, message, got_fragment),) = found(client_paths=(PathState(client="Box", path="/d", **path),))
    assert (source, level, got_fragment) == ("RemotePathMappingCheck", "error", fragment)
    assert message.startswith("Box puts downloads into /d")
    assert words in message


def test_every_indexer_is_in_trouble() -> None:
    issues = {source: (level, message) for source, level, message, _ in found(indexers=(NEW_TROUBLE, OLD_TROUBLE))}
    assert issues["IndexerRssCheck"][0] == "warning"
    assert issues["IndexerSearchCheck"][0] == "warning"
    assert issues["IndexerStatusCheck"] == ("warning", "Indexers unavailable due to failures: New")
    assert issues["IndexerLongTermStatusCheck"][0] == "warning"
    alone = {source: level for source, level, _, _ in found(indexers=(OLD_TROUBLE,))}
    assert alone["IndexerLongTermStatusCheck"] == "error"
    assert "IndexerStatusCheck" not in alone


def test_each_check_is_listed_once() -> None:
    assert len(set(CHECKS)) == len(CHECKS)


def test_a_page_of_the_wiki_is_named_by_the_message() -> None:
    assert wiki_url("No download client is available").endswith("/system#no-download-client-is-available")
    assert wiki_url("It's 2 o'clock").endswith("#its--oclock")

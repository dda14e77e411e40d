"""Every rule with its own table: what is special about the release, the film or the facts, and the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cinearr.core import languages
from cinearr.core.decisions import (
    RULES,
    BlockedRelease,
    DecisionSettings,
    GrabbedKeys,
    GrabEvent,
    IndexerFacts,
    Propers,
    QueuedRelease,
    offer_key,
)
from cinearr.core.formats import CompiledFormats, Condition, CustomFormat, Kind, Subject
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.movies import MovieStatus, ReleaseDates
from cinearr.core.profiles import DelayProfile, QualityDefinition, ReleaseProfile
from cinearr.core.releases.model import Protocol
from tests.core.decisions.factories import BY_HAND, GB, HD, MB, NOW, SEARCH, ask, facts, file, film, q, release

USENET = {"protocol": Protocol.USENET}
LIMITS = {q("Bluray-1080p").quality.id: QualityDefinition(quality=q("Bluray-1080p").quality, min_size=30, max_size=90)}
ALPHA = IndexerFacts(id=1, name="Alpha")


def settings(**given: Any) -> dict[str, Any]:
    return {"settings": DecisionSettings(**given)}


def indexer(**given: Any) -> dict[str, Any]:
    return {"indexers": {1: replace(ALPHA, **given)}}


def subject(name: str, **given: Any) -> Subject:
    model = q(name)
    return Subject(quality=model.quality, resolution=model.quality.resolution, **given)


# A format that English texts have, worth 50, and one that a certain group has, worth 15.
FORMATS = CompiledFormats(
    [
        CustomFormat(id=1, name="Wanted", conditions=(Condition(kind=Kind.RELEASE_TITLE, value="WANTED"),)),
        CustomFormat(id=2, name="Group", conditions=(Condition(kind=Kind.RELEASE_GROUP, value="^GRP$"),)),
    ]
)
SCORED = replace(HD, format_scores={1: 50, 2: 15})
NO_UPGRADES = replace(HD, upgrade_allowed=False)
LATE = ReleaseDates(digital=NOW + timedelta(days=10))
QUEUED = {"queue": {1: (QueuedRelease(quality=q("Bluray-1080p"), subject=subject("Bluray-1080p")),)}}
GRAB = GrabEvent(
    date=NOW - timedelta(hours=1),
    title="The.Film.2001.1080p.BluRay.x264-OLD",
    quality=q("Bluray-1080p"),
    subject=subject("Bluray-1080p"),
)
WAIT = DelayProfile(id=2, order=1, usenet_delay=2000, torrent_delay=2000, preferred_protocol=Protocol.TORRENT)
BLOCKED = BlockedRelease(title="The.Film.2001.1080p.BluRay.x264-GRP", protocol=Protocol.TORRENT, indexer="Alpha")
POST = BlockedRelease(
    title="The.Film.2001.1080p.BluRay.x264-GRP",
    protocol=Protocol.USENET,
    indexer="Beta",
    published=NOW - timedelta(days=1, minutes=1),
    size=8 * GB + MB,
)


def terms(*required: str, ignored: tuple[str, ...] = (), **given: Any) -> dict[str, Any]:
    return {"release_profiles": (ReleaseProfile(required=required, ignored=ignored, **given),)}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], str | None]] = [
    # rule, what is special about the candidate, what about the facts, the reason
    ("AcceptableSize", {"release": {"size": 0}}, {"definitions": LIMITS}, None),
    ("AcceptableSize", {"release": {"size": 3000 * MB}}, {"definitions": LIMITS}, None),
    (
        "AcceptableSize",
        {"release": {"size": 2999 * MB}},
        {"definitions": LIMITS},
        "2.9 GB is smaller than minimum allowed 2.9 GB (for The Film)",
    ),
    ("AcceptableSize", {"release": {"size": 9000 * MB}}, {"definitions": LIMITS}, None),
    (
        "AcceptableSize",
        {"release": {"size": 20 * GB}},
        {"definitions": LIMITS},
        "20.0 GB is larger than maximum allowed 8.8 GB (for The Film)",
    ),
    # A film of unknown length is taken for one of 110 minutes.
    ("AcceptableSize", {"release": {"size": 9900 * MB}, "film": {"runtime": 0}}, {"definitions": LIMITS}, None),
    ("AcceptableSize", {"release": {"size": 900 * GB}}, {"definitions": {}}, None),
    ("MaximumSize", {"release": {"size": 900 * GB}}, {}, None),
    ("MaximumSize", {"release": {"size": 0}}, settings(maximum_size=1), None),
    ("MaximumSize", {"release": {"size": 12000 * MB}}, settings(maximum_size=12000), None),
    (
        "MaximumSize",
        {"release": {"size": 12001 * MB}},
        settings(maximum_size=12000),
        "11.7 GB is too big, maximum size is 11.7 GB (Settings->Indexers->Maximum Size)",
    ),
    ("MinimumAge", {"release": USENET, "age_minutes": 10}, {}, None),
    ("MinimumAge", {"age_minutes": 10}, settings(minimum_age=30), None),
    ("MinimumAge", {"release": USENET, "age_minutes": 30}, settings(minimum_age=30), None),
    (
        "MinimumAge",
        {"release": USENET, "age_minutes": 10.06},
        settings(minimum_age=30),
        "Only 10.1 minutes old, minimum age is 30 minutes",
    ),
    ("Retention", {"release": USENET, "age_minutes": 1e6}, {}, None),
    ("Retention", {"age_minutes": 1e6}, settings(retention=10), None),
    ("Retention", {"release": USENET, "age_minutes": 10 * 1440 + 100}, settings(retention=10), None),
    (
        "Retention",
        {"release": USENET, "age_minutes": 11 * 1440},
        settings(retention=10),
        "Older than configured retention",
    ),
    ("TorrentSeeding", {"release": {"seeders": 1}}, {}, None),
    ("TorrentSeeding", {"release": {"seeders": None}}, indexer(minimum_seeders=5), None),
    ("TorrentSeeding", {"release": {"seeders": 0, "indexer_id": 9}}, indexer(minimum_seeders=5), None),
    ("TorrentSeeding", {"release": {"seeders": 0, **USENET}}, indexer(minimum_seeders=5), None),
    (
        "TorrentSeeding",
        {"release": {"seeders": 4}},
        indexer(minimum_seeders=5),
        "Not enough seeders: 4. Minimum seeders: 5",
    ),
    ("RequiredIndexerFlags", {}, indexer(required_flags=()), None),
    (
        "RequiredIndexerFlags",
        {"release": {"indexer_flags": IndexerFlag.G_Internal}},
        indexer(required_flags=(IndexerFlag.G_Freeleech, IndexerFlag.G_Internal)),
        None,
    ),
    (
        "RequiredIndexerFlags",
        {},
        indexer(required_flags=(IndexerFlag.G_Freeleech, IndexerFlag.G_Internal)),
        "None of the required indexer flags G_Freeleech, G_Internal where found. Found flags: 0",
    ),
    (
        "RequiredIndexerFlags",
        {"release": {"indexer_flags": IndexerFlag.G_Halfleech | IndexerFlag.G_Scene}},
        indexer(required_flags=(IndexerFlag.G_Freeleech,)),
        "None of the required indexer flags G_Freeleech where found. Found flags: G_Halfleech, G_Scene",
    ),
    ("RequiredIndexerFlags", {"release": USENET}, indexer(required_flags=(IndexerFlag.G_Freeleech,)), None),
    ("NotSample", {"release": {"title": "The.Film.2001.SAMPLE", "size": 70 * MB}}, {}, None),
    ("NotSample", {"release": {"title": "The.Film.2001", "size": 7 * MB}}, {}, None),
    ("NotSample", {"release": {"title": "The.Film.2001.SAMPLE", "size": 69 * MB}}, {}, "Sample"),
    ("RawDisk", {"release": {"title": "The.Film.2001.COMPLETE.BLURAY-GRP"}}, {}, None),
    ("RawDisk", {"release": {"title": "The.Film.2001.PAL.DVDR-GRP"}}, {}, None),
    ("RawDisk", {"release": {"title": "The.Film.2001.NTSC.DVDRip-GRP"}}, {}, None),
    ("RawDisk", {"release": {"title": "The.Film.2001.PAL.DVD5"}}, {}, "Raw Bluray/DVD release"),
    ("RawDisk", {"release": {"title": "The_Film_2001_NTSC_2xDVD9_GRP"}}, {}, "Raw Bluray/DVD release"),
    ("RawDisk", {"release": {"title": "The Film 2001 Full Blu-ray-GRP"}}, {}, "Raw Bluray/DVD release"),
    ("RawDisk", {"release": {"title": "The Film 2001 Disc 1 1080p Blu-ray AVC-GRP"}}, {}, "Raw Bluray/DVD release"),
    ("HardcodedSubs", {}, {}, None),
    ("HardcodedSubs", {"parsed": {"hardcoded_subs": "KORSUB"}}, {}, "Hardcode subs found: KORSUB"),
    ("HardcodedSubs", {"parsed": {"hardcoded_subs": "KORSUB"}}, settings(allow_hardcoded_subs=True), None),
    ("HardcodedSubs", {"parsed": {"hardcoded_subs": "KORSUB"}}, settings(whitelisted_hardcoded_subs=("korsub",)), None),
    (
        "HardcodedSubs",
        {"parsed": {"hardcoded_subs": "SWESUB"}},
        settings(whitelisted_hardcoded_subs=("korsub", "")),
        "Hardcode subs found: SWESUB",
    ),
    ("ReleaseRestrictions", {}, terms("x264", "nothing"), None),
    ("ReleaseRestrictions", {}, terms("X265", "HEVC"), "Does not contain one of the required terms: X265, HEVC"),
    ("ReleaseRestrictions", {}, terms(r"/blu-?ray\b/i"), None),
    ("ReleaseRestrictions", {}, terms("/bluray/"), "Does not contain one of the required terms: /bluray/"),
    ("ReleaseRestrictions", {}, terms(ignored=("bluray", "-GRP", "no")), "Contains these ignored terms: bluray, -GRP"),
    ("ReleaseRestrictions", {}, terms("no", enabled=False), None),
    ("ReleaseRestrictions", {}, terms("no", indexer_id=2), None),
    ("ReleaseRestrictions", {}, terms("no", tags=frozenset({5})), None),
    (
        "ReleaseRestrictions",
        {"film": {"tags": frozenset({5})}},
        terms("no", tags=frozenset({5}), indexer_id=1),
        "Does not contain one of the required terms: no",
    ),
    ("Blocklist", {}, {"blocklist": {2: (BLOCKED,)}}, None),
    ("Blocklist", {}, {"blocklist": {1: (BLOCKED,)}}, "Release is blocklisted"),
    ("Blocklist", {}, {"blocklist": {1: (replace(BLOCKED, indexer=None),)}}, "Release is blocklisted"),
    ("Blocklist", {}, {"blocklist": {1: (replace(BLOCKED, indexer="Beta"),)}}, None),
    ("Blocklist", {"release": {"info_hash": "AB"}}, {"blocklist": {1: (BLOCKED,)}}, None),
    (
        "Blocklist",
        {"release": {"info_hash": "AB"}},
        {"blocklist": {1: (replace(BLOCKED, title="Other", info_hash="ab"),)}},
        "Release is blocklisted",
    ),
    ("Blocklist", {"release": USENET}, {"blocklist": {1: (BLOCKED,)}}, None),
    ("Blocklist", {"release": USENET}, {"blocklist": {1: (POST,)}}, "Release is blocklisted"),
    ("Blocklist", {"release": USENET}, {"blocklist": {1: (replace(POST, indexer="Alpha"),)}}, None),
    ("Blocklist", {"release": USENET}, {"blocklist": {1: (replace(POST, size=8 * GB + 3 * MB),)}}, None),
    ("Blocklist", {"release": USENET}, {"blocklist": {1: (replace(POST, published=NOW),)}}, None),
    (
        "Blocklist",
        {"release": USENET},
        {"blocklist": {1: (replace(POST, indexer="Alpha", published=NOW - timedelta(days=1)),)}},
        "Release is blocklisted",
    ),
    ("QualityAllowedByProfile", {}, {}, None),
    ("QualityAllowedByProfile", {"parsed": {"quality": q("WEBRip-720p")}}, {}, None),
    ("QualityAllowedByProfile", {"parsed": {"quality": q("BR-DISK")}}, {}, "BR-DISK is not wanted in profile"),
    ("CustomFormatAllowedByProfile", {"score": 0}, {}, None),
    (
        "CustomFormatAllowedByProfile",
        {"film": {"profile": replace(SCORED, min_format_score=16)}},
        {"formats": FORMATS},
        "Custom Formats Group have score 15 below Movie's profile minimum 16",
    ),
    ("Language", {"parsed": {"languages": (languages.BY_ID[4],)}}, {}, None),
    (
        "Language",
        {"film": {"profile": replace(HD, language=languages.BY_ID[4])}},
        {},
        "German is wanted, but found English",
    ),
    ("Language", {"film": {"profile": replace(HD, language=languages.ORIGINAL)}}, {}, None),
    (
        "Language",
        {
            "film": {"profile": replace(HD, language=languages.ORIGINAL)},
            "parsed": {"languages": (languages.BY_ID[4], languages.BY_ID[2])},
        },
        {},
        "Original Language (English) is wanted, but found German, French",
    ),
    ("Protocol", {}, {}, None),
    (
        "Protocol",
        {},
        {"delay_profiles": (DelayProfile(enable_torrent=False),)},
        "Torrent is not enabled for this movie",
    ),
    (
        "Protocol",
        {"release": USENET},
        {"delay_profiles": (DelayProfile(enable_usenet=False),)},
        "Usenet is not enabled for this movie",
    ),
    ("UpgradeAllowed", {"film": {"profile": NO_UPGRADES}}, {}, None),
    (
        "UpgradeAllowed",
        {"film": {"profile": NO_UPGRADES, "file": file()}},
        {},
        "Existing file and the Quality profile does not allow upgrades",
    ),
    ("UpgradeDisk", {}, {}, None),
    ("UpgradeDisk", {"film": {"file": file()}}, {}, None),
    (
        "UpgradeDisk",
        {
            "film": {
                "file": file("Bluray-1080p", release_group="GRP"),
                "profile": replace(SCORED, cutoff_format_score=15),
            }
        },
        {"formats": FORMATS},
        "Existing file meets cutoff: Bluray-1080p [Group]",
    ),
    (
        "UpgradeDisk",
        {"film": {"file": file("Remux-1080p")}},
        {},
        "Existing file on disk is of equal or higher preference: Remux-1080p v1",
    ),
    (
        "UpgradeDisk",
        {"film": {"file": file(model=q("Bluray-1080p", 2, 1))}},
        {},
        "Existing file on disk is of equal or higher revision: v2 Real:1",
    ),
    (
        "UpgradeDisk",
        {"film": {"file": file("Bluray-1080p", release_group="GRP"), "profile": SCORED}},
        {"formats": FORMATS},
        "Existing file on disk has a equal or higher Custom Format score: 15",
    ),
    (
        "UpgradeDisk",
        {"film": {"file": file("Bluray-1080p"), "profile": replace(SCORED, min_upgrade_format_score=20)}},
        {"formats": FORMATS},
        "Existing file on disk has Custom Format score within Custom Format score increment: 20",
    ),
    (
        "UpgradeDisk",
        {"film": {"file": file("Bluray-720p"), "profile": replace(HD, cutoff=q("Bluray-720p").quality.id)}},
        {},
        "Existing file on disk meets quality cutoff: Bluray-720p",
    ),
    (
        "UpgradeDisk",
        {"film": {"file": file("HDTV-720p"), "profile": replace(NO_UPGRADES, min_format_score=1)}},
        {},
        "Existing file on disk and Quality Profile 'HD' does not allow upgrades",
    ),
    ("Queue", {"parsed": {"quality": q("Bluray-1080p", 2)}}, QUEUED, None),
    (
        "Queue",
        {"parsed": {"quality": q("Bluray-1080p", 2)}},
        {**QUEUED, **settings(propers=Propers.DO_NOT_UPGRADE)},
        "Proper downloading is disabled",
    ),
    ("Queue", {}, QUEUED, "Release in queue has an equal or higher Custom Format score: 0"),
    (
        "Queue",
        {"parsed": {"quality": q("WEBDL-720p")}},
        QUEUED,
        "Release in queue is of equal or higher preference: Bluray-1080p v1",
    ),
    (
        "Queue",
        {"film": {"profile": replace(HD, cutoff_format_score=0)}},
        QUEUED,
        "Quality for release in queue already meets cutoff: Bluray-1080p v1",
    ),
    (
        "Queue",
        {},
        {"queue": {1: (replace(QUEUED["queue"][1][0], failed_pending=True),)}},
        None,
    ),
    ("Queue", {}, {"queue": {2: QUEUED["queue"][1]}}, None),
    (
        "History",
        {},
        {"grabs": {1: GRAB}},
        "Recent grab event in history has an equal or higher Custom Format score: 0",
    ),
    ("History", {}, {"grabs": {1: GRAB}, **SEARCH}, None),
    ("History", {}, {"grabs": {1: replace(GRAB, is_latest_event=False)}}, None),
    ("History", {}, {"grabs": {1: replace(GRAB, date=NOW - timedelta(hours=13))}}, None),
    (
        "History",
        {},
        {
            "grabs": {1: replace(GRAB, date=NOW - timedelta(hours=13))},
            **settings(completed_download_handling=False),
        },
        "Grab event in history has an equal or higher Custom Format score: 0",
    ),
    (
        "History",
        {"film": {"profile": replace(HD, cutoff_format_score=0)}},
        {"grabs": {1: GRAB}},
        "Recent grab event in history already meets cutoff: Bluray-1080p v1",
    ),
    ("AlreadyImported", {"film": {"file": file()}}, {"grabs": {1: GRAB}}, None),
    (
        "AlreadyImported",
        {"film": {"file": file()}, "release": {"title": GRAB.title.upper()}},
        {"grabs": {1: replace(GRAB, imported_quality=q("Bluray-720p"))}},
        "Has the same release name as a grabbed and imported release",
    ),
    (
        "AlreadyImported",
        {"film": {"file": file()}, "release": {"info_hash": "ab"}},
        {"grabs": {1: replace(GRAB, imported_quality=q("Bluray-720p"), download_id="AB")}},
        "Has the same torrent hash as a grabbed and imported release",
    ),
    (
        "AlreadyImported",
        {"film": {"file": file()}, "release": {"title": GRAB.title}},
        {"grabs": {1: replace(GRAB, imported_quality=q("Bluray-1080p"))}},
        None,
    ),
    (
        "AlreadyImported",
        {"release": {"title": GRAB.title}},
        {"grabs": {1: replace(GRAB, imported_quality=q("Bluray-720p"))}},
        None,
    ),
    (
        "AlreadyGrabbed",
        {},
        {"grabbed": {1: GrabbedKeys(guids=frozenset({release().guid}))}},
        "This release was grabbed for the movie before",
    ),
    (
        "AlreadyGrabbed",
        {"release": {"guid": "new"}},
        {"grabbed": {1: GrabbedKeys(offers=frozenset({offer_key(release())}))}},
        "This release was grabbed for the movie before",
    ),
    (
        "AlreadyGrabbed",
        {"release": {"info_hash": "AB"}},
        {"grabbed": {1: GrabbedKeys(hashes=frozenset({"ab"}))}},
        "This release was grabbed for the movie before",
    ),
    ("AlreadyGrabbed", {"release": {"guid": "new", "size": 1}}, {"grabbed": {1: GrabbedKeys()}}, None),
    ("AlreadyGrabbed", {}, {"grabbed": {1: GrabbedKeys(guids=frozenset({release().guid}))}, **BY_HAND}, None),
    ("Proper", {"parsed": {"quality": q("Bluray-720p", 2)}, "film": {"file": file()}}, {}, None),
    ("Proper", {"parsed": {"quality": q("Bluray-720p", 2)}}, settings(propers=Propers.DO_NOT_UPGRADE), None),
    (
        "Proper",
        {"parsed": {"quality": q("Bluray-720p", 2)}, "film": {"file": file()}},
        settings(propers=Propers.DO_NOT_UPGRADE),
        "Proper downloading is disabled",
    ),
    (
        "Proper",
        {"parsed": {"quality": q("Bluray-720p", 2)}, "film": {"file": file(days=9)}},
        {},
        "Proper for old file",
    ),
    ("Proper", {"parsed": {"quality": q("Bluray-720p", 2)}, "film": {"file": file(days=9)}}, SEARCH, None),
    (
        "Proper",
        {"parsed": {"quality": q("Bluray-720p", 2)}, "film": {"file": file(days=9)}},
        settings(propers=Propers.DO_NOT_PREFER),
        None,
    ),
    ("Repack", {"parsed": {"quality": q("Bluray-720p", 2, repack=True)}, "film": {"file": file()}}, {}, None),
    ("Repack", {"parsed": {"quality": q("Bluray-720p", 2, repack=True)}}, {}, None),
    ("Repack", {"parsed": {"quality": q("Bluray-720p", 2)}, "film": {"file": file(group="X")}}, {}, None),
    (
        "Repack",
        {"parsed": {"quality": q("Bluray-720p", 2, repack=True)}, "film": {"file": file()}},
        settings(propers=Propers.DO_NOT_UPGRADE),
        "Repack downloading is disabled",
    ),
    (
        "Repack",
        {"parsed": {"quality": q("Bluray-720p", 2, repack=True)}, "film": {"file": file(group=None)}},
        {},
        "Unable to determine release group for the existing file",
    ),
    (
        "Repack",
        {"parsed": {"quality": q("Bluray-720p", 2, repack=True), "release_group": ""}, "film": {"file": file()}},
        {},
        "Unable to determine release group for this release",
    ),
    (
        "Repack",
        {"parsed": {"quality": q("Bluray-720p", 2, repack=True)}, "film": {"file": file(group="FLUX")}},
        {},
        "Release is a repack for a different release group. Release Group: GRP. File release group: FLUX",
    ),
    (
        "Repack",
        {"parsed": {"quality": q("Bluray-720p", 2, repack=True)}, "film": {"file": file(group="grp")}},
        {},
        None,
    ),
    ("Availability", {}, {}, None),
    (
        "Availability",
        {"film": {"dates": LATE}},
        {},
        "Movie [The Film (2001)][tt0000100, 10] will only be considered available 0 days after Released",
    ),
    ("Availability", {"film": {"dates": LATE}}, BY_HAND, None),
    ("Availability", {"film": {"dates": LATE}}, settings(availability_delay=-10), None),
    (
        "Availability",
        {"film": {"dates": LATE, "minimum_availability": MovieStatus.IN_CINEMAS}},
        settings(availability_delay=3),
        "Movie [The Film (2001)][tt0000100, 10] will only be considered available 3 days after InCinemas",
    ),
    ("MonitoredMovie", {"film": {"monitored": False}}, {}, "Movie is not monitored"),
    ("MonitoredMovie", {"film": {"monitored": False}}, SEARCH, "Movie is not monitored"),
    ("MonitoredMovie", {"film": {"monitored": False}}, BY_HAND, None),
    ("IndexerTag", {}, {}, None),
    ("IndexerTag", {}, indexer(tags=frozenset({3})), "Movie tags do not match any of the indexer tags"),
    ("IndexerTag", {"film": {"tags": frozenset({3, 4})}}, indexer(tags=frozenset({3})), None),
    ("IndexerTag", {"release": {"indexer_id": 0}}, indexer(tags=frozenset({3})), None),
    ("BlockedIndexer", {}, indexer(blocked_until=NOW), None),
    (
        "BlockedIndexer",
        {},
        indexer(blocked_until=NOW + timedelta(minutes=5)),
        "Indexer Alpha is blocked till 2026-06-01 12:05:00 due to failures, cannot grab release.",
    ),
    ("Delay", {}, {"delay_profiles": (WAIT,)}, "Waiting for better quality release"),
    ("Delay", {"age_minutes": 2000}, {"delay_profiles": (WAIT,)}, None),
    ("Delay", {}, {"delay_profiles": (WAIT,), **BY_HAND}, None),
    ("Delay", {}, {"delay_profiles": (WAIT,), **SEARCH}, "Waiting for better quality release"),
    ("Delay", {}, {"delay_profiles": (replace(WAIT, torrent_delay=0),)}, None),
    (
        "Delay",
        {"parsed": {"quality": q("Bluray-720p", 2)}, "film": {"file": file()}},
        {"delay_profiles": (WAIT,)},
        None,
    ),
    (
        "Delay",
        {"parsed": {"quality": q("Remux-1080p")}},
        {"delay_profiles": (replace(WAIT, bypass_if_highest_quality=True),)},
        None,
    ),
    (
        "Delay",
        {"parsed": {"quality": q("Remux-1080p")}, "release": USENET},
        {"delay_profiles": (replace(WAIT, bypass_if_highest_quality=True),)},
        "Waiting for better quality release",
    ),
    (
        "Delay",
        {"score": 60},
        {"delay_profiles": (replace(WAIT, bypass_if_above_custom_format_score=True, minimum_custom_format_score=60),)},
        None,
    ),
    (
        "Delay",
        {"score": 59},
        {"delay_profiles": (replace(WAIT, bypass_if_above_custom_format_score=True, minimum_custom_format_score=60),)},
        "Waiting for better quality release",
    ),
    ("Delay", {}, {"delay_profiles": (WAIT,), "oldest_pending": {1: NOW - timedelta(minutes=2001)}}, None),
    (
        "Delay",
        {},
        {"delay_profiles": (WAIT,), "oldest_pending": {1: NOW - timedelta(minutes=1999)}},
        "Waiting for better quality release",
    ),
    ("FreeSpace", {"film": {"free_space": None}}, {}, None),
    ("FreeSpace", {"film": {"free_space": 9 * GB}}, {}, None),
    (
        "FreeSpace",
        {"film": {"free_space": 8 * GB}},
        {},
        "Importing after download will exceed available disk space",
    ),
    (
        "FreeSpace",
        {"film": {"free_space": 8 * GB + 99 * MB}},
        {},
        "Not enough free space (100 MB) to import after download",
    ),
    ("FreeSpace", {"film": {"free_space": 1}}, settings(skip_free_space_check=True), None),
]
TEMPORARY = {"MinimumAge", "Delay", "BlockedIndexer"}


@pytest.mark.parametrize(
    ("rule", "given", "known", "reason"), CASES, ids=[f"{number}-{case[0]}" for number, case in enumerate(CASES)]
)
def test_rule(rule: str, given: dict[str, Any], known: dict[str, Any], reason: str | None) -> None:
    found = ask(rule, facts(**known), **given)
    assert (found.message if found else None) == reason
    assert found is None or found.permanent is (rule not in TEMPORARY)


def test_wrong_movie() -> None:
    other = film(movie_id=2)
    assert ask("Movie", facts(searched=other)) is not None
    assert ask("Movie", facts(searched=film())) is None
    assert ask("Movie", facts()) is None


def test_every_rule_has_a_table() -> None:
    assert {rule.name for rule in RULES} - {case[0] for case in CASES} == {"Movie"}

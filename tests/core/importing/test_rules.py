"""Each import rule beside its examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath as P

import pytest

from cinearr.core import quality
from cinearr.core.importing import rules
from cinearr.core.importing.model import CurrentFile, ImportCandidate, ImportFacts, ImportReason, movie_label
from cinearr.core.media.model import MediaInfo
from cinearr.core.quality import QualityModel, Revision

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MEDIA = MediaInfo(runtime_seconds=6000, audio_stream_count=1)
CANDIDATE = ImportCandidate(path=P("/done/Film.2020.1080p/film.mkv"), size=5_000, download_id="A", media_info=MEDIA)
RANKS = {number: rank for rank, number in enumerate((0, 5, 7))} | {30: 2}  # Bluray and Remux 1080p share a place
FACTS = ImportFacts(
    movie_id=1, movie_label=movie_label("Film", 2020, "tt1", 7), runtime_minutes=100, quality_ranks=RANKS
)


def model(quality_id: int, version: int = 1, real: int = 0) -> QualityModel:
    return QualityModel(quality.by_id(quality_id), Revision(version=version, real=real))


def test_a_good_file_comes_in() -> None:
    assert rules.evaluate(CANDIDATE, FACTS) == ()


def test_every_reason_is_told() -> None:
    bad = replace(CANDIDATE, path=P("/done/_UNPACK_Film/film.mkv"), media_info=MediaInfo(runtime_seconds=5))
    found = [rejection.reason for rejection in rules.evaluate(bad, replace(FACTS, free_space=0))]
    reasons = (ImportReason.MINIMUM_FREE_SPACE, ImportReason.NO_AUDIO, ImportReason.SAMPLE, ImportReason.UNPACKING)
    assert found == list(reasons)


def test_what_was_not_understood_is_judged_no_further() -> None:
    assert [r.message for r in rules.evaluate(replace(CANDIDATE, parsed=False), FACTS)] == ["Unable to parse file"]
    assert [r.message for r in rules.evaluate(CANDIDATE, None)] == ["Invalid movie"]


@pytest.mark.parametrize(
    ("imported", "grabbed", "download_id", "has_file", "refused"),
    [
        (NOW, None, "A", True, True),
        (NOW, NOW - timedelta(hours=1), "A", True, True),
        (NOW, NOW + timedelta(hours=1), "A", True, False),  # grabbed again since
        (None, NOW, "A", True, False),
        (NOW, None, None, True, False),  # comes from no download
        (NOW, None, "A", False, False),  # the file is gone
    ],
)
def test_already_imported(
    imported: datetime | None, grabbed: datetime | None, download_id: str | None, has_file: bool, refused: bool
) -> None:
    current = CurrentFile(path=P("/films/Film/film.mkv")) if has_file else None
    facts = replace(FACTS, imported_at=imported, grabbed_at=grabbed, current_file=current)
    found = rules.already_imported(replace(CANDIDATE, download_id=download_id), facts)
    assert (found is not None) == refused
    if found:
        assert found.message == "Movie file already imported at 2026-01-02 03:04:05"


@pytest.mark.parametrize(
    ("free", "check", "in_library", "refused"),
    [
        (5_000 + 100 * 1024**2, True, False, False),
        (4_999 + 100 * 1024**2, True, False, True),
        (None, True, False, False),
        (0, False, False, False),
        (0, True, True, False),
    ],
)
def test_free_space(free: int | None, check: bool, in_library: bool, refused: bool) -> None:
    facts = replace(FACTS, free_space=free, check_free_space=check)
    assert (rules.free_space(replace(CANDIDATE, in_library=in_library), facts) is not None) == refused


@pytest.mark.parametrize(("streams", "refused"), [(0, True), (1, False), (None, False)])
def test_audio(streams: int | None, refused: bool) -> None:
    media = None if streams is None else MediaInfo(audio_stream_count=streams)
    assert (rules.has_audio(replace(CANDIDATE, media_info=media), FACTS) is not None) == refused


@pytest.mark.parametrize(
    ("grabbed", "in_library", "refused"),
    [(None, False, False), ({1, 2}, False, False), ({2}, False, True), ({2}, True, False)],
)
def test_the_grab_was_for_this_film(grabbed: set[int] | None, in_library: bool, refused: bool) -> None:
    ids = None if grabbed is None else frozenset(grabbed)
    found = rules.matches_grab(
        replace(CANDIDATE, in_library=in_library), replace(FACTS, grabbed_movie_ids=ids, grabbed_title="Other.2020")
    )
    assert (found is not None) == refused
    if found:
        assert found.message == "Movie [Film (2020)][tt1, 7] was not found in the grabbed release: Other.2020"


@pytest.mark.parametrize(
    ("name", "others", "parts"),
    [
        ("film cd1.avi", ("film cd2.avi",), True),
        ("film - disc a.avi", ("film - disc b.avi",), True),
        ("Film.Part.2.mkv", ("Film.Part.1.mkv",), True),
        ("film cd1.avi", (), False),
        ("film cd1.avi", ("other cd2.avi",), False),
        ("film cd1.avi", ("film cd1.srt",), False),
        ("Departed.1.mkv", ("Departed.2.mkv",), False),
        ("film.mkv", ("film2.mkv",), False),
    ],
)
def test_parts(name: str, others: tuple[str, ...], parts: bool) -> None:
    folder = P("/done/x")
    assert rules.is_multi_part(folder / name, [folder / other for other in others]) is parts


@pytest.mark.parametrize(
    ("media", "in_library", "message"),
    [
        (MediaInfo(runtime_seconds=599), False, "Sample"),
        (MediaInfo(runtime_seconds=600), False, None),
        (None, False, "Unable to determine if file is a sample"),
        (None, True, None),
    ],
)
def test_samples(media: MediaInfo | None, in_library: bool, message: str | None) -> None:
    found = rules.not_sample(replace(CANDIDATE, media_info=media, in_library=in_library), FACTS)
    assert (found.message if found else None) == message


@pytest.mark.parametrize(
    ("path", "windows", "seconds", "in_library", "refused"),
    [
        ("/done/_UNPACK_Film/a/film.mkv", False, 9999.0, False, True),
        ("/done/_FAILED_Film/film.mkv", False, None, False, True),
        ("/done/_UNPACK_Film/film.mkv", True, 9999.0, False, False),
        ("/done/_UNPACK_Film/film.mkv", True, 10.0, False, True),
        ("/done/Film_UNPACK_/film.mkv", False, None, False, False),
        ("/done/_UNPACK_Film/film.mkv", False, None, True, False),
    ],
)
def test_unpacking(path: str, windows: bool, seconds: float | None, in_library: bool, refused: bool) -> None:
    candidate = replace(CANDIDATE, path=P(path), seconds_since_write=seconds, in_library=in_library)
    assert (rules.not_unpacking(candidate, replace(FACTS, windows=windows)) is not None) == refused


def test_no_working_folders_named() -> None:
    candidate = replace(CANDIDATE, path=P("/done/_UNPACK_Film/film.mkv"))
    assert rules.not_unpacking(candidate, replace(FACTS, working_folders="")) is None


@pytest.mark.parametrize(
    ("new", "score", "old", "old_score", "prefer_revisions", "reason"),
    [
        (model(7), 0, model(5), 90, True, None),
        (model(5), 90, model(7), 0, True, ImportReason.NOT_QUALITY_UPGRADE),
        (model(7), 0, model(30), 0, True, None),  # one group
        (model(7), 0, model(7), 0, True, None),  # equal comes in
        (model(7), 90, model(7, version=2), 0, True, ImportReason.NOT_REVISION_UPGRADE),
        (model(7), 90, model(7, real=1), 0, True, ImportReason.NOT_REVISION_UPGRADE),
        (model(7, version=2), 0, model(7), 90, True, None),
        (model(7), 0, model(7, version=2), 0, False, None),
        (model(7), 5, model(7), 6, True, ImportReason.NOT_FORMAT_UPGRADE),
        (model(7), -5, model(7), -6, True, None),
    ],
)
def test_upgrades(
    new: QualityModel,
    score: int,
    old: QualityModel,
    old_score: int,
    prefer_revisions: bool,
    reason: ImportReason | None,
) -> None:
    current = CurrentFile(path=P("/films/Film/film.mkv"), quality=old, format_score=old_score)
    facts = replace(FACTS, current_file=current, prefer_revisions=prefer_revisions)
    found = rules.is_upgrade(replace(CANDIDATE, quality=new, format_score=score), facts)
    assert (found.reason if found else None) == reason


def test_upgrade_messages_name_both_files() -> None:
    current = CurrentFile(path=P("/f/a.mkv"), quality=model(7), formats=("A", "B"), format_score=10)
    facts = replace(FACTS, current_file=current)
    worse = rules.is_upgrade(replace(CANDIDATE, quality=model(5)), facts)
    assert worse is not None
    assert worse.message == (
        "Not an upgrade for existing movie file. Existing quality: Bluray-1080p. New Quality WEBDL-720p."
    )
    less = rules.is_upgrade(replace(CANDIDATE, quality=model(7), formats=("C",), format_score=1), facts)
    assert less is not None
    assert less.message == (
        "Not a Custom Format upgrade for existing movie file(s). New: [C] (1) do not improve on Existing: [A, B] (10)"
    )

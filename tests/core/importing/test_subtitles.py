"""What subtitle names say."""

from __future__ import annotations

import pytest

from cinearr.core.importing.subtitles import language_suffix, parse_subtitle, subtitle_of


@pytest.mark.parametrize(
    ("name", "language", "tags", "title", "copy"),
    [
        ("Film - 2022.en.sub", "English", (), None, 0),
        ("Film - 2022.GER.srt", "German", (), None, 0),
        ("Film - 2022.German.forced.srt", "German", ("forced",), None, 0),
        ("Film-2022-eng-forced.sub", "English", ("forced",), None, 0),
        ("Film 2022_fr_sdh_forced.srt", "French", ("sdh", "forced"), None, 0),
        ("Film (2020).commentary.default.eng.forced.ass", "English", ("default", "forced"), "commentary", 0),
        ("Film (2020).default.eng.commentary.ass", "English", ("default",), "commentary", 0),
        ("Film (2020).ru-the-other.srt", "Russian", (), "the-other", 0),
        ("Film (2020).pt-BR.srt", "Portuguese (Brazil)", (), None, 0),
        ("Film (2020).Full Subtitles.eng.ass", "English", (), "Full Subtitles", 0),
        ("Film (2020).signs - 2.en.ass", "English", (), "signs", 2),
        ("Film (2020).2.en.forced.srt", "English", ("forced",), None, 2),
        ("Film (2020).en.hi.srt", "English", ("sdh",), None, 0),
        ("Film (2020).hi.srt", "Hindi", (), None, 0),
        ("Film (2020).default.forced.ass", "Unknown", (), None, 0),
        ("Film.srt", "Unknown", (), None, 0),
        ("en.srt", "Unknown", (), None, 0),
        ("", "Unknown", (), None, 0),
    ],
)
def test_names_alone(name: str, language: str, tags: tuple[str, ...], title: str | None, copy: int) -> None:
    found = parse_subtitle(name)
    assert (found.language.name, found.tags, found.title, found.copy) == (language, tags, title, copy)


@pytest.mark.parametrize(
    ("film", "name", "language", "tags", "title"),
    [
        (
            "Film (2020) - [AAC 2.0].mkv",
            "Film (2020) - [AAC 2.0].default.eng.forced.ass",
            "English",
            ("default", "forced"),
            None,
        ),
        ("Default (2020).mkv", "Default (2020).eng.default.ass", "English", (), None),
        ("It.Film.2020.mkv", "It.Film.2020.srt", "Unknown", (), None),
        ("It.Film.2020.mkv", "it.film.2020.de.srt", "German", (), None),
        ("Film.2020.mkv", "Film.2020_en.srt", "English", (), None),
        ("Film.2020.mkv", "Other.2020.de.forced.srt", "German", ("forced",), None),
    ],
)
def test_names_beside_a_film(film: str, name: str, language: str, tags: tuple[str, ...], title: str | None) -> None:
    found = subtitle_of(name, [film, None, ""])
    assert (found.language.name, found.tags, found.title) == (language, tags, title)


def test_suffixes() -> None:
    assert language_suffix(parse_subtitle("f.eng.forced.sdh.srt")) == ".en.forced.sdh"
    assert language_suffix(parse_subtitle("f.eng.srt"), 3) == ".3.en"
    assert language_suffix(parse_subtitle("f.srt")) == ""

"""The forms in which titles go into names."""

from __future__ import annotations

import pytest

from cinearr.core.naming.titles import (
    clean_title,
    clean_title_article,
    edition_case,
    first_character,
    move_article,
    strip_accents,
)


@pytest.mark.parametrize(
    ("title", "moved"),
    [
        ("The Mist", "Mist, The"),
        ("a Place", "Place, a"),
        ("An Hour (1999)", "Hour, An (1999)"),
        ("The Fixer (ZH) (2015)", "Fixer, The (ZH) (2015)"),
        ("The Rest: I (Almost) Won (2016) ", "Rest: I (Almost) Won, The (2016)"),
        ("The (2016)", "(2016), The"),
        ("The X()", "X(), The"),
        ("Theodore", "Theodore"),
        ("The", "The"),
        ("The ", "The "),
        ("", ""),
    ],
)
def test_articles(title: str, moved: str) -> None:
    assert move_article(title) == moved


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Don't Look: Up (2021)", "Dont Look Up 2021"),
        ("Law & Order [UK]", "Law and Order UK"),
        ("Either/Or \\ Neither", "Either Or Neither"),
        ("A - B", "A B"),
        ("Is this okay?", "Is this okay"),
        ("5'6", "5'6"),
        ("Straße – Łódź Ærø", "Strasse – Lodz AEro"),
    ],
)
def test_cleaned(title: str, cleaned: str) -> None:
    assert clean_title(title) == cleaned


def test_cleaned_with_the_article_behind() -> None:
    assert clean_title_article("The Flash (2010)") == "Flash, The 2010"
    assert clean_title_article("Anne's (House)") == "Annes House"


@pytest.mark.parametrize(
    ("title", "character"),
    [
        ("The Mist", "M"),
        ("'80s", "8"),
        ("¡¡Oh", "_"),
        ("Éa", "E"),
        ("ßa", "S"),
        ("日本", "日"),
        ("", "_"),
        ("...", "_"),
    ],
)
def test_first_characters(title: str, character: str) -> None:
    assert first_character(title) == character


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Amélie", "Amelie"), ("हिन्दी", "हिन्दी"), ("Tiếng Việt", "Tieng Viet"), ("Ёлка", "Елка"), ("กี่", "กี่")],
)
def test_accents(text: str, plain: str) -> None:
    assert strip_accents(text) == plain


@pytest.mark.parametrize(
    ("edition", "cased"),
    [
        ("director's CUT", "Director's Cut"),
        ("IMAX 3d dv", "IMAX 3D DV"),
        ("25TH anniversary-edition", "25th Anniversary-Edition"),
        ("imaxed", "Imaxed"),
    ],
)
def test_editions(edition: str, cased: str) -> None:
    assert edition_case(edition) == cased

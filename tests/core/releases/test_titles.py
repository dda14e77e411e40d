"""The forms of a title: for matching, sorting, searching and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinearr.core.releases import numerals, titles


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("The Lord of the Rings: The Two Towers", "thelordringstwotowers"),
        ("Léon", "leon"),
        ("Crouching.Tiger.Hidden.Dragon", "crouchingtigerhiddendragon"),
        ("Snow White and the Seven Dwarfs", "snowwhitesevendwarfs"),
        ("Pride & Prejudice", "prideprejudice"),
        ("A Few Good Men", "afewgoodmen"),
        ("Life of a King of", "lifekingof"),
        ("Agents of S.H.A.R.K.", "agentsshark"),
        ("Plan A", "plana"),
        ("Andromeda", "andromeda"),
        ("Ready or Not", "readynot"),
        ("1917", "1917"),
        ("8½", "8"),
        ("100% Wolf", "100percentwolf"),
        ("千と千尋の神隠し", "千と千尋の神隠し"),
        ("!!!", ""),
    ],
)
def test_clean_title_keeps_letters_and_digits_and_drops_little_words_inside(title: str, clean: str) -> None:
    assert titles.clean_title(title) == clean


@given(st.text(max_size=80))
def test_a_clean_title_has_no_spaces_and_no_capitals(title: str) -> None:
    clean = titles.clean_title(title)
    assert not any(c.isspace() or c == "_" for c in clean)
    assert titles.clean_title(clean) == clean or len(clean) == len(titles.clean_title(clean))


@pytest.mark.parametrize(
    ("title", "other"),
    [("Rocky II", "rocky2"), ("Rocky 2", "rockyii"), ("Part IV of X", "part410"), ("Alien", None)],
)
def test_a_title_is_also_found_with_its_numerals_the_other_way(title: str, other: str | None) -> None:
    forms = titles.title_variants(title)
    assert forms[0] == titles.clean_title(title)
    assert (other in forms) if other else len(forms) == 1


@given(st.integers(1, 3999))
def test_numerals_there_and_back(number: int) -> None:
    assert numerals.from_roman(numerals.to_roman(number)) == number


@pytest.mark.parametrize("text", ["", "ABC", "12", "I I"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no Roman numeral"):
        numerals.from_roman(text)


@pytest.mark.parametrize("number", [0, -3, 4000])
def test_numbers_without_a_numeral_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no Roman numeral"):
        numerals.to_roman(number)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Thing", "thing"),
        ("An Education", "education"),
        ("Amélie", "amélie"),
        ("S.W.A.T.", "swat"),
        ("Theremin", "theremin"),
    ],
)
def test_sort_title(title: str, key: str) -> None:
    assert titles.sort_title(title) == key


def test_a_title_that_only_looks_as_if_it_began_with_an_article_is_sorted_as_it_is() -> None:
    assert titles.sort_title("A to Z", 1212922) == "a to z"


@pytest.mark.parametrize(
    ("title", "query"),
    [("The Good, the Bad & the Ugly", "Good+the+Bad+and+the+Ugly"), ("Ocean's 11", "Oceans+11"), ("Amélie", "Amelie")],
)
def test_search_query_title(title: str, query: str) -> None:
    assert titles.search_query_title(title) == query


@pytest.mark.parametrize(
    ("text", "slug"), [("Amélie Poulain", "amelie-poulain"), ("What's up?", "whats-up"), ("a - b", "a-b"), ("?", "")]
)
def test_url_slug(text: str, slug: str) -> None:
    assert titles.url_slug(text) == slug


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("tt0133093", "tt0133093"),
        ("133093", "tt0133093"),
        ("tt12345678", "tt12345678"),
        ("nm0000001", None),
        ("", None),
        (None, None),
    ],
)
def test_normalize_imdb_id(text: str | None, full: str | None) -> None:
    assert titles.normalize_imdb_id(text) == full


@pytest.mark.parametrize(
    ("one", "two", "cost"), [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("same", "same", 0)]
)
def test_edit_distance(one: str, two: str, cost: int) -> None:
    assert titles.edit_distance(one, two) == cost


def test_a_longer_answer_is_nearer_than_a_shorter_one() -> None:
    assert titles.edit_distance_clean("alien", "aliens") < titles.edit_distance_clean("aliens", "alien")

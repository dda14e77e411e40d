"""Expressions made at random: the short cut by literals never changes an answer, and no text breaks the reader."""

from __future__ import annotations

import re
import time
from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cinearr.core.patterns import Pattern, PatternError, PatternTimeout

LETTERS = st.sampled_from("abx2 .-_")
ATOMS = st.one_of(
    LETTERS.map(re.escape),
    st.sampled_from(["ab", "x2", ".", r"\d", r"\w", r"\b", r"\s", "[ab]", "[^a]", "[a-c2]", "^", "$", r"[ ._-]"]),
)
REPEATS = st.sampled_from(["?", "*", "+", "{2}", "{0,1}", "{1,2}", "*?", "+?"])


def _repeatable(atom: str) -> bool:
    return atom not in ("^", "$", r"\b") and not atom.startswith(("(?=", "(?!", "(?<"))


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = inner.map(lambda text: f"(?:{text})")
    around = st.tuples(st.sampled_from(["(?=", "(?!"]), inner).map(lambda parts: f"{parts[0]}{parts[1]})")
    return st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(grouped, REPEATS).map("".join),
        around,
        inner.map(lambda text: f"({text})"),
    )


SIMPLE = st.tuples(ATOMS.filter(_repeatable), REPEATS).map("".join)
EXPRESSIONS = st.recursive(st.one_of(ATOMS, SIMPLE), _grown, max_leaves=8)
TEXTS = st.text(alphabet="abABxX2 .-_", max_size=14)


@settings(max_examples=600, deadline=None)
@given(EXPRESSIONS, TEXTS)
@example("a(?=b)b", "ab")
@example("(?!a)b|x2", "X2")
@example("(?:ab)?x", "x")
@example("^a|b$", "xb")
@example("(?:a|)b", "b")
def test_an_expression_finds_what_the_standard_library_finds(expression: str, text: str) -> None:
    expected = re.search(expression, text, re.IGNORECASE) is not None
    assert Pattern(expression).search(text, text.lower()) is expected


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, TEXTS)
def test_case_counts_the_same_way(expression: str, text: str) -> None:
    expected = re.search(expression, text) is not None
    assert Pattern(expression, ignore_case=False).search(text, text.lower()) is expected


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=r"ab(){}[]<>?*+|\^$.,:=!-'#kpPxud12i ", max_size=40), st.text(max_size=30))
@example("(?<", "")
@example("[\\", "")
@example("(?(", "")
@example("(?'", "")
@example("\\c", "")
@example("a{99999999999999999999}", "")
def test_any_text_is_an_expression_or_is_refused_within_it(text: str, subject: str) -> None:
    began = time.perf_counter()
    try:
        pattern = Pattern(text)
    except PatternError as error:
        assert 0 <= error.position <= len(text)
        assert error.reason
        return
    with suppress(PatternTimeout):
        assert pattern.search(subject, subject.lower()) in (True, False)
    assert time.perf_counter() - began < 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_that_is_escaped_finds_itself(text: str) -> None:
    assert Pattern(re.escape(text)).search(f"<{text}>", f"<{text}>".lower())

"""People's regular expressions: those of .NET work or are refused with their place, and none takes long."""

from __future__ import annotations

import time

import pytest

from cinearr.core.patterns import Pattern, PatternError, PatternTimeout, check

MATCHES = [
    # pattern, text, whether it matches
    (r"[xh][ ._-]?265|\bHEVC(\b|\d)", "Film.2001.1080p.x265-GRP", True),
    (r"[xh][ ._-]?265|\bHEVC(\b|\d)", "Film.2001.1080p.HEVC10-GRP", True),
    (r"[xh][ ._-]?265|\bHEVC(\b|\d)", "Film.2001.1080p.xHEVCx-GRP", False),
    # Look-behind of variable length.
    (r"(?<=^|[\s.-])EPSiLON\b", "Film.1080p.WEB-EPSiLON", True),
    (r"(?<=^|[\s.-])EPSiLON\b", "Film.1080p.WEB-xEPSiLON", False),
    (r"(?<!\d{1,3}p[ .])WEB", "1080p.WEB", False),
    (r"^(?=.*(1080|720))(?!.*REMUX).*$", "Film 1080p BluRay", True),
    (r"^(?=.*(1080|720))(?!.*REMUX).*$", "Film 1080p BluRay REMUX", False),
    # Options in place, and for the rest of their group only.
    (r"abc(?-i)D", "ABCD", True),
    (r"abc(?-i)D", "ABCd", False),
    (r"(?:(?-i)A)b", "AB", True),
    (r"(?:(?-i)A)b", "ab", False),
    (r"(?x) a  b   # a comment with ( in it", "xaby", True),
    (r"(?n)(a)b", "ab", True),
    (r"(?i-s:a.b)", "a\nb", False),
    # Groups: names in both ways of writing, numbers as .NET gives them.
    (r"(?'word'\w+)-\k<word>", "rar-rar", True),
    (r"(?<first>a)(b)\1", "abb", True),
    (r"(?<first>a)(b)\1", "aba", False),
    (r"(?:(a)|b)(?(1)c|d)", "bd", True),
    (r"(?:(a)|b)(?(1)c|d)", "bc", False),
    (r"(?>a+)b", "aab", True),
    # Classes of characters.
    (r"^[a-z-[aeiou]]+$", "xyz", True),
    (r"^[a-z-[aeiou]]+$", "xaz", False),
    (r"[]x]", "]", True),
    (r"[[:alpha:]]", "a]", True),
    (r"[a&&b]", "&", True),
    (r"[\p{IsCyrillic}]", "Ночной", True),
    (r"\p{IsGreek}", "Ω", True),
    (r"\bкино\b", "КИНО", True),
    (r"\d", "٣", True),
    (r"[\b]", "\b", True),
    # Ends.
    (r"GRP\Z", "x-GRP\n", True),
    (r"GRP\z", "x-GRP\n", False),
    (r"GRP$", "x-GRP", True),
    # What only the package knows means itself.
    (r"a{,3}", "a{,3}", True),
    (r"a{,3}", "aa", False),
    (r"colour{e<=1}", "colour{e<=1}", True),
    (r"colour{e<=1}", "color", False),
    (r"strasse", "Straße", False),
    (r"\x41\u0042\cA", "AB\x01", True),
    (r"a++b", "aab", True),
    (r"(?#comment)x", "x", True),
    (r"", "anything", True),
]

REFUSED = [
    # pattern, position, a word of the reason
    (r"(unclosed", 0, "not closed"),
    (r"ab)c", 2, "Too many closing"),
    (r"ab[cd", 2, "not closed"),
    (r"ab\q", 2, "Unknown escape"),
    (r"a{3,1}", 1, "least"),
    (r"a|*b", 2, "Nothing to repeat"),
    (r"ab**", 2, "repeat of a repeat"),
    (r"x(?<open-close>a)", 1, "Balancing"),
    (r"x(?R)", 1, "Unknown kind of group"),
    (r"x(?P>name)", 1, "Unknown kind of group"),
    (r"(a)\2", 3, "not there"),
    (r"\k<nobody>", 0, "not there"),
    (r"abc\p{NoSuchThing}", 3, "property"),
    (r"[z-a]", 2, "backwards"),
    (r"a{20000}", 1, "10000"),
    ("abc\\", 3, "end"),
    (r"\u12", 0, "hexadecimal"),
    ("(" * 80 + "a" + ")" * 80, 60, "nested deeper"),
    ("a" * 20_001, 20_000, "Longer"),
]

HOSTILE = [
    r"(a+)+$",
    r"(a|a)*$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?:a{1,1000}){1,1000}b",
    r"(\w+\s?)+:$",
    r"(.*)(.*)(.*)(.*)(.*)x(.*)y",
    r"(?=(a+))\1*b",
    r"(a*)*(b*)*c$",
    r"((((((((((a?)?)?)?)?)?)?)?)?)?)*a{20}z",
    r"(?<=(a+)+)$q",
    r"(x+x+)+y",
]


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_matches(pattern: str, text: str, expected: bool) -> None:
    assert Pattern(pattern).search(text, text.lower()) is expected


@pytest.mark.parametrize(("pattern", "position", "reason"), REFUSED)
def test_is_refused_with_its_place(pattern: str, position: int, reason: str) -> None:
    error = check(pattern)
    assert isinstance(error, PatternError)
    assert (error.position, reason in error.reason) == (position, True), str(error)


def test_place_is_counted_without_the_options_of_a_term() -> None:
    error = check(r"ab\q", flags="ms")
    assert error is not None
    assert error.position == 2


def test_case_counts_when_asked_to() -> None:
    pattern = Pattern("CaseOnly", ignore_case=False)
    assert pattern.search("a.CaseOnly.b", "a.caseonly.b")
    assert not pattern.search("a.caseonly.b", "a.caseonly.b")


@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_expressions_cost_a_fixed_time(pattern: str) -> None:
    compiled = Pattern(pattern)
    began = time.perf_counter()
    for number in range(200):
        text = "a" * 3000 + "!" + "x" * 3000 + str(number)
        try:
            compiled.search(text, text)
        except PatternTimeout:
            assert number < 3 or compiled.given_up
    assert time.perf_counter() - began < 2.5


def test_time_outs_are_not_taken_for_an_answer() -> None:
    with pytest.raises(PatternTimeout):
        Pattern(r"(a+)+$").search("a" * 5000 + "!", "a" * 5000 + "!")

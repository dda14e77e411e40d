"""The rule that CI leaves no test out, shown on a small suite of its own."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

SUITE = """
    import pytest

    @pytest.mark.needs("a-program-nobody-has")
    def test_with_a_missing_program():
        pass

    @pytest.mark.needs("sh")
    def test_with_a_program():
        pass

    @pytest.mark.xfail
    def test_known_to_fail():
        assert False
"""


def run(pytester: pytest.Pytester, **modules: str) -> pytest.RunResult:
    pytester.makeini("[pytest]\n")
    pytester.makeconftest("from tests.left_out import *")
    pytester.makepyfile(**modules)
    return pytester.runpytest_inprocess("-p", "no:asyncio", "-p", "no:cacheprovider", "-ra")


class TestLeftOut:
    def test_a_missing_program_skips_with_its_name(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("CINEARR_TEST_REQUIRE_ALL", raising=False)
        result = run(pytester, test_suite=SUITE)
        result.assert_outcomes(passed=1, skipped=1, xfailed=1)
        result.stdout.fnmatch_lines(["*a-program-nobody-has is not installed*"])

    def test_where_all_is_required_a_skip_fails(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CINEARR_TEST_REQUIRE_ALL", "1")
        result = run(pytester, test_suite=SUITE)
        # The skip happens while setting up, so its failure counts as an error.
        result.assert_outcomes(passed=1, errors=1, xfailed=1)
        assert result.ret != 0
        result.stdout.fnmatch_lines(["*Left out, and CINEARR_TEST_REQUIRE_ALL is set: *a-program-nobody-has*"])

    def test_where_all_is_required_a_skipped_module_fails(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CINEARR_TEST_REQUIRE_ALL", "1")
        result = run(pytester, test_module="import pytest; pytest.skip('not here', allow_module_level=True)")
        result.assert_outcomes(errors=1)
        assert result.ret != 0

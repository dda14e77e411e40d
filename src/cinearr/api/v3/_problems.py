"""From the broken rules of `core` to the errors of the API."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cinearr.core.problems import Problem, words
from cinearr.kit.errors import Failure, Invalid


def require(problems: Iterable[Problem], *, absent: Collection[str] = ()) -> None:
    """Nothing when there is no problem, else Invalid. `absent` are properties the client left out: their value is null."""
    failures = [failure(problem, is_absent=problem.property_name in absent) for problem in problems]
    if failures:
        raise Invalid(*failures)


def failure(problem: Problem, *, is_absent: bool = False) -> Failure:
    """One broken rule as the edge knows it."""
    attempted = None if is_absent else problem.attempted
    placeholders = {}
    if problem.code is not None:
        shown = words(problem.property_name)
        placeholders = {**problem.placeholders, "propertyName": shown, "propertyValue": attempted}
    return Failure(
        property_name=problem.property_name,
        message=problem.message,
        attempted=attempted,
        severity=problem.severity,
        code=problem.code,
        placeholders=placeholders,
    )


def require_new(resource_id: int) -> None:
    """A thing to be added has no id yet. Raises Invalid."""
    if resource_id:
        message = f"Can't insert model with existing ID {resource_id}"
        raise Invalid(Failure(property_name="Id", message=message, attempted=resource_id))

"""Grades by rule: exact, contains, regex, number within a tolerance, JSON that fits a schema."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import regex
from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]
from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]
from referencing import Registry
from referencing.exceptions import Unresolvable

from trial.runs import Answer, Grade, Run, now

PATTERN_SECONDS = 0.5
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")
_FENCE = re.compile(r"\A\s*```[\w-]*\n(.*?)\n?```\s*\Z", re.DOTALL)
MAKER = "rule of Shortlist"


class UngradableError(Exception):
    """A prompt has no expected answer that fits the rule; the message is for people."""


def exact(text: str, expected: str) -> bool:
    """Return whether both are the same but for white space at the ends."""
    return text.strip() == expected.strip()


def contains(text: str, expected: str) -> bool:
    """Return whether the expected text stands in the answer, in whatever case."""
    return expected.strip().casefold() in text.casefold()


def matches(text: str, expected: str) -> bool:
    """Return whether a regular expression is found in the answer.

    Raises:
        UngradableError: it is none, or it took longer than `PATTERN_SECONDS`.
    """
    try:
        return regex.search(expected, text, timeout=PATTERN_SECONDS) is not None
    except TimeoutError as error:
        message = f"The pattern took longer than {PATTERN_SECONDS:g} s on this answer."
        raise UngradableError(message) from error
    except (regex.error, RecursionError, OverflowError) as error:
        message = f"`expected` is no regular expression: {error}."
        raise UngradableError(message) from error


def number(text: str, expected: str, tolerance: float = 0.0) -> bool:
    """Return whether the last number of the answer is the expected one, within an absolute tolerance.

    Raises:
        UngradableError: no number is expected.
    """
    wanted = _NUMBER.fullmatch(expected.strip())
    if wanted is None:
        message = "`expected` is no number."
        raise UngradableError(message)
    found = _NUMBER.findall(text)
    return bool(found) and abs(_value(found[-1]) - _value(wanted[0])) <= tolerance


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def _pattern(_: Any, pattern: str, instance: object, __: Any) -> Iterator[ValidationError]:  # noqa: ANN401 - jsonschema's
    if isinstance(instance, str) and not matches(instance, pattern):
        yield ValidationError("does not match its pattern")


# The library's own patterns have no bound on time.
_VALIDATOR = extend(Draft202012Validator, {"pattern": _pattern})


def fits(text: str, expected: str) -> bool:
    """Return whether the answer is JSON, bare or in one code fence, that fits a JSON schema (2020-12).

    Raises:
        UngradableError: no schema is expected, or it refers to another file.
    """
    try:
        schema = json.loads(expected)
        if '"patternProperties"' in expected:
            message = "`patternProperties` is not read in `expected`."
            raise UngradableError(message)
        _VALIDATOR.check_schema(schema)
    except (ValueError, SchemaError, RecursionError) as error:
        message = "`expected` is no JSON schema."
        raise UngradableError(message) from error
    fenced = _FENCE.match(text)
    try:
        found = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        return False
    try:
        # An empty registry: a schema that names an address is never fetched.
        return bool(_VALIDATOR(schema, registry=Registry()).is_valid(found))
    except (Unresolvable, RecursionError) as error:
        message = "`expected` refers to a schema that is not in it."
        raise UngradableError(message) from error


RULES: dict[str, Callable[..., bool]] = {
    "exact": exact,
    "contains": contains,
    "regex": matches,
    "number": number,
    "schema": fits,
}


def grade(run: Run, by: str, tolerance: float = 0.0) -> list[Grade]:
    """Return a grade of each answer by a rule; `passed` is None, with the reason, where it cannot be graded.

    An answer that never came for a fault of the endpoint is no wrong answer: it gets no grade.

    Args:
        run: its answers.
        by: a name of `RULES`.
        tolerance: of numbers.
    """
    prompts = run.prompts()
    more = {"tolerance": tolerance} if by == "number" else {}

    def one(answer: Answer) -> Grade:
        expected, passed, note = prompts[answer.prompt_id].expected, None, None
        if answer.error is not None or answer.text is None:
            note = "no whole answer"
        elif expected is None:
            note = "the prompt has no `expected`"
        else:
            try:
                passed = RULES[by](answer.text, expected, **more)
            except UngradableError as error:
                note = str(error)
        return Grade(
            by, MAKER, answer.prompt_id, answer.repetition, answer.model_id, passed=passed, note=note, made_at=now()
        )

    return [one(answer) for answer in run.answers]

"""What is read as a number, in addresses, files and commands alike."""

import pytest

from catalog.numeric import read_number, read_whole
from tests.pages.test_numbers import NO_NUMBERS


@pytest.mark.parametrize(
    ("text", "number"), [("1500", 1500), ("0.25", 0.25), (".5", 0.5), ("5.", 5), ("-2e-3", -0.002), ("+9E9", 9e9)]
)
def test_digits_with_a_point_and_an_exponent_are_a_number(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_nothing_else_is(text: str) -> None:
    assert read_number(text) is None
    assert read_whole(text) is None


def test_a_whole_number_is_digits_alone() -> None:
    assert read_whole("042") == 42
    assert read_whole("1.0") is read_whole("-1") is read_whole("²") is None

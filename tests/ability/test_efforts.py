"""Which of two efforts thinks more."""

import math

import pytest

from catalog.efforts import chain_of, level_of


def test_the_words_of_makers_stand_in_their_order() -> None:
    words = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    levels = [level_of(word) for word in words]
    assert levels == sorted(levels)
    assert len(set(levels)) == len(words)


def test_more_budget_is_more_thinking_and_a_word_counts_before_it() -> None:
    assert level_of("thinking-4k") < level_of("thinking-16k") < level_of("thinking-64k") <= level_of("max")
    assert level_of("thinking-64k-low") == level_of("low")


@pytest.mark.parametrize("effort", [None, "", "turbo", "thinking-lots"])
def test_an_effort_that_is_not_stated_or_not_known_has_no_level(effort: str | None) -> None:
    assert math.isnan(level_of(effort))
    assert chain_of(effort) == ""


def test_words_and_budgets_are_two_orders_and_bare_thinking_is_in_none() -> None:
    assert [chain_of(effort) for effort in ("high", "thinking-8k", "thinking-8k-high", "thinking")] == [
        "word",
        "budget",
        "",
        "",
    ]

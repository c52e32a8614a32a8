"""A model in short, over rows of its own."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from catalog.models.summary import Life, life_of, successor, what_it_is
from catalog.numeric import scaled
from catalog.records import Model, columns

TODAY = date(2026, 11, 23)


def _facts(**known: Any) -> dict[str, Any]:  # noqa: ANN401 - any column of Model
    unknown = dict.fromkeys([*columns(Model), "retirement_source", "withdrawal_source"])
    return unknown | {"model_id": "maker/a", "developer": "maker"} | known


# What it is


def test_an_open_mixture_of_experts_is_told_with_its_size_window_and_day() -> None:
    known = {
        "weights": "open",
        "parameters": 753_329_940_480,
        "active_parameters": 37_000_000_000,
        "context_tokens": 1_050_000,
        "input_modalities": ("text", "image"),
        "output_modalities": ("text",),
        "release_date": pd.Timestamp(2026, 6, 12),
    }
    assert what_it_is(_facts(**known)) == (
        "Open-weights mixture of experts, 753 B parameters (37 B for each token), 1.05 M tokens of context, "
        "reads text and images, released 12 June 2026."
    )


def test_of_what_is_not_known_nothing_is_told() -> None:
    assert what_it_is(_facts()) == "Model."
    assert what_it_is(_facts(weights="closed", reasoning=True)) == "Closed-weights reasoning model."


def test_a_tune_is_called_by_its_base() -> None:
    told = what_it_is(_facts(weights="open", parameters=7_000_000_000), "Maker/Base-7B")
    assert told == "Open-weights fine-tune of Maker/Base-7B, 7 B parameters."


def test_a_model_whose_every_parameter_is_used_is_no_mixture() -> None:
    assert "mixture" not in what_it_is(_facts(parameters=70, active_parameters=70))


@pytest.mark.parametrize(
    ("value", "told"),
    [(753_329_940_480, "753 B"), (1_050_000, "1.05 M"), (128_000, "128 K"), (950, "950"), (999_999, "1 M"), (0, "0")],
)
def test_counts_are_told_to_three_figures(value: float, told: str) -> None:
    assert scaled(value) == told


# Its life


@pytest.mark.parametrize(
    ("known", "providers", "expected"),
    [
        ({}, ["maker"], Life("current")),
        ({}, [], Life("unsold")),
        ({"deprecation_date": date(2026, 11, 1)}, ["maker"], Life("deprecated", date(2026, 11, 1))),
        ({"deprecation_date": date(2027, 11, 1)}, ["maker"], Life("current")),
        ({"retirement_date": date(2027, 1, 1), "retirement_source": "S"}, [], Life("retiring", date(2027, 1, 1), "S")),
        ({"retirement_date": TODAY}, ["maker"], Life("retired", TODAY)),
        (
            {"weights": "open", "retirement_date": date(2026, 1, 1), "withdrawn_since": date(2026, 2, 1)},
            ["other"],
            Life("withdrawn", date(2026, 2, 1), None, is_at_maker=True),
        ),
    ],
)
def test_the_end_of_a_model_counts_before_what_announces_it(
    known: dict[str, Any], providers: list[str], expected: Life
) -> None:
    assert life_of(_facts(**known), providers, TODAY) == expected


def _sold(model_id: str, released: date | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    fixed = {
        "developer": model_id.partition("/")[0],
        "retirement_date": None,
        "withdrawn_since": None,
        "providers": ["x"],
    }
    return {"model_id": model_id, "release_date": released, **(fixed | more)}


MODELS = pd.DataFrame(
    [
        _sold("maker/poem-3.5-small", date(2024, 10, 1), withdrawn_since=date(2026, 10, 1)),
        _sold("maker/poem-small-4.5", date(2025, 10, 1)),
        _sold("maker/poem-small-5-preview", date(2026, 10, 1)),
        _sold("maker/poem-small-6", date(2026, 11, 1), providers=[]),
        _sold("maker/poem-small-7", date(2026, 11, 2), retirement_date=date(2026, 11, 3)),
        _sold("maker/poem-large-5", date(2026, 11, 4)),
        _sold("maker/poem-small-8b", date(2026, 11, 4)),
        _sold("other/poem-small-9", date(2026, 11, 5)),
    ]
)


def _old(model_id: str = "maker/poem-3.5-small", released: date | None = date(2024, 10, 1)) -> dict[str, Any]:
    return {"model_id": model_id, "developer": "maker", "release_date": released}


def test_the_successor_is_the_newest_of_the_line_that_is_sold() -> None:
    assert successor(_old(), MODELS, TODAY) == "maker/poem-small-5-preview"


def test_the_newest_of_a_line_has_no_successor() -> None:
    assert successor(_old("maker/poem-small-5-preview", date(2026, 10, 1)), MODELS, TODAY) is None


@pytest.mark.parametrize("facts", [_old(released=None), _old("maker/2", date(2020, 1, 1)), _old("maker/essay-1")])
def test_without_a_line_or_a_day_nothing_is_called_the_successor(facts: dict[str, Any]) -> None:
    assert successor(facts, MODELS, TODAY) is None

"""Which statement stands for a fact, and why others cannot."""

from datetime import date, timedelta
from typing import Any

import pytest

from catalog.records import Model, ModelFact
from etl.facts import (
    AFTER_FIRST_SEEN,
    AFTER_RELEASE,
    AGAINST_ITS_NAME,
    BEYOND_WINDOW,
    FACTS,
    HAS_REPOSITORY,
    NO_REPOSITORY,
    PACKED,
    About,
    judged,
    size_in,
    statements,
    value_of,
)
from tests.handmade import fact

ONE = "acme/one"
DAY = date(2026, 3, 2)


def said(name: str, value: object, source_id: str = "somebody", **more: Any) -> ModelFact:  # noqa: ANN401
    """Return a statement about the one model of these tests."""
    return fact(ONE, name, str(value), source_id=source_id, **more)


def stands(*stated: ModelFact, names: tuple[str, ...] = (ONE,), **about: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the facts that stand."""
    return judged(stated, About(names=names, **about))[0]


def reasons(*stated: ModelFact, names: tuple[str, ...] = (ONE,), **about: Any) -> set[str | None]:  # noqa: ANN401
    """Return why statements are passed over."""
    return {told.passed_over for told in judged(stated, About(names=names, **about))[1]}


def test_a_fact_is_read_back_as_it_was_stated() -> None:
    stated = Model(
        name="One",
        weights="open",
        parameters=7_000_000_000,
        input_modalities=("image", "text"),
        tools=False,
        reasoning=True,
        release_date=DAY,
        as_of=DAY,
    )
    found = {told.fact: value_of(told) for told in statements("somebody", ONE, stated)}
    assert found == {
        "name": "One",
        "weights": "open",
        "parameters": 7_000_000_000,
        "input_modalities": ("text", "image"),
        "tools": False,
        "reasoning": True,
        "release_date": DAY,
    }


def test_who_a_model_is_and_what_follows_is_no_statement() -> None:
    assert not {"model_id", "hub_repo_id", "family", "licence_class", "vouched_by", "source_id", "as_of"} & set(FACTS)


def test_every_statement_is_kept_and_one_stands() -> None:
    stated = [said("tools", "true"), said("tools", "false", "models_dev"), said("tools", "true", "elsewhere")]
    told = judged(stated, About(names=(ONE,)))[1]
    assert [(one.source_id, one.stands) for one in told] == [
        ("models_dev", True),
        ("somebody", False),
        ("elsewhere", False),
    ]


def test_weights_are_open_only_where_a_repository_of_them_is_known() -> None:
    stated = said("weights", "open", "models_dev")
    assert stands(stated) == {}
    assert reasons(stated) == {NO_REPOSITORY}
    assert stands(stated, hub_repo_id="acme/One") == {"weights": "open"}
    assert stands(stated, said("weights", "closed", "epoch")) == {"weights": "closed"}


def test_weights_of_a_known_repository_are_not_closed() -> None:
    stated = [said("weights", "closed", "epoch"), said("weights", "open", "somebody", basis="repository")]
    assert stands(*stated, hub_repo_id="acme/One") == {"weights": "open"}
    assert HAS_REPOSITORY in reasons(*stated, hub_repo_id="acme/One")


def test_a_release_is_dated_by_most_witnesses() -> None:
    family = said("release_date", DAY - timedelta(days=90), "models_dev")
    near = [said("release_date", DAY + timedelta(days=n), source) for n, source in ((0, "openrouter"), (1, "hub"))]
    assert stands(family, *near) == {"release_date": DAY + timedelta(days=1)}, (
        "the repository's day is the surer of two"
    )


def test_of_as_many_witnesses_the_surest_dates_a_release() -> None:
    stated = [said("release_date", DAY, "openrouter"), said("release_date", DAY - timedelta(days=40), "epoch")]
    assert stands(*stated) == {"release_date": DAY - timedelta(days=40)}


def test_of_one_sources_days_that_under_the_plain_name_counts() -> None:
    dated = said("release_date", DAY, "models_dev", model_name="one-2026-03-02")
    plain = said("release_date", DAY - timedelta(days=60), "models_dev", model_name="one")
    assert stands(dated, plain) == {"release_date": DAY - timedelta(days=60)}


def test_nobody_sells_or_measures_a_model_before_its_release() -> None:
    late, true = said("release_date", DAY, "epoch"), said("release_date", DAY - timedelta(days=60), "openrouter")
    seen = DAY - timedelta(days=30)
    assert stands(late, true, first_seen=seen) == {"release_date": DAY - timedelta(days=60)}
    assert AFTER_FIRST_SEEN in reasons(late, true, first_seen=seen)
    assert stands(late, first_seen=seen) == {"release_date": DAY}, "the other figure may be wrong as well"


@pytest.mark.parametrize(
    ("name", "is_far"),
    [
        ("acme/one-2512", True),
        ("acme/one-2025-12-01", True),
        ("acme/one-2602", False),
        ("acme/one-20260301", False),
        ("acme/one-0813", False),
        ("acme/one", False),
    ],
)
def test_a_release_goes_with_the_date_in_the_name(name: str, *, is_far: bool) -> None:
    own, other = said("release_date", DAY, "epoch"), said("release_date", date(2025, 12, 2), "openrouter")
    found, told = judged([own, other], About(names=(name,)))
    assert {one.passed_over for one in told if one.source_id == "epoch"} == {AGAINST_ITS_NAME if is_far else None}
    assert (found["release_date"] == DAY) is not is_far


def test_what_a_model_knows_ends_before_its_release() -> None:
    released = said("release_date", DAY)
    assert stands(released, said("knowledge_cutoff", "2026-05-01")) == {"release_date": DAY}
    assert AFTER_RELEASE in reasons(released, said("knowledge_cutoff", "2026-05-01"))
    assert stands(released, said("knowledge_cutoff", "2026-01-01"))["knowledge_cutoff"] == date(2026, 1, 1)


def test_an_answer_is_no_longer_than_the_window() -> None:
    window = said("context_tokens", 1000)
    assert stands(window, said("max_output_tokens", 1001)) == {"context_tokens": 1000}
    assert BEYOND_WINDOW in reasons(window, said("max_output_tokens", 1001))
    assert stands(window, said("max_output_tokens", 1000))["max_output_tokens"] == 1000


def test_a_count_of_packed_weights_is_no_count_of_parameters() -> None:
    packed = said("parameters", 18_000_000_000, "hub")
    named = said("parameters", 120_000_000_000, basis="name")
    names = ("acme/one-120b",)
    assert stands(packed, named, names=names) == {"parameters": 120_000_000_000}
    assert PACKED in reasons(packed, named, names=names)
    exact = said("parameters", 117_000_000_000, "hub")
    assert stands(exact, named, names=names) == {"parameters": 117_000_000_000}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("qwen/qwen3-235b-a22b", 235e9),
        ("acme/Nano-1.5B", 1.5e9),
        ("mistralai/mixtral-8x7b-instruct", None),
        ("google/gemma-4-e2b", None),
        ("7b-club/one", None),
        ("acme/one-a3b", None),
    ],
)
def test_a_name_states_a_size_or_none(name: str, size: float | None) -> None:
    assert size_in(name) == size

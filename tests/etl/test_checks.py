"""The invariants: each with a seeded fault that it finds, and a healthy case in which it finds none."""

import math
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.records import TABLES, Conflict, HubModel, LineageEdge, PricePeriod
from etl import checks
from etl.checks import Context, check_batch, check_tables, conflicts, require_sound
from etl.errors import BuildError, CheckError
from etl.facts import AFTER_RELEASE
from etl.join import Tables, frame_of
from etl.price_checks import PRICE_CHECKS
from etl.source import Batch
from tests.handmade import batch, fact, model, offer, score, source, tables, with_row

TODAY = date(2026, 11, 23)
CONTEXT = Context(source=source("board"), today=TODAY)


def found_by(check: checks.BatchCheck, *records: Any, context: Context = CONTEXT, name: str = "GPT-5") -> list[str]:  # noqa: ANN401
    """Return the problems that one check finds in records under one name."""
    return list(check(batch(*((record, name) for record in records)), context))


def test_every_check_of_the_module_is_run() -> None:
    written = {name for name in dir(checks) if name.startswith("check_")} - {"check_batch", "check_tables"}
    own = [check for check in checks.TABLE_CHECKS if check not in PRICE_CHECKS]
    assert written == {check.__name__ for check in (*checks.BATCH_CHECKS, *own)}


@pytest.mark.parametrize(("value", "is_on_scale"), [(0, True), (100, True), (-0.1, False), (100.1, False)])
def test_a_score_lies_on_its_benchmarks_scale(value: float, *, is_on_scale: bool) -> None:
    assert (found_by(checks.check_scales, score(value)) == []) is is_on_scale


def test_an_elo_has_no_ends() -> None:
    assert found_by(checks.check_scales, score(1500, "lmarena_text_overall")) == []


def test_a_score_on_a_benchmark_that_nobody_listed_is_found() -> None:
    assert found_by(checks.check_scales, score(1, "no_such_test")) == [
        "benchmark 'no_such_test' is not among datasets/benchmarks"
    ]


def test_an_interval_that_ends_before_it_begins_is_found() -> None:
    assert "an interval" in found_by(checks.check_scales, score(50, low=60, high=40))[0]
    assert found_by(checks.check_scales, score(50, low=40, high=60), score(50, low=40), score(50, high=60)) == []


def test_what_is_no_score_has_no_scale() -> None:
    assert found_by(checks.check_scales, offer()) == found_by(checks.check_scale_is_used, offer()) == []


def test_ten_percentages_of_one_or_less_are_fractions() -> None:
    assert "0 to 100 expected" in found_by(checks.check_scale_is_used, *[score(0.9)] * 10)[0]


@pytest.mark.parametrize("values", [[0.9] * 9, [0.9] * 9 + [40], [0.0] * 10])
def test_few_low_results_are_no_fractions(values: list[float]) -> None:
    assert found_by(checks.check_scale_is_used, *map(score, values)) == []


@pytest.mark.parametrize("price", [-0.01, 10_000.5, math.inf, math.nan])
@pytest.mark.parametrize("column", checks.PRICES)
def test_a_price_that_cannot_be_is_found(column: str, price: float) -> None:
    assert column in found_by(checks.check_prices, offer(**{column: price}))[0]


def test_every_price_of_an_offer_is_looked_at() -> None:
    assert len(checks.PRICES) == 6


@pytest.mark.parametrize("price", [0.0, 0.01, 10_000.0, None])
def test_a_price_that_can_be_is_none_of_the_checks_business(price: float | None) -> None:
    assert found_by(checks.check_prices, offer(price, price)) == []
    assert found_by(checks.check_prices, PricePeriod(provider="acme", input_usd_per_mtok=price)) == []


def test_a_price_of_the_past_is_looked_at_too() -> None:
    assert found_by(checks.check_prices, PricePeriod(provider="acme", output_usd_per_mtok=-1)) != []


def test_no_figure_is_of_a_day_to_come() -> None:
    assert found_by(checks.check_dates, score(as_of=TODAY + timedelta(days=2))) != []
    assert found_by(checks.check_dates, score(as_of=TODAY + timedelta(days=1)), score(as_of=None)) == []


@pytest.mark.parametrize(
    ("cadence_days", "day", "is_younger"),
    [
        (None, date(2024, 1, 2), True),
        (None, date(2024, 1, 1), False),
        (None, None, False),
        (7, date(2024, 1, 2), False),
    ],
)
def test_a_frozen_source_never_gets_younger(cadence_days: int | None, day: date | None, *, is_younger: bool) -> None:
    context = Context(source=source("board", cadence_days=cadence_days), today=TODAY, as_of_before=date(2024, 1, 1))
    assert bool(found_by(checks.check_frozen, score(as_of=day), context=context)) is is_younger


@pytest.mark.parametrize(
    ("before", "now", "is_shrunk"), [(10, 6, True), (10, 7, False), (10, 20, False), (None, 0, False)]
)
def test_a_source_that_lost_a_third_is_found(before: int | None, now: int, *, is_shrunk: bool) -> None:
    context = Context(source=source("board"), today=TODAY, rows_before=before)
    assert bool(found_by(checks.check_not_shrunk, *[score()] * now, context=context)) is is_shrunk


def test_a_batch_with_a_fault_is_refused_with_its_first_three_problems() -> None:
    with pytest.raises(CheckError) as caught:
        check_batch(batch(*((score(200 + n), "GPT-5") for n in range(9))), CONTEXT)
    assert str(caught.value).count("expected, found") == 3


def test_a_healthy_batch_is_let_through() -> None:
    check_batch(batch((score(as_of=TODAY), "GPT-5"), (offer(), "GPT-5")), CONTEXT)
    check_batch(Batch(), CONTEXT)


def test_the_newest_day_of_a_batch_counts() -> None:
    days = batch((score(as_of=date(2024, 1, 1)), "a"), (score(as_of=date(2025, 1, 1)), "b"), (score(), "c"))
    assert checks.as_of(days) == date(2025, 1, 1)
    assert checks.as_of(Batch()) is None


def test_sound_tables_have_no_problem() -> None:
    assert check_tables(tables()) == []
    require_sound(tables())


def empty() -> Tables:
    return {table: frame_of(record, ()) for table, record in TABLES.items()}


def test_empty_tables_are_sound() -> None:
    assert check_tables(empty()) == []


def doubled(table: str) -> Tables:
    made = tables()
    return made | {table: pd.concat([made[table], made[table].head(1)], ignore_index=True)}


def changed(table: str, **values: Any) -> Tables:  # noqa: ANN401
    made = tables()
    return made | {table: with_row(made[table], **values)}


@pytest.mark.parametrize("table", ["models", "benchmarks", "domains", "sources"])
def test_what_names_one_thing_stands_once(table: str) -> None:
    (problem,) = check_tables(doubled(table))
    assert problem.startswith(f"{table}: ")
    assert "stands 2 times" in problem


def test_a_repository_stands_once() -> None:
    twice = [HubModel(hub_repo_id="a/b", source_id="acme_board")] * 2
    assert check_tables(tables(hub_models=twice)) == ["hub_models: hub_repo_id 'a/b' stands 2 times"]


def test_a_result_stated_twice_alike_is_found() -> None:
    assert "twice alike" in check_tables(doubled("scores"))[0]


@pytest.mark.parametrize("values", [{"value": 1.5}, {"effort": "max"}, {"benchmark_version": "9"}, {"as_of": TODAY}])
def test_two_results_that_differ_are_two(values: dict[str, object]) -> None:
    made = doubled("scores")
    made["scores"] = with_row(made["scores"], len(made["scores"]) - 1, **values)
    assert check_tables(made) == []


@pytest.mark.parametrize("table", ["scores", "offers"])
def test_a_figure_of_an_unknown_model_is_found(table: str) -> None:
    assert check_tables(changed(table, model_id="no/such")) == [
        f"{table}: 1 values of model_id are not known, such as 'no/such'"
    ]


def test_a_score_on_an_unknown_benchmark_is_found() -> None:
    assert "benchmark_id" in check_tables(changed("scores", benchmark_id="no_such_test"))[0]


def test_a_benchmark_of_an_unknown_domain_is_found() -> None:
    assert "domain 'gardening'" in check_tables(changed("benchmarks", domain="gardening"))[0]


def test_an_unknown_model_is_found_beside_a_row_without_any() -> None:
    made = tables()
    made["scores"] = with_row(with_row(made["scores"], 0, model_id="no/such"), 1, model_id=None)
    problems = check_tables(made)
    assert any("1 values of model_id" in problem for problem in problems)
    assert any("model_id is required" in problem for problem in problems)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("scores", "evidence"),
        ("offers", "price_kind"),
        ("models", "source_id"),
        ("sources", "licence"),
        ("sources", "attribution"),
    ],
)
def test_an_unknown_value_in_a_required_column_is_found(table: str, column: str) -> None:
    assert f"{table}: {column} is required and is unknown in 1 rows" in check_tables(changed(table, **{column: None}))


@pytest.mark.parametrize("table", ["scores", "offers", "models"])
def test_a_row_of_a_source_without_an_entry_is_found(table: str) -> None:
    assert check_tables(changed(table, source_id="nobody")) == [f"{table}: source 'nobody' has no entry in sources"]


def test_an_edge_of_a_source_without_an_entry_is_found() -> None:
    edge = LineageEdge(child="a/b", parent="a/a", relation="merge", evidence="card", source_id="nobody")
    assert check_tables(tables(lineage=[edge])) == ["lineage: source 'nobody' has no entry in sources"]


def test_a_draft_that_is_not_sound_is_refused_with_its_problems() -> None:
    with pytest.raises(BuildError, match="the draft is not sound: offers: 1 values of model_id"):
        require_sound(changed("offers", model_id="no/such"))


def two_scores(first: float, second: float, **facts: Any) -> Tables:  # noqa: ANN401
    """Return two boards' results of one model."""
    board = {"model_id": "big/best", "source_id": "acme_board"}
    rows = [score(first, **board), score(second, **(board | {"source_id": "acme_claims"} | facts))]
    return tables(scores=rows, offers=[])


def two_offers(first: float, second: float, **facts: Any) -> Tables:  # noqa: ANN401
    """Return two sources' statements of one provider's input price of one model."""
    shop = {"model_id": "big/best", "source_id": "acme_prices"}
    rows = [offer(first, 4.0, **shop), offer(second, 4.0, **(shop | {"source_id": "acme_claims"} | facts))]
    return tables(scores=[], offers=rows)


Two = Callable[..., Tables]


@pytest.mark.parametrize("two", [two_scores, two_offers])
def test_two_statements_more_than_5_percent_apart_are_a_conflict(two: Two) -> None:
    (found,) = conflicts(two(50.0, 54.0))
    conflict = Conflict(**found)
    assert (conflict.model_id, conflict.low_value, conflict.high_value) == ("big/best", 50.0, 54.0)
    assert (conflict.high_source_id, conflict.statements, conflict.spread_percent) == ("acme_claims", 2, 7.7)


@pytest.mark.parametrize("two", [two_scores, two_offers])
@pytest.mark.parametrize(("first", "second"), [(50.0, 52.0), (50.0, 50.0), (0.0, 0.0)])
def test_two_statements_up_to_5_percent_apart_are_none(two: Two, first: float, second: float) -> None:
    assert conflicts(two(first, second)) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"source_id": "acme_board"},
        {"evidence": "self-reported"},
        {"effort": "high"},
        {"benchmark_version": "2"},
        {"benchmark_id": "mmlu"},
        {"model_id": "open/large"},
    ],
)
def test_two_results_of_different_things_are_no_conflict(facts: dict[str, str]) -> None:
    assert conflicts(two_scores(50.0, 90.0, **facts)) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"source_id": "acme_prices"},
        {"provider": "other"},
        {"region": "eu"},
        {"precision": "fp8"},
        {"price_kind": "subscription"},
        {"model_id": "open/large"},
    ],
)
def test_two_prices_of_different_things_are_no_conflict(facts: dict[str, str]) -> None:
    assert conflicts(two_offers(1.0, 9.0, **facts)) == []


def test_a_sources_newest_result_is_its_statement() -> None:
    made = two_scores(50.0, 50.0, as_of=date(2025, 1, 1))
    older = score(90.0, model_id="big/best", source_id="acme_claims", as_of=date(2024, 1, 1))
    made["scores"] = pd.concat([made["scores"], frame_of(TABLES["scores"], [older])], ignore_index=True)
    assert conflicts(made) == []


def test_a_result_of_no_known_day_is_older_than_one_of_a_known_day() -> None:
    made = two_scores(50.0, 50.0, as_of=date(2025, 1, 1))
    undated = score(90.0, model_id="big/best", source_id="acme_claims")
    made["scores"] = pd.concat([made["scores"], frame_of(TABLES["scores"], [undated])], ignore_index=True)
    assert conflicts(made) == []


def test_a_conflict_names_what_it_is_about() -> None:
    results = two_scores(50.0, 90.0)
    result = conflicts(results | {"scores": results["scores"].assign(effort="high")})[0]
    assert (result["fact"], result["effort"], result["provider"]) == ("gpqa_diamond", "high", None)
    price = conflicts(two_offers(1.0, 9.0))[0]
    assert (price["fact"], price["provider"], price["effort"]) == ("input_usd_per_mtok", "acme", None)


def test_three_sources_of_one_fact_are_one_conflict() -> None:
    made = two_scores(50.0, 90.0)
    third = score(70.0, model_id="big/best", source_id="acme_prices")
    made["scores"] = pd.concat([made["scores"], frame_of(TABLES["scores"], [third])], ignore_index=True)
    (found,) = conflicts(made)
    assert (found["statements"], found["low_value"], found["high_value"]) == (3, 50.0, 90.0)


def test_models_of_one_name_each_are_two() -> None:
    rows = [model("a/x", source_id="acme_prices"), model("b/x", source_id="acme_prices")]
    assert check_tables(tables(models=rows, scores=[], offers=[], speeds=[], abilities=[])) == []


# Facts of models


def facts_of(**facts: Any) -> dict[str, pd.DataFrame]:  # noqa: ANN401 - any fact of a model
    """Return a sound snapshot's tables with one model more, whose facts are stated one by one."""
    made = tables()
    row = model("acme/one", **{"hub_repo_id": "acme/One"} | facts)
    stated = [
        fact("acme/one", name, str(value), stands=True)
        for name, value in facts.items()
        if name not in {"hub_repo_id", "name"} and value is not None
    ]
    made["models"] = pd.concat([frame_of(TABLES["models"], [row])], ignore_index=True)
    made["facts"] = frame_of(TABLES["facts"], [fact("acme/one", "name", "One", stands=True), *stated])
    return made


def test_every_fact_of_a_model_has_the_source_that_states_it() -> None:
    made = facts_of(tools=True, parameters=7)
    assert list(checks.check_facts(made)) == []
    lost = {**made, "facts": made["facts"][made["facts"]["fact"] != "parameters"]}
    assert list(checks.check_facts(lost)) == ["models: parameters of 'acme/one' has no source in facts"]


def test_two_values_of_one_fact_do_not_stand() -> None:
    made = facts_of(tools=True)
    twice = pd.concat([made["facts"], made["facts"].tail(1)], ignore_index=True)
    assert list(checks.check_facts({**made, "facts": twice})) == ["facts: two values of tools of 'acme/one' stand"]


def test_a_statement_that_cannot_be_true_does_not_stand() -> None:
    made = facts_of(tools=True)
    doubtful = with_row(made["facts"], 1, passed_over="why not")
    assert list(checks.check_facts({**made, "facts": doubtful})) == ["facts: a statement that is passed over stands"]


def test_open_weights_have_a_repository() -> None:
    assert list(checks.check_weights(facts_of(weights="open"))) == []
    sold_only = facts_of(weights="open", hub_repo_id=None)
    assert list(checks.check_weights(sold_only)) == ["models: 'acme/one' has open weights and no repository"]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"knowledge_cutoff": date(2026, 2, 1), "release_date": date(2026, 1, 9)}, "a cut-off after the release"),
        ({"max_output_tokens": 9, "context_tokens": 8}, "an answer longer than the window"),
        ({"knowledge_cutoff": date(2026, 1, 1), "release_date": date(2026, 1, 9)}, None),
        ({"max_output_tokens": 8, "context_tokens": 8}, None),
        ({"max_output_tokens": 8}, None),
    ],
)
def test_what_cannot_both_be_true_is_found(facts: dict[str, Any], problem: str | None) -> None:
    found = list(checks.check_plausible(facts_of(**facts)))
    assert found == ([f"models: 'acme/one' has {problem}"] if problem else [])


def test_a_model_that_is_named_as_an_embedding_is_no_chat_model() -> None:
    made = facts_of(task="chat")
    assert list(checks.check_tasks(made)) == []
    wrong = {**made, "models": with_row(made["models"], model_id="acme/one-embedding")}
    problem = "models: 'acme/one-embedding' stands as a chat model and is named as embedding"
    assert list(checks.check_tasks(wrong)) == [problem]


@pytest.mark.parametrize(("name", "empty"), [("downloads", 0), ("likes", 0), ("is_gated", False)])
def test_a_listing_that_writes_unknown_as_nothing_is_found(name: str, empty: object) -> None:
    def listing(value: object) -> list[HubModel]:
        said: dict[str, Any] = {name: value}
        return [HubModel(hub_repo_id=f"a/{n}", **said) for n in range(checks.MANY_REPOSITORIES)]

    assert len(found_by(checks.check_adoption, *listing(empty))) == 1
    assert found_by(checks.check_adoption, *listing(None)) == []
    other: dict[str, Any] = {"hub_repo_id": "a/b", name: True}
    assert found_by(checks.check_adoption, *listing(empty), HubModel(**other)) == []
    assert found_by(checks.check_adoption, *listing(empty)[1:]) == [], "a few may well have none"


def conflicts_among(*stated: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - statements
    return conflicts(tables(scores=[], offers=[], facts=list(stated)))


@pytest.mark.parametrize(
    ("name", "one", "other", "is_apart"),
    [
        ("parameters", "100", "106", True),
        ("parameters", "100", "105", False),
        ("context_tokens", "128000", "1000000", True),
        ("release_date", "2026-01-01", "2026-02-02", True),
        ("release_date", "2026-01-01", "2026-02-01", False),
        ("weights", "open", "closed", True),
        ("input_modalities", "text,audio", "text", True),
        ("input_modalities", "text,image", "text", False),
        ("tools", "true", "false", False),
    ],
)
def test_facts_that_two_sources_state_apart_are_conflicts(name: str, one: str, other: str, *, is_apart: bool) -> None:
    stated = [fact("a/b", name, one, source_id="acme_board"), fact("a/b", name, other, source_id="acme_claims")]
    found = conflicts_among(*stated)
    assert [(row["fact"], row["statements"]) for row in found] == ([(name, 2)] if is_apart else [])
    assert all({row["low_text"], row["high_text"]} == {one, other} for row in found)
    assert conflicts_among(stated[0], fact("a/b", name, other, source_id="acme_board")) == [], "one source alone"


def test_what_a_name_implies_contradicts_nobody() -> None:
    implied = fact("a/b", "parameters", "7", source_id="acme_claims", basis="name")
    assert conflicts_among(fact("a/b", "parameters", "100"), implied) == []


def test_facts_that_cannot_both_be_true_are_a_conflict() -> None:
    released = fact("a/b", "release_date", "2026-01-09", stands=True)
    late = fact("a/b", "knowledge_cutoff", "2026-02-01", passed_over=AFTER_RELEASE, source_id="acme_claims")
    (found,) = conflicts_among(released, late)
    assert (found["fact"], found["low_text"], found["high_text"]) == ("knowledge_cutoff", "2026-01-09", "2026-02-01")
    assert (found["low_source_id"], found["high_source_id"], found["why"]) == (
        "acme_board",
        "acme_claims",
        AFTER_RELEASE,
    )


# Order of abilities


def ranked(first: float, second: float, least: float = 1.0) -> dict[str, pd.DataFrame]:
    """Return tables in which big/best wins five tests of code against open/large; both have figures in that domain."""
    code = [one.benchmark_id for one in memberships() if one.domain == "code"]
    known = [name for name in code if benchmarks()[name].scale == "percent" and benchmarks()[name].higher_is_better]
    won = [score(80.0, model_id="big/best", benchmark_id=name, source_id="board") for name in known[:5]]
    made = tables(
        scores=[*won, *(score(60.0, model_id="open/large", benchmark_id=name, source_id="board") for name in known[:5])]
    )
    made["benchmarks"] = pd.DataFrame([asdict(benchmarks()[name]) for name in known[:5]])
    made["ability_tests"] = made["scores"].assign(domain="code", weight=0.1).drop_duplicates("benchmark_id")
    facts = {"effort": None, "domain": "code", "coverage": 0.5, "is_own": True}
    made["abilities"] = pd.DataFrame(
        [
            {"model_id": name, "value": value, "low": value - least, "high": value + least} | facts
            for name, value in (("big/best", first), ("open/large", second))
        ]
    )
    made["offers"] = frame_of(TABLES["offers"], [offer(model_id=name) for name in ("big/best", "open/large")])
    return made


def test_a_model_that_wins_what_both_took_is_not_below_the_other() -> None:
    assert list(checks.check_measured_order(ranked(60.0, 50.0))) == []
    assert list(checks.check_measured_order(ranked(50.0, 51.0))) == []
    assert "1 of 1 measured orders in code" in next(checks.check_measured_order(ranked(50.0, 60.0)))
    assert "for sure" in next(checks.check_measured_order(ranked(50.0, 60.0)))
    assert "for sure" not in next(checks.check_measured_order(ranked(50.0, 60.0, least=30.0)))

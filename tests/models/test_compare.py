"""A few models side by side: which are meant, what is held against each other, which differences are real."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from catalog.models.compare import (
    MOST,
    NO_DIFFERENCE,
    Cell,
    Chosen,
    chosen,
    leads,
    marked,
    share_in_words,
    suggestions,
)
from catalog.models.compare_facts import (
    INFERRED,
    MODEL_FACTS,
    SECTIONS,
    ability_cells,
    model_cells,
    openness_cells,
    plain,
    price_cells,
    shared_tests,
    speed_cells,
    with_holes,
)
from catalog.pricing.eligible import Eligibility
from catalog.records import Model, columns
from tests.offer_rows import known, offer

NAMED = pd.DataFrame(
    [
        ("big/best", "Best", ["best-1"]),
        ("big/best-mini", "Best mini", []),
        ("open/large", "Large", []),
        ("other/large", "Large", []),
        *((f"many/m{number}", f"Model {number}", []) for number in range(9)),
    ],
    columns=["model_id", "name", "known_as"],
).assign(developer=None, sellers=0, boards=0, age_days=None, is_withdrawn=False)


# Which models


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        (["big/best,open/large"], ("big/best", "open/large")),
        (["big/best", "open/large"], ("big/best", "open/large")),
        (["open/large,big/best"], ("open/large", "big/best")),
        ([" BIG/Best , best MINI "], ("big/best", "big/best-mini")),
        (["best,big/best,Best"], ("big/best",)),
        ([], ()),
        ([",, ,"], ()),
    ],
)
def test_models_are_met_by_id_and_by_name_each_once_in_the_order_asked(asked: list[str], met: tuple[str, ...]) -> None:
    assert chosen(asked, NAMED) == Chosen(met)


DAY = pd.Timestamp(2026, 3, 4)


def test_a_name_of_two_models_means_none_of_them() -> None:
    found = chosen(["large"], NAMED)
    assert found.model_ids == ()
    assert found.notes == ("“large” is no model that is known here. Near it: open/large, other/large.",)


def test_an_unknown_name_is_told_with_the_nearest_ones() -> None:
    found = chosen(["big/best", "bigbest-minni"], NAMED)
    assert found.model_ids == ("big/best",)
    assert found.notes == ("“bigbest-minni” is no model that is known here. Near it: big/best-mini, big/best.",)


def test_more_than_six_are_left_out_by_name() -> None:
    found = chosen([",".join(f"many/m{number}" for number in range(8))], NAMED)
    assert found.model_ids == tuple(f"many/m{number}" for number in range(MOST))
    assert found.notes == ("At most 6 models are compared; left out: “many/m6”, “many/m7”.",)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "'; DROP TABLE models; --", "\u202e\x00", "%", "x" * 100_000, "a," * 5_000]
)
def test_whatever_is_asked_is_answered_in_short_notes(hostile: str) -> None:
    found = chosen([hostile, "big/best"], NAMED)
    assert len(found.model_ids) <= 1
    assert 1 <= len(found.notes) <= 6
    assert all(len(note) < 300 for note in found.notes)


# Which differences are real


def cells(*values: Any, kind: Any = "score", better: Any = "higher", half: float | None = None) -> list[Cell]:  # noqa: ANN401
    """Return a fact of several models, each value with an interval of so much to each side, where there is one."""
    return [
        Cell(
            section="Price",
            fact="fact",
            title="Fact",
            kind=kind,
            better=better,
            model_id=f"m/{place}",
            value=value,
            low=None if half is None or value is None else value - half,
            high=None if half is None or value is None else value + half,
        )
        for place, value in enumerate(values)
    ]


def _judged(row: Iterable[Cell]) -> tuple[list[str], str]:
    table = marked(list(row))
    (standing,) = set(table["standing"])
    return table["mark"].tolist(), standing


@pytest.mark.parametrize(
    ("values", "half", "marks", "standing"),
    [
        ((80.0, 60.0, 50.0), 2.0, ["best", "", ""], "apart"),
        ((80.0, 79.0, 50.0), 2.0, ["tied", "tied", ""], "apart"),
        ((80.0, 79.0, 78.0), 2.0, ["tied", "tied", "tied"], "tied"),
        ((None, 79.0, 50.0), 2.0, ["", "best", ""], "apart"),
        ((80.0, 79.0), None, ["leads", ""], "unsure"),
        ((None, 79.0), 2.0, ["", ""], "alone"),
        ((None, None), None, ["", ""], "unknown"),
        ((80.0, 80.0), 2.0, ["", ""], "same"),
    ],
)
def test_a_score_is_best_only_beyond_noise(
    values: tuple[float | None, ...], half: float | None, marks: list[str], standing: str
) -> None:
    assert _judged(cells(*values, half=half)) == (marks, standing)


def test_where_low_is_good_the_lowest_is_best_and_ties_with_what_its_interval_meets() -> None:
    assert _judged(cells(2.0, 9.0, better="lower", half=1.0)) == (["best", ""], "apart")
    assert _judged(cells(2.0, 2.5, 9.0, better="lower", half=1.0)) == (["tied", "tied", ""], "apart")


def test_one_missing_interval_leaves_a_fact_unsure() -> None:
    row = cells(80.0, 60.0, half=2.0)
    bare = Cell(section="Price", fact="fact", title="Fact", kind="score", better="higher", model_id="m/2", value=10.0)
    assert _judged([*row, bare]) == (["leads", "", ""], "unsure")


def test_prices_differ_exactly_and_equal_ones_share_the_mark() -> None:
    assert _judged(cells(3.0, 1.0, 2.0, kind="usd", better="lower")) == (["", "best", ""], "apart")
    assert _judged(cells(1.0, 1.0, 2.0, kind="usd", better="lower")) == (["tied", "tied", ""], "apart")


def test_nobody_says_how_sure_a_speed_is() -> None:
    assert _judged(cells(90.0, 30.0, kind="tokens/s")) == (["leads", ""], "unsure")


def test_results_that_were_run_differently_are_never_told_apart() -> None:
    assert _judged(cells(90.0, 30.0, kind="unlike score", half=1.0)) == (["leads", ""], "unsure")


@pytest.mark.parametrize("values", [(True, False), ("mit", "apache-2.0"), (date(2026, 1, 1), date(2025, 1, 1))])
def test_what_has_no_better_side_differs_without_a_mark(values: tuple[object, ...]) -> None:
    assert _judged(cells(*values, kind="words", better="")) == (["", ""], "apart")


def test_every_standing_but_apart_is_explained() -> None:
    assert set(NO_DIFFERENCE) == {"same", "tied", "unsure", "alone", "unknown"}


# What to begin with


FOUND = pd.DataFrame(
    {
        "model_id": ["a/best", "b/near", "c/open", "d/cheap", "e/poor"],
        "weights": ["closed", "closed", "open", "open", "closed"],
        "value": [90.0, 89.0, 70.0, 60.0, 50.0],
        "low": [85.0, 84.0, 65.0, 55.0, 45.0],
        "high": [95.0, 94.0, 75.0, 65.0, 55.0],
        "blended_usd_per_mtok": [10.0, 5.0, 1.0, 0.5, 9.0],
    }
)


def test_at_first_the_best_the_open_and_those_on_the_frontier_are_suggested() -> None:
    assert suggestions(FOUND) == {
        "The best": ("a/best", "b/near", "c/open", "d/cheap"),
        "The best with open weights": ("c/open", "d/cheap"),
        "The best at their price": ("a/best", "b/near", "c/open", "d/cheap"),
    }


def test_one_model_is_joined_by_its_neighbours_and_by_cheaper_ones_that_may_be_as_good() -> None:
    found = suggestions(FOUND, "a/best")
    assert found["The nearest in quality"] == ("a/best", "b/near", "c/open", "d/cheap")
    assert found["As good as far as one can tell, and cheaper"] == ("a/best", "b/near")


def test_nothing_is_suggested_of_nothing() -> None:
    assert suggestions(FOUND[:0]) == {}
    assert suggestions(FOUND[:1]) == {}
    assert "The nearest in quality" not in suggestions(FOUND, "no/such")


# The facts


def of_fact(found: Iterable[Cell], fact: str) -> dict[str, Cell]:
    """Return the cells of one fact by their model."""
    return {cell.model_id: cell for cell in found if cell.fact == fact}


DOMAINS = pd.DataFrame({"domain": ["general", "medical", "law"], "title": ["General", "Medical", "Law"]})
ABILITIES = pd.DataFrame(
    {
        "domain": ["general", "general", "medical"],
        "effort": ["high", "low", None],
        "value": [80.0, 60.0, 50.0],
        "low": [75.0, 55.0, 40.0],
        "high": [85.0, 65.0, 60.0],
        "coverage": [0.25, 0.5, 0.0],
        "is_own": [True, False, True],
    }
)
BASIS = pd.DataFrame({"domain": ["general"], "tests": [3], "as_of": [pd.Timestamp(2026, 8, 1)]})


def test_the_ability_that_speaks_for_a_model_is_told_with_what_it_rests_on() -> None:
    found = {cell.fact: cell for cell in ability_cells("m/1", ABILITIES, BASIS, DOMAINS)}
    general = found["ability:general"]
    assert (general.value, general.low, general.high) == (80.0, 75.0, 85.0)
    assert general.words == "effort high; 25 % measured, 3 tests"
    assert general.as_of == date(2026, 8, 1)
    assert found["ability:medical"].words == INFERRED
    assert found["ability:law"].value is None


OFFERS = known(
    *(
        offer(
            model_id=model_id,
            provider=seller,
            input_usd_per_mtok=usd_in,
            output_usd_per_mtok=usd_out,
            flag=flag,
            price_as_of=pd.Timestamp(2026, 5, 1),
        )
        for model_id, seller, usd_in, usd_out, flag in (
            ("m/1", "openai", 2.0, 8.0, None),
            ("m/1", "Reseller", 1.0, 9.0, None),
            ("m/1", "Odd", 0.01, 0.01, "far below every other"),
            ("m/1", "Dear", 10.0, 10.0, None),
            ("m/2", "Reseller", 4.0, 4.0, None),
        )
    )
)
FACTS = pd.DataFrame({"model_id": ["m/1", "m/2", "m/3"], "developer": ["openai", "openai", None]})


def test_prices_are_of_the_cheapest_provider_at_the_mix_of_the_developer_and_of_the_dearest() -> None:
    found = list(price_cells(FACTS, OFFERS, Eligibility(), {"m/3": ("free tier",)}, 0.5))
    blended = of_fact(found, "blended_usd_per_mtok")
    assert {model_id: cell.value for model_id, cell in blended.items()} == {"m/1": 5.0, "m/2": 4.0, "m/3": None}
    assert blended["m/1"].title == "Cheapest provider, blended (50 % input)"
    assert (blended["m/1"].source, blended["m/1"].as_of) == ("Prices", date(2026, 5, 1))
    assert blended["m/3"].words == "no list price; offered as free tier"
    assert of_fact(found, "own_input_usd_per_mtok")["m/1"].value == 2.0
    assert of_fact(found, "own_input_usd_per_mtok")["m/2"].value is None
    dearest = of_fact(found, "dearest_usd_per_mtok")
    assert (dearest["m/1"].value, dearest["m/1"].words) == (10.0, "Dear (cloud)")
    assert of_fact(found, "providers")["m/1"].value == 3


def test_the_mix_decides_which_provider_is_the_cheapest() -> None:
    assert (
        of_fact(price_cells(FACTS, OFFERS, Eligibility(), {}, 1.0), "blended_usd_per_mtok")["m/1"].words
        == "Reseller (cloud)"
    )
    dear_in = of_fact(price_cells(FACTS, OFFERS, Eligibility(), {}, 0.0), "blended_usd_per_mtok")["m/1"]
    assert dear_in.words == "OpenAI (cloud, US)"


def _speeds(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["model_id", "evidence", "output_tokens_per_second"])
    return table.assign(
        provider="Acme",
        hardware=None,
        time_to_first_token_s=None,
        percentile="p50",
        statistic=None,
        conditions="typed in",
        is_throughput=False,
        speed_source_id="speeds",
        speed_source="Speeds",
        speed_as_of=pd.Timestamp(2026, 1, 1),
    )


def test_each_kind_of_evidence_for_a_speed_has_rows_of_its_own() -> None:
    found = list(speed_cells(("m/1", "m/2"), _speeds(("m/1", "measured", 90.0), ("m/2", "community", 50.0))))
    measured = of_fact(found, "output_tokens_per_second_measured")
    community = of_fact(found, "output_tokens_per_second_community")
    assert (measured["m/1"].value, measured["m/2"].value) == (90.0, None)
    assert (community["m/1"].value, community["m/2"].value) == (None, 50.0)
    assert measured["m/1"].note == "p50; typed in"
    assert not of_fact(found, "output_tokens_per_second_estimated")


def test_a_best_providers_median_never_stands_under_the_name_of_another_figure() -> None:
    speeds = _speeds(("m/1", "measured", 90.0), ("m/2", "measured", 300.0), ("m/1", "measured", 200.0))
    speeds = speeds.assign(statistic=["median of this provider", "best provider's median", "best provider's median"])
    found = list(speed_cells(("m/1", "m/2"), speeds))
    own = of_fact(found, "output_tokens_per_second_measured")
    best = of_fact(found, "output_tokens_per_second_best_provider")
    assert (own["m/1"].value, own["m/2"].value) == (90.0, None)
    assert (best["m/1"].value, best["m/2"].value) == (200.0, 300.0)
    assert own["m/1"].note == "median of this provider; typed in"
    assert (own["m/1"].title, best["m/1"].title) == (
        "Output speed, measured by a third party",
        "Output speed, best provider's median",
    )


def test_without_any_speed_it_is_unknown_and_not_left_out() -> None:
    found = of_fact(speed_cells(("m/1",), _speeds()), "output_tokens_per_second_measured")
    assert found["m/1"].value is None


def test_every_fact_of_a_models_row_has_its_title_from_the_dictionary_and_a_source() -> None:
    row = dict.fromkeys(columns(Model)) | {
        "model_id": "m/1",
        "context_tokens": 1000,
        "input_modalities": ["text", "image"],
        "source_id": "s",
        "source": "S",
        "as_of": pd.Timestamp(2026, 1, 2),
    }
    stated = pd.DataFrame(
        [
            {
                "model_id": "m/1",
                "fact": "input_modalities",
                "stands": True,
                "source_id": "t",
                "source": "T",
                "as_of": DAY,
            },
            {
                "model_id": "m/1",
                "fact": "context_tokens",
                "stands": False,
                "source_id": "u",
                "source": "U",
                "as_of": DAY,
            },
        ]
    )
    found = {cell.fact: cell for cell in model_cells(pd.DataFrame([row]), stated)}
    assert found["input_modalities"].source == "T", "the source that states it"
    assert set(found) == set(MODEL_FACTS)
    assert found["context_tokens"].title == "Context window"
    assert (found["context_tokens"].source, found["context_tokens"].as_of) == ("S", date(2026, 1, 2))
    assert found["input_modalities"].value == "text, image"
    assert found["retirement_date"].value is None
    assert {cell.section for cell in found.values()} <= set(SECTIONS)


def test_a_day_on_which_a_model_ends_has_the_source_that_states_it() -> None:
    row = dict.fromkeys(columns(Model)) | {
        "model_id": "m/1",
        "retirement_date": pd.Timestamp(2027, 1, 2),
        "retirement_source_id": "says",
        "retirement_source": "Says so",
        "source_id": "s",
        "source": "S",
        "as_of": None,
    }
    found = {
        cell.fact: cell
        for cell in model_cells(
            pd.DataFrame([row]), pd.DataFrame(columns=["model_id", "fact", "stands", "source_id", "source", "as_of"])
        )
    }
    assert (found["retirement_date"].source_id, found["retirement_date"].source) == ("says", "Says so")
    assert found["withdrawn_since"].source == "S"


def test_openness_of_a_model_that_nobody_judged_is_unknown() -> None:
    table = pd.DataFrame(
        [
            {
                "system_id": "m/1",
                "model_id": "m/1",
                "name": "One",
                "developer": None,
                "criterion": criterion,
                "title": criterion,
                "verdict": verdict,
                "words": "the index says so",
                "source_id": "index",
                "source": "Index",
                "as_of": date(2026, 1, 1),
                "licence_id": "mit",
                "basis": "index",
                "evidence_url": None,
            }
            for criterion, verdict in (("weights", "open"), ("training_data", "closed"), ("licence", "open"))
        ]
    )
    found = list(openness_cells(("m/1", "m/2"), table))
    met = of_fact(found, "criteria_met")
    assert (met["m/1"].value, met["m/2"].value) == (2, None)
    assert of_fact(found, "openness")["m/1"].value == "open weights"
    assert of_fact(found, "criterion:training_data")["m/1"].note == "the index says so"
    assert of_fact(found, "licence_terms")["m/2"].value is None


# Tests that they share


def _scores(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed: dict[str, Any] = {
        "benchmark_id": "t",
        "benchmark": "Test",
        "domain_title": "General",
        "higher_is_better": True,
        "benchmark_version": None,
        "source_id": "board",
        "source": "Board",
        "effort": None,
        "harness": None,
        "evidence": "measured",
        "value": 50.0,
        "low": None,
        "high": None,
        "as_of": pd.Timestamp(2026, 1, 1),
        "date_stamp": None,
        "samples": None,
        "model_name": "m",
    }
    return pd.DataFrame([fixed | row for row in rows])


def _shared(*rows: dict[str, Any], efforts: Any = None, self_reported: bool = False) -> list[Cell]:  # noqa: ANN401
    return shared_tests(_scores(*rows), efforts or {}, self_reported=self_reported)


def test_a_test_is_shared_by_version_and_source() -> None:
    found = _shared(
        {"model_id": "m/1", "benchmark_version": "1"},
        {"model_id": "m/2", "benchmark_version": "1"},
        {"model_id": "m/1", "benchmark_version": "2"},
        {"model_id": "m/2", "benchmark_version": "3"},
        {"model_id": "m/1", "source_id": "other"},
    )
    assert [(cell.title, cell.model_id) for cell in found] == [("Test (1)", "m/1"), ("Test (1)", "m/2")]


def test_the_effort_that_speaks_for_a_model_counts_then_the_one_that_is_not_stated() -> None:
    rows: list[dict[str, Any]] = [
        {"model_id": "m/1", "effort": "low", "value": 1.0},
        {"model_id": "m/1", "effort": "high", "value": 2.0},
        {"model_id": "m/1", "effort": None, "value": 3.0},
        {"model_id": "m/2", "value": 9.0},
    ]
    assert of_fact(_shared(*rows, efforts={"m/1": "high"}), "t||board")["m/1"].words == "effort high"
    assert of_fact(_shared(*rows, efforts={"m/1": "max"}), "t||board")["m/1"].value == 3.0


def test_a_way_to_run_it_that_models_share_counts_before_their_effort() -> None:
    rows = [
        {"model_id": "m/1", "harness": "own", "value": 1.0},
        {"model_id": "m/1", "harness": "both", "value": 2.0, "effort": "low"},
        {"model_id": "m/2", "harness": "both", "value": 3.0},
    ]
    found = _shared(*rows)
    assert [cell.value for cell in found] == [2.0, 3.0]
    assert {cell.kind for cell in found} == {"score"}


def test_results_without_a_common_way_to_run_it_say_so() -> None:
    found = _shared({"model_id": "m/1", "harness": "a"}, {"model_id": "m/2", "harness": "b"})
    assert {cell.words for cell in found} == {"run in another way"}
    assert {cell.kind for cell in found} == {"unlike score"}


def test_claims_stay_out_until_they_are_asked_for() -> None:
    rows = [{"model_id": "m/1", "evidence": "self-reported"}, {"model_id": "m/2"}]
    assert _shared(*rows) == []
    assert of_fact(_shared(*rows, self_reported=True), "t||board")["m/1"].words == "self-reported"


def test_holes_are_filled_in_the_order_of_the_models() -> None:
    found = with_holes(_shared({"model_id": "m/2"}, {"model_id": "m/3"}), ("m/1", "m/2", "m/3"))
    assert [(cell.model_id, cell.value) for cell in found] == [("m/1", None), ("m/2", 50.0), ("m/3", 50.0)]


@pytest.mark.parametrize("unknown", [None, float("nan"), pd.NA, pd.NaT, []])
def test_what_is_unknown_is_none(unknown: object) -> None:
    assert plain(unknown) is None


# What it comes to


def _score(fact: str, model_id: str, value: float | None, half: float = 1.0) -> Cell:
    return Cell(
        section="Ability",
        fact=fact,
        title=fact,
        kind="score",
        better="higher",
        model_id=model_id,
        value=value,
        low=None if value is None else value - half,
        high=None if value is None else value + half,
    )


def test_leads_are_told_where_one_model_is_the_best_beyond_noise_widest_first() -> None:
    cells = [
        *(_score("near", "a", 61.0), _score("near", "b", 60.0)),
        *(_score("code", "a", 70.0), _score("code", "b", 60.0)),
        *(_score("law", "a", 50.0), _score("law", "b", 75.0)),
        *(_score("alone", "a", 50.0), _score("alone", "b", None)),
    ]
    found = leads(marked(cells))
    assert found.to_numpy().tolist() == [["b", "law", 75.0, 25.0], ["a", "code", 70.0, 10.0]]


def test_without_a_lead_there_is_no_row() -> None:
    assert leads(marked([_score("near", "a", 61.0), _score("near", "b", 60.0)])).empty
    assert leads(marked([])).empty


@pytest.mark.parametrize(
    ("share", "words"), [(0.48, "half"), (1 / 3, "a third"), (0.1, "a tenth"), (0.85, "85 %"), (0.004, "0.4 %")]
)
def test_a_share_is_told_as_people_say_it(share: float, words: str) -> None:
    assert share_in_words(share) == words

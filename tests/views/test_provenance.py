"""Which sources stand behind the columns that are shown, over rows that the tests make."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from catalog import queries
from views.export.imprint import Imprint, showing
from views.shell.provenance import (
    ABILITY,
    FACTS,
    PAST,
    PRICES,
    SCORES,
    SPEEDS,
    Part,
    abilities_from,
    credit_lines,
    credits_of,
    kind_of,
    origins,
    unsourced,
)

SOURCES = pd.DataFrame(
    [
        {
            "source_id": name,
            "title": name.capitalize(),
            "licence": "MIT",
            "as_of": date(2026, 8, 19),
            "url": f"https://{name}.test/",
            "attribution": f"Of {name}",
            "may_redistribute": True,
            "is_frozen": name == "board",
            "rows": rows,
        }
        for rows, name in enumerate(("board", "exam", "shop", "seller", "clock", "lists"))
    ]
)
TESTS = {"general": ["board"], "medical": ["exam", "board"]}
ROWS = pd.DataFrame(
    {
        "model_id": ["a/one", "a/two"],
        "name": ["One", "Two"],
        "value": [60.0, 50.0],
        "coverage": [0.5, 0.0],
        "blended_usd_per_mtok": [2.0, None],
        "price_source_id": ["shop", None],
        "output_tokens_per_second": [None, 80.0],
        "speed_source_id": ["clock", "clock"],
        "parameters": [None, 7e9],
    }
)


def ask(query: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401 - as `Snapshot.ask`
    if query is queries.sources:
        return SOURCES
    if query is queries.ability_sources:
        return pd.DataFrame({"source_id": TESTS[args[0]]})
    if query is queries.fact_sources:
        facts = [("a/one", "parameters", "hub"), ("a/one", "licence_id", "exam"), ("b/other", "parameters", "exam")]
        return pd.DataFrame(facts, columns=["model_id", "fact", "source_id"])
    return pd.DataFrame({"source_id": ["lists", "board"]}, index=pd.Index(["a/two", "b/other"], name="model_id"))


def test_a_column_that_is_not_shown_credits_nobody() -> None:
    assert origins(ask, Part(ROWS, ("name", "blended_usd_per_mtok"))) == {PRICES: {"shop"}}


def test_a_page_that_shows_no_speed_credits_no_source_of_speeds() -> None:
    assert SPEEDS not in origins(ask, Part(ROWS.drop(columns="output_tokens_per_second"), domains=("general",)))


def test_a_source_of_which_no_figure_is_known_is_not_credited() -> None:
    nothing = ROWS.assign(output_tokens_per_second=None)
    assert SPEEDS not in origins(ask, Part(nothing, domains=("general",)))


def test_each_kind_is_credited_in_its_own_way_and_the_abilities_come_first() -> None:
    found = origins(ask, Part(ROWS, domains=("general",)))
    assert found == {ABILITY: {"board"}, PRICES: {"shop"}, SPEEDS: {"clock"}, FACTS: {"lists"}}
    assert list(found) == [ABILITY, PRICES, SPEEDS, FACTS]


def test_a_fact_is_credited_to_the_source_that_states_it_and_not_to_that_of_another_fact() -> None:
    sized = ROWS.assign(parameters=7e9)
    assert origins(ask, Part(sized, ("parameters",))) == {FACTS: {"hub", "lists"}}, "nobody's statement: who lists it"


def test_abilities_in_several_domains_rest_on_the_tests_of_all() -> None:
    assert abilities_from(ask, ("general", "medical")) == {"board", "exam"}


def test_a_value_with_a_source_of_scores_is_a_score() -> None:
    scores = ROWS.assign(score_source_id="exam")
    assert origins(ask, Part(scores, ("value",))) == {SCORES: {"exam"}}
    assert kind_of("value", ROWS) == ABILITY


def test_the_evidence_beside_an_ability_is_that_of_the_speed() -> None:
    assert kind_of("evidence", pd.DataFrame({"ability": [1.0], "evidence": ["measured"]})) == SPEEDS


def test_rows_of_one_source_each_are_credited_under_what_they_are() -> None:
    rows = pd.DataFrame({"provider": ["X", "Y"], "source_id": ["shop", "seller"]})
    assert origins(ask, Part(rows, what="Offers")) == {"Offers": {"shop", "seller"}}


def test_a_title_is_as_good_as_an_id() -> None:
    assert origins(ask, Part(pd.DataFrame({"source": ["Shop", "nobody"]}), what="Offers")) == {"Offers": {"shop"}}


def test_past_prices_have_a_source_of_their_own() -> None:
    rows = ROWS.assign(price_history=[[1.0], None], history_source_id=["seller", None])
    assert origins(ask, Part(rows, ("price_history",))) == {PAST: {"seller"}}


def test_parts_of_one_kind_are_credited_together() -> None:
    dearer = pd.DataFrame({"usd_per_month": [9.0], "price_source_id": ["seller"]})
    assert origins(ask, Part(ROWS, ("blended_usd_per_mtok",)), Part(dearer)) == {PRICES: {"shop", "seller"}}


@pytest.mark.parametrize(
    ("part", "names"),
    [
        (Part(ROWS, domains=("general",)), []),
        (Part(ROWS, ("value",)), ["value"]),
        (Part(ROWS.assign(surprise=1.0), ("surprise",)), ["surprise"]),
        (Part(ROWS.drop(columns="price_source_id"), ("blended_usd_per_mtok",)), ["blended_usd_per_mtok"]),
        (Part(ROWS.assign(price_source_id=None), ("blended_usd_per_mtok",)), ["blended_usd_per_mtok"]),
        (Part(ROWS.drop(columns="model_id"), ("parameters",)), ["parameters"]),
        (Part(pd.DataFrame({"provider": ["X"]}), what="Offers"), ["provider"]),
    ],
    ids=[
        "sourced",
        "no domain",
        "unknown column",
        "no source beside it",
        "source unknown",
        "no model",
        "rows of nobody",
    ],
)
def test_a_figure_without_a_source_is_found_out(part: Part, names: list[str]) -> None:
    assert unsourced(part) == names


def test_a_line_names_the_estimate_as_our_own_and_who_published_what_it_is_made_of() -> None:
    ability, prices = credit_lines(ask, Part(ROWS, ("value", "blended_usd_per_mtok"), ("general",)))
    assert ability == (
        "Ability: Shortlist's own estimate from every measured score, on a fixed scale; intervals hold 90 %. "
        "From: [Of board](<https://board.test/>), figures of 19 Aug 2026."
    )
    assert prices == "Prices: [Of shop](<https://shop.test/>), figures of 19 Aug 2026."


def test_in_one_line_the_largest_sources_that_still_grow_are_named_and_the_others_counted() -> None:
    part = Part(ROWS, ("value", "blended_usd_per_mtok", "output_tokens_per_second"), ("general",))
    assert credits_of(ask, part).summary == "Figures: Clock, Shop and 1 more · sources, dates and licences"
    assert credits_of(ask, Part(ROWS, ("name",))).summary == "Sources, dates and licences"


def test_a_file_names_the_sources_of_what_it_holds_and_the_estimates_in_it() -> None:
    bare = Imprint("Models", "", "2 models", None)
    priced = showing(bare, ask, Part(ROWS, ("blended_usd_per_mtok",)))
    assert [credit.title for credit in priced.credits] == ["Shop"]
    assert priced.estimates == ()
    able = showing(bare, ask, Part(ROWS, ("value",), ("medical",)))
    assert [credit.title for credit in able.credits] == ["Board", "Exam"]
    assert able.estimates[0].startswith("Ability: Shortlist's own estimate")

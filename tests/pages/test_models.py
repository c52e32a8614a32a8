"""The Models page, run headless over a small snapshot."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.model_rows import LONG
from tests.pages.opening import page_at
from views.models import listing
from views.models.listing import CONFIGURATION, SHOWN_AT_FIRST, TITLES
from views.shell.provenance import Credits

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(models_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page with an address."""
    monkeypatch.setenv("SHORTLIST_DATA", str(models_data))

    def visited(**address: str | list[str]) -> AppTest:
        return page_at("models", address).run()

    return visited


def _table(app: AppTest) -> pd.DataFrame:
    return app.dataframe[-1].value


def _told(app: AppTest) -> str:
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info])


def _select(app: AppTest, *rows: int) -> AppTest:
    """Select rows of the table, by their place in it."""
    key = re.search(r"models_-?\d+", app.dataframe[-1].proto.id)
    assert key
    app.session_state[key[0]] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return app.run()


def test_all_models_in_play_are_listed_the_ablest_first(visit: Visit) -> None:
    app = visit()
    assert not app.exception
    assert "**13 of 13 models shown**" in _told(app)
    assert _table(app)["name"].head(4).tolist() == [
        "Best",
        "Best mini",
        "Large open",
        "<b>x</b><img src=x onerror=alert(1)>",
    ]


def test_a_row_tells_ability_with_interval_and_ties_price_speed_and_facts(visit: Visit) -> None:
    row = _table(visit()).set_index("name").loc["Large open"]
    assert row[["value", "low", "high", "tie_group", "coverage"]].tolist() == [60.0, 55.0, 65.0, 2, 0.5]
    assert row["blended_usd_per_mtok"] == pytest.approx(0.7)
    assert row[["context_tokens", "licence_id"]].tolist() == [128_000, "apache-2.0"]
    assert list(row["price_history"])[-1] == pytest.approx(3.5)


def test_a_row_tells_the_speed_of_the_seller_whose_price_it_shows(visit: Visit) -> None:
    rows = _table(visit()).set_index("name")
    assert pd.isna(rows.loc["Large open", "output_tokens_per_second"])  # that of another seller is known
    html = "<b>x</b><img src=x onerror=alert(1)>"
    assert rows.loc[html, ["output_tokens_per_second", "speed_evidence"]].tolist() == [10.0, "community"]


def test_the_input_share_moves_the_price(visit: Visit) -> None:
    table = _table(visit(input_percent="0")).set_index("name")
    assert table.loc["Large open", "blended_usd_per_mtok"] == pytest.approx(1.6)


def test_an_inferred_ability_is_shown_on_request_only(visit: Visit) -> None:
    assert _table(visit()).set_index("name")["value"].isna()["No price"]
    shown = _table(visit(inferred="true")).set_index("name")
    assert shown.loc["No price", ["value", "coverage"]].tolist() == [76.0, 0.0]


def test_the_domain_decides_which_ability_is_shown(visit: Visit) -> None:
    table = _table(visit(domain="medical"))
    assert table["name"].iloc[0] == "Large open"
    assert table["value"].notna().sum() == 1


def test_a_search_narrows_the_table_and_says_why_the_others_are_missing(visit: Visit) -> None:
    app = visit(search="OPEN large")
    assert _table(app)["name"].tolist() == ["Large open"]
    assert "**1 of 13 models shown**" in _told(app)
    app.session_state["why_not"] = True
    assert "- 12 models: does not match the search" in _told(app.run())


def test_a_search_under_gates_tells_the_gates_reason_first(visit: Visit) -> None:
    app = visit(search="best", weights="open")
    app.session_state["why_not"] = True
    assert "- 7 models: other weights" in _told(app.run())


def test_a_search_without_a_match_leads_to_near_names(visit: Visit) -> None:
    app = visit(search="bezt")
    assert "No model that passes the filters matches “bezt”." in _told(app)
    assert "big/best" in [link.proto.label for link in app.get("page_link")]


def test_gates_that_leave_nothing_offer_to_open_one(visit: Visit) -> None:
    assert visit(weights="closed", licence="apache-2.0", developer="open").exception == []
    app = visit(weights="open", context_from="1000000000")
    assert "No model is left." in app.info[0].value


def test_few_columns_are_shown_at_first_and_others_by_choice(visit: Visit) -> None:
    assert list(_table(visit())) == ["name", *sorted(SHOWN_AT_FIRST, key=list(TITLES).index)]
    assert list(_table(visit(columns=["Developer", "Reads"]))) == ["name", "developer", "input_modalities"]
    assert list(_table(visit(columns=["nonsense"]))) == list(_table(visit()))


def test_every_column_may_be_shown_at_once(visit: Visit) -> None:
    table = _table(visit(columns=list(TITLES.values())))
    assert list(table) == ["name", *TITLES]


def test_titles_differ_and_every_column_has_its_help_from_the_data_dictionary() -> None:
    assert len(set(TITLES.values())) == len(TITLES)
    assert CONFIGURATION["low"]["help"] == "Low end of the interval"
    assert CONFIGURATION["context_tokens"]["help"] == "Context window; tokens"
    assert CONFIGURATION["name"]["pinned"] is True


def test_selected_rows_lead_to_their_page_and_side_by_side(visit: Visit) -> None:
    app = _select(visit(weights="closed"), 0, 1)
    links = {link.proto.label: link.proto.query_string for link in app.get("page_link")}
    assert links["Best"] == "id=big%2Fbest&weights=closed"
    assert links["Compare them"] == "models=big%2Fbest%2Cbig%2Fbest-mini&weights=closed"


def test_a_selection_is_dropped_with_the_rows_that_it_was_made_in(visit: Visit) -> None:
    app = _select(visit(), 0, 1)
    assert "**2 models selected**" in _told(app)
    app.text_input(key="search").set_value("open").run()
    assert "Select rows to open a model" in _told(app)


def test_pinned_models_stay_above_whatever_the_gates_leave_and_in_the_address(visit: Visit) -> None:
    app = _select(visit(), 0, 2)
    app.button(key="pin").click().run()
    assert app.query_params["pinned"] == "big/best,open/large"
    app.text_input(key="search").set_value("small").run()
    assert app.dataframe[0].value["name"].tolist() == ["Best", "Large open"]
    assert _table(app)["name"].tolist() == ["Small open"]
    app.button(key="unpin").click().run()
    assert "pinned" not in app.query_params
    assert len(app.dataframe) == 1


@pytest.mark.parametrize("asked", ["big/best,nobody/nothing", "big/best,<img src=x>", "big/best," + "y" * 10_000])
def test_an_unknown_pinned_model_is_ignored_with_a_note(visit: Visit, asked: str) -> None:
    app = visit(pinned=asked)
    assert not app.exception
    assert app.query_params["pinned"] == "big/best"
    assert "Ignored in the address: Pinned" in app.toast[0].value


def test_hostile_names_are_text(visit: Visit) -> None:
    app = _select(visit(search="odd"), 0, 1, 2, 3, 4)
    assert not app.exception
    labels = [link.proto.label for link in app.get("page_link")]
    assert all(len(label) < 200 for label in labels)
    assert r"\<b\>x\</b\>\<img src=x onerror=alert\(1\)\>" in labels
    assert LONG in set(_table(app)["name"])


@pytest.mark.parametrize(
    "address",
    [
        {"search": "x" * 100_000},
        {"search": "$x$ [a](javascript:x) <b>"},
        {"domain": "'; DROP TABLE models"},
        {"input_percent": "1e9", "columns": "<script>", "pinned": ","},
        {"inferred": "maybe", "weights": "half", "provider": "nobody"},
    ],
)
def test_a_nonsense_address_gives_the_page(visit: Visit, address: dict[str, str]) -> None:
    app = visit(**address)
    assert not app.exception
    assert "of 13 models shown" in _told(app)


def test_everything_shown_names_its_sources(visit: Visit) -> None:
    told = _told(visit())
    assert "intervals hold 90 %. From: [Acme board" in told
    assert "Prices: [Acme prices" in told
    assert "Speeds: [Acme board" in told


@pytest.fixture
def _nothing_is_remembered() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("_nothing_is_remembered")
def test_who_published_the_figures_is_worked_out_once_a_question(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def credits_of(*parts: object) -> Credits:
        asked.append(parts)
        return Credits("A shop", ("Prices: a shop.",))

    monkeypatch.setattr(listing, "credits_of", credits_of)
    assert "Prices: a shop." in _told(visit().run())
    assert len(asked) == 1
    assert "Prices: a shop." in _told(visit(weights="open"))
    assert len(asked) == 2

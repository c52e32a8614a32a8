"""The Compare page, run headless over a small snapshot."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.model_rows import LONG
from tests.pages.opening import page_at

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(models_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page."""
    monkeypatch.setenv("SHORTLIST_DATA", str(models_data))

    def visited(models: str | None = "big/best,open/large", **address: str) -> AppTest:
        return page_at("compare", address | ({"models": models} if models is not None else {})).run()

    return visited


def _told(app: AppTest) -> str:
    """Return all that the page says, without the marks that keep foreign text from being Markdown."""
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info]).replace("\\", "")


def _table(app: AppTest) -> pd.DataFrame:
    """Return the table of facts with plain titles."""
    table: pd.DataFrame = app.table[0].value
    return table.set_axis([str(title).replace("  \n", " ").replace("\\", "") for title in table.index])


def _row(app: AppTest, title: str) -> list[str]:
    return [str(cell).replace("\\", "") for cell in _table(app).loc[title]]


def _tests(app: AppTest) -> pd.DataFrame:
    frame: pd.DataFrame = app.dataframe[0].value
    assert frame["test"].str.startswith("benchmark?id=").all()
    return frame.assign(test=frame["test"].str.partition("#")[2].map(unquote)).set_index("test")


# Which models


def test_the_address_puts_models_side_by_side(visit: Visit) -> None:
    app = visit()
    assert not app.exception
    assert app.multiselect(key="picked").value == ["big/best", "open/large"]
    heads = [head.replace("\\", "") for head in _table(app).columns]
    assert [("**Best**" in heads[0], "**Large open**" in heads[1])] == [(True, True)]
    assert not app.info


def test_what_is_ignored_in_the_address_is_told_as_text(visit: Visit) -> None:
    app = visit("big/best,<b>nobody</b>,open/large")
    assert app.multiselect(key="picked").value == ["big/best", "open/large"]
    assert "Ignored:\n- “\\<b\\>nobody\\</b\\>” is no model that is known here\\." in app.info[0].value


def test_more_than_six_are_cut_to_six(visit: Visit) -> None:
    asked = "big/best,big/best-mini,open/large,open/small,odd/html,odd/formula,odd/markdown"
    app = visit(asked)
    assert app.multiselect(key="picked").value == asked.split(",")[:6]
    assert "At most 6 models are compared" in app.info[0].value


def test_hostile_names_are_shown_as_text(visit: Visit) -> None:
    app = visit("odd/html,odd/long,odd/backwards,odd/markdown,odd/formula")
    assert not app.exception
    names = " ".join(_table(app).columns)
    assert "\\<b\\>x\\</b\\>" in names
    assert "\\[a\\]\\(javascript\\:alert\\(1\\)\\)" in names
    assert "\u202e" not in names
    assert LONG not in names


def test_a_name_that_is_typed_becomes_the_model_that_it_means(visit: Visit) -> None:
    app = visit("big/best")
    app.multiselect(key="picked").set_value(["big/best", "small open"]).run()
    assert app.multiselect(key="picked").value == ["big/best", "open/small"]
    assert app.query_params["models"] == "big/best,open/small"


def test_a_name_that_is_typed_and_means_nothing_is_told(visit: Visit) -> None:
    app = visit()
    app.multiselect(key="picked").set_value(["big/best", "open/large", "best mni"]).run()
    assert app.multiselect(key="picked").value == ["big/best", "open/large"]
    assert "“best mni” is no model" in app.info[0].value


@pytest.mark.parametrize("models", [None, "", "nobody/knows"])
def test_without_models_sets_to_begin_with_are_offered(visit: Visit, models: str | None) -> None:
    app = visit(models)
    assert not app.exception
    assert "Choose at least two models, or begin with one of these" in _told(app)
    app.button(key="suggested_0").click().run()
    assert len(app.table) == 1
    assert app.query_params["models"] == "big/best,big/best-mini,open/large,odd/html"


def test_one_model_is_offered_company(visit: Visit) -> None:
    app = visit("open/large")
    assert "Choose at least one more to compare with Large open" in _told(app)
    app.button(key="suggested_0").click().run()
    assert app.multiselect(key="picked").value[0] == "open/large"
    assert len(app.multiselect(key="picked").value) > 1


def test_models_outside_the_gates_stay_and_are_told(visit: Visit) -> None:
    app = visit(weights="open")
    assert app.multiselect(key="picked").value == ["big/best", "open/large"]
    assert "Outside the filters, but chosen by name: Best (other weights)." in _told(app)


# The answer


def test_the_answer_names_who_leads_and_what_it_costs(visit: Visit) -> None:
    told = _told(visit())
    assert "**General:** **Best** (80.0) is the best, beyond noise." in told
    assert (
        "**Large open** is the cheapest at $0.70 per million tokens (75 % input); Best costs 14 times as much" in told
    )
    assert "**Speed:** no figure of one kind is known of two of them." in told
    assert "**Retires:** **Large open** (1 Jan 2027)." in told
    assert "**Best** is better at general (by 20). **Large open** costs 7 % of what Best does." in told


def test_those_that_intervals_cannot_tell_apart_are_called_tied(visit: Visit) -> None:
    told = _told(visit("big/best,big/best-mini"))
    assert "**Best** (80.0) and **Best mini** (78.0) are tied: their 90 % intervals cannot tell them apart." in told


def test_an_unknown_price_is_told_and_not_left_out(visit: Visit) -> None:
    app = visit("big/best,free/trial")
    assert "no list price: Free trial" in _told(app)
    assert _row(app, "Cheapest provider, blended (75 % input)")[1].startswith(":gray[unknown]")


# The table


def test_the_best_cell_is_marked_in_words(visit: Visit) -> None:
    app = visit()
    assert _row(app, "General")[0].startswith("**80.0** :gray[(75.0 to 85.0)] :blue-badge[best]")
    best = [":blue-badge" in cell for cell in _row(app, "Cheapest provider, blended (75 % input)")]
    assert best == [False, True]


def test_unknown_is_shown_as_unknown_and_what_is_unknown_of_all_in_one_line(visit: Visit) -> None:
    app = visit()
    assert _row(app, "Parameters")[0] == ":gray[unknown]"
    assert _row(app, "Tool use")[0] == ":gray[unknown]"
    assert "Unknown of all: " in _told(app)
    assert "Active parameters" not in _table(app).index


def test_sources_and_dates_stand_under_each_figure_on_demand(visit: Visit) -> None:
    title = "Cheapest provider, blended (75 % input)"
    assert "31 May 2026" not in " ".join(_row(visit(), title))
    told = _row(visit(sources="true"), title)[1]
    assert "Acme prices, 31 May 2026" in told.replace("  \n", " ")


def test_only_differences_beyond_noise_leave_out_ties_and_what_is_the_same(visit: Visit) -> None:
    app = visit("big/best,big/best-mini", apart="true")
    assert "General" not in _table(app).index
    assert "Left out: " in _told(app)
    assert "tied: their intervals cannot tell them apart" in _told(app)
    assert "In none of these domains are they told apart beyond noise." in _told(app)


def test_the_input_share_moves_the_prices(visit: Visit) -> None:
    app = visit(input_percent="0")
    assert "$25.00" in _row(app, "Cheapest provider, blended (0 % input)")[0]


def test_a_domain_puts_its_ability_first(visit: Visit) -> None:
    app = visit("open/large,open/small", domain="medical", kind="Fields")
    assert "inferred, not measured" in " ".join(_row(app, "Medical")).replace("  \n", " ")
    assert "**Medical:** **Large open** (55.0) is the best, beyond noise." in _told(app)


# The tests


def test_tests_are_held_against_each_other_within_one_version_and_source(visit: Visit) -> None:
    tests = _tests(visit())
    assert tests.index.tolist() == ["Votes on text", "Medical test (2)"]
    assert tests.loc["Medical test (2)", "big/best"] == 80.0
    assert tests.loc["Medical test (2)", "standing"] == "tied"
    assert "Best: 72.0 to 88.0" in tests.loc["Medical test (2)", "remarks"]
    assert tests.loc["Votes on text", ["big/best", "first", "standing"]].tolist() == [1500.0, "Best", "told apart"]
    assert "Best: 1,492.0 to 1,508.0, effort high" in tests.loc["Votes on text", "remarks"]
    assert tests["drawn"].str.startswith("data:image/svg+xml;base64,").all()
    assert tests["source"].tolist() == ["Acme board", "Acme board"]


def test_tests_of_the_domain_alone_can_be_asked_for(visit: Visit) -> None:
    assert _tests(visit(domain="medical", tests="This domain")).index.tolist() == ["Medical test (2)"]


def test_without_a_shared_test_it_says_so(visit: Visit) -> None:
    assert "No test has figures of two of them" in _told(visit("big/best,only/offered"))


def test_claims_enter_only_on_request(visit: Visit) -> None:
    models = "only/claims,open/large"
    assert "No test has figures of two of them" in _told(visit(models))
    assert "self-reported" in _tests(visit(models, self_reported="true"))["remarks"].iloc[0]


# The session


def test_the_choice_stays_when_the_page_is_left_and_entered_again(visit: Visit) -> None:
    app = visit()
    app.switch_page("pages/tradeoffs.py").run()
    del app.query_params["models"]
    app.switch_page("pages/compare.py").run()
    assert app.multiselect(key="picked").value == ["big/best", "open/large"]
    assert app.query_params["models"] == "big/best,open/large"

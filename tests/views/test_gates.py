"""The gates on a page: drawn, written to the address, kept between pages, and what they leave."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catalog.filters import BY_NAME, Filters

SCRIPT = """
import streamlit as st
from catalog import queries
from catalog.filters import candidates, passing, removed_by
from catalog.pricing.eligible import known_offers
from views.shell import gates, state
from views.shell.snapshot import open_on_page

slug = st.session_state.get("slug", "one")
figures, _ = open_on_page()
state.arrive(slug)
gates.adopt_address(figures)
for note in gates.ignored():
    st.warning(note)
filters = gates.draw_gates(figures)
found = candidates(figures.ask(queries.models_in_play), figures.ask(known_offers), filters)
gates.shown_line(found.assign(reason=removed_by(found, filters)["reason"]))
if passing(found, filters).empty:
    gates.nothing_left(found, filters)
"""


@pytest.fixture
def app(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return a page that draws the gates over the shared snapshot, not yet run."""
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))
    return AppTest.from_string(SCRIPT, default_timeout=30)


def _kept(app: AppTest) -> Filters:
    found: Filters = app.session_state["_filters"]
    return found


def _shown(app: AppTest) -> str:
    return next(part.value for part in app.markdown if "shown" in part.value)


def _asked(app: AppTest) -> list[str]:
    found = app.button_group if hasattr(app, "button_group") else app.pills
    return list(found(key="asked_chips").options)


def _open(app: AppTest, key: str) -> AppTest:
    app.session_state[key] = True
    return app.run()


def test_nothing_is_asked_at_first(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert _kept(app) == Filters()
    assert _shown(app) == "**12 of 12 models shown**"
    assert dict(app.query_params) == {}


def test_the_address_is_taken_and_what_is_nonsense_in_it_is_told(app: AppTest) -> None:
    app.query_params.update({"weights": "open", "developer": ["open", "<b>nobody</b>"], "price_to": "-3"})
    app.run()
    assert _kept(app) == Filters(weights="open", developer=("open",))
    assert [note.value for note in app.warning] == [
        "Developer: “<b>nobody</b>” is not known here.",
        "Price at most: a number above 0 and at most 1,000,000,000 expected, found “-3”.",
    ]
    assert _shown(app) == "**2 of 12 models shown**"
    assert app.query_params == {"weights": "open", "developer": "open"}


def test_a_changed_gate_is_written_to_the_address(app: AppTest) -> None:
    app.run()
    app.segmented_control(key="gate_weights").set_value("open").run()
    app.selectbox(key="gate_price_to").set_value(1.0).run()
    assert _kept(app) == Filters(weights="open", price_to=1.0)
    assert app.query_params == {"weights": "open", "price_to": "1"}
    assert _shown(app) == "**3 of 12 models shown**"


def test_gates_stay_when_the_page_is_left(app: AppTest) -> None:
    app.run()
    app.segmented_control(key="gate_weights").set_value("closed").run()
    app.session_state["slug"] = "two"
    app.query_params.clear()
    app.run()
    assert app.segmented_control(key="gate_weights").value == "closed"
    assert app.query_params == {"weights": "closed"}


def test_a_link_to_another_page_that_names_gates_replaces_them(app: AppTest) -> None:
    app.run()
    app.segmented_control(key="gate_weights").set_value("closed").run()
    app.session_state["slug"] = "two"
    app.query_params.clear()
    app.query_params["price_to"] = "5"
    app.run()
    assert _kept(app) == Filters(price_to=5.0)
    assert app.segmented_control(key="gate_weights").value == "any"


def test_gates_behind_the_button_work_and_are_told_when_it_is_closed(app: AppTest) -> None:
    _open(app.run(), "more_gates")
    app.multiselect(key="gate_developer").set_value(["big", "open"]).run()
    app.toggle(key="gate_tools").set_value(True).run()
    app.session_state["more_gates"] = False
    app.run()
    assert _kept(app) == Filters(developer=("big", "open"), tools=True)
    assert _asked(app) == ["made by big or open ✕", "tool use ✕"]


def test_why_not_the_others_counts_and_names_them(app: AppTest) -> None:
    app.query_params.update({"weights": "open", "context_from": "100000"})
    _open(app.run(), "why_not")
    told = next(part.value for part in app.markdown if "other weights" in part.value)
    assert told.splitlines() == [
        "- 7 models: other weights",
        "- 1 model: weights unknown",
        "- 4 models: context unknown",
    ]
    assert len(app.dataframe[0].value) == 12


def test_an_empty_page_offers_the_gate_to_open(app: AppTest) -> None:
    app.query_params.update({"weights": "open", "context_from": "100000", "developer": "big"})
    app.run()
    assert app.info[0].value == "No model is left. Taking back one of these filters gives some:"
    app.button(key="open_weights").click().run()
    assert _kept(app).weights == "any"
    assert _shown(app) == "**2 of 12 models shown**"


def test_a_click_on_what_is_asked_takes_it_back(app: AppTest) -> None:
    app.query_params.update({"weights": "open", "tools": "true"})
    app.run()
    app.pills(key="asked_chips").set_value(["tools"]).run()
    assert _kept(app) == Filters(tools=True)
    assert _asked(app) == ["tool use ✕"]
    app.segmented_control(key="gate_weights").set_value("closed").run()
    assert _asked(app) == ["closed weights ✕", "tool use ✕"]
    assert app.pills(key="asked_chips").value == ["weights", "tools"]


def test_clear_opens_all_gates(app: AppTest) -> None:
    app.query_params.update({"weights": "open", "tools": "true", "domain": "medical"})
    app.run()
    app.button(key="clear_gates").click().run()
    assert _kept(app) == Filters(domain="medical")
    assert app.query_params == {"domain": "medical"}
    assert app.segmented_control(key="gate_weights").value == "any"


def test_every_gate_has_a_widget(app: AppTest) -> None:
    _open(app.run(), "more_gates")
    widgets = [
        *app.segmented_control,
        *app.selectbox,
        *app.number_input,
        *app.multiselect,
        *app.toggle,
        *app.date_input,
    ]
    assert sorted(widget.key for widget in widgets) == sorted(f"gate_{name}" for name in BY_NAME)


def test_a_number_that_is_not_among_the_steps_can_be_asked_for_by_address(app: AppTest) -> None:
    app.query_params["price_to"] = "0.7"
    app.run()
    assert app.selectbox(key="gate_price_to").value == 0.7
    assert "Up to $0.7" in app.selectbox(key="gate_price_to").options
    assert app.query_params == {"price_to": "0.7"}

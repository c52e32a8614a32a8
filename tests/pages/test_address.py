"""Addresses: those of earlier versions restore the same view, and what is asked goes along from page to page."""

import pytest
from streamlit.testing.v1 import AppTest

from catalog.decide.need import Need
from catalog.filters import Filters
from catalog.pricing.workload import Workload
from views.shell.frame import ROOT

pytestmark = pytest.mark.usefixtures("_over_the_bundle")
COSTS = Workload(requests_per_month=100_000, input_tokens=2000, output_tokens=500)


def _visit(page: str, address: dict[str, str], app: AppTest | None = None) -> AppTest:
    """Return a page as it stands after a visit; within the session of another page where one is given."""
    app = app or AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.clear()
    app.query_params.update(address)
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def _said(app: AppTest) -> dict[str, str]:
    return {name: said if isinstance(said, str) else said[0] for name, said in app.query_params.items()}


@pytest.mark.parametrize(
    ("page", "address", "workload"),
    [
        ("costs", {}, COSTS),
        ("costs", {"weights": "open"}, COSTS),
        ("costs", {"requests": "200000"}, Workload(requests_per_month=2e5, input_tokens=2000, output_tokens=500)),
        (
            "costs",
            {"input": "3000", "output": "0", "cached": "1000", "batch": "50"},
            Workload(requests_per_month=1e5, input_tokens=3000, output_tokens=0, cached_tokens=1000, batch_share=0.5),
        ),
        ("choose", {}, Need().workload),
        (
            "choose",
            {"need": "1", "input_tokens": "9000", "cache_written_tokens": "70"},
            Workload(requests_per_month=1e5, input_tokens=9000, output_tokens=400, cache_written_tokens=70),
        ),
    ],
)
def test_an_address_of_an_earlier_version_asks_for_the_same_workload(
    page: str, address: dict[str, str], workload: Workload
) -> None:
    assert _visit(page, address).session_state["_workload"] == workload


def test_the_names_that_costs_had_are_written_by_those_of_now() -> None:
    assert _said(_visit("costs", {"requests": "200000", "batch": "50"})) == {
        "requests_per_month": "200000",
        "batch_share": "0.5",
    }


def test_what_costs_cannot_read_is_told() -> None:
    app = _visit("costs", {"requests": "many", "batch": "900"})
    told = app.info[0].value.replace("\\", "")
    assert "Requests a month: a number from 0 to 1,000,000,000,000 expected, found “many”" in told
    assert "Sent in batches: a number from 0 to 1 expected, found “9”" in told
    assert app.session_state["_workload"] == COSTS


def test_a_workload_goes_along_from_choose_to_costs_and_back() -> None:
    asked = {"input_tokens": "9000", "cached_tokens": "500", "cache_written_tokens": "70", "batch_share": "0.25"}
    app = _visit("choose", {"need": "1", **asked})
    kept = app.session_state["_workload"]
    _visit("costs", {}, app)
    assert app.session_state["_workload"] == kept
    assert _said(app) == asked | {"output_tokens": "400"}
    app.number_input(key="workload_cache_written_tokens").set_value(90.0).run()
    app.number_input(key="workload_batch_share").set_value(50.0).run()
    _visit("choose", {}, app)
    assert (app.session_state["_workload"].cache_written_tokens, app.session_state["_workload"].batch_share) == (
        90,
        0.5,
    )
    assert _said(app)["cache_written_tokens"] == "90"


def test_a_need_in_the_address_does_not_take_the_workload_of_another_page() -> None:
    app = _visit("costs", {"input_tokens": "9000"})
    _visit("choose", {"need": "1", "good_enough": "60"}, app)
    assert app.session_state["_workload"] == Need().workload


def test_gates_and_models_go_along_and_an_address_that_names_them_counts_more() -> None:
    app = _visit("compare", {"weights": "open", "models": "openai/gpt-oss-120b,openai/gpt-oss-20b"})
    kept = app.session_state["_compared"]
    assert len(kept) == 2
    _visit("models", {"pinned": kept[0]}, app)
    _visit("compare", {}, app)
    assert (app.session_state["_compared"], app.session_state["_filters"]) == (kept, Filters(weights="open"))
    _visit("models", {}, app)
    assert app.session_state["_pinned"] == kept[:1]
    _visit("compare", {"weights": "closed", "models": kept[1]}, app)
    assert (app.session_state["_compared"], app.session_state["_filters"].weights) == (kept[1:], "closed")

"""The Data page, run headless, and what changed between two snapshots."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from catalog.data.changes import moved_results, only_in, repriced
from catalog.records import Model, Reject
from etl.build import write_tables
from tests.handmade import tables
from tests.model_rows import MODEL_ROWS
from tests.snapshot_rows import BOARD, HTML, PRICES
from views.shell.frame import ROOT

Visit = Callable[..., AppTest]
EARLIER, LATER = "20261101T120000Z", "20261123T120000Z"
TABS = ("Sources", "Benchmarks", "Domains", "Conflicts", "Unresolved names", "Changes")


def _earlier_rows() -> dict[str, list[Any]]:
    """Return the rows as they were before a refresh: a model more, one less, another price, another result."""
    rows = dict(MODEL_ROWS)
    rows["models"] = [
        *(model for model in rows["models"] if model.model_id != "big/best-mini"),
        Model(model_id="gone/one", name=HTML, developer="gone", source_id=PRICES),
    ]
    rows["offers"] = [
        replace(offer, input_usd_per_mtok=10.0) if offer.model_id == "big/best" else offer for offer in rows["offers"]
    ]
    rows["scores"] = [
        replace(score, value=1200.0) if score.model_id == "odd/html" else score for score in rows["scores"]
    ]
    return rows


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with two snapshots, the later one current."""
    folder = tmp_path_factory.mktemp("data_page")
    (folder / "snapshots").mkdir()
    rejects = [Reject(source_id=BOARD, reason="no score stated", count=7, example=HTML)]
    later = MODEL_ROWS | {"rejects": rejects}
    write_tables(folder / "snapshots" / f"{EARLIER}.duckdb", tables(**_earlier_rows()))
    write_tables(folder / "snapshots" / f"{LATER}.duckdb", tables(**later))
    (folder / "CURRENT").write_text(f"{LATER}.duckdb")
    return folder


@pytest.fixture
def visit(data: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page, on one of its tabs."""
    monkeypatch.setenv("SHORTLIST_DATA", str(data))

    def visited(show: str | None = None, **address: str) -> AppTest:
        app = _page()
        app.query_params.update(address | ({"show": show} if show else {}))
        return app.run()

    return visited


def _page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "data.py"), default_timeout=30)


def _told(app: AppTest) -> str:
    """Return all that the page says, without the marks that keep foreign text from being Markdown."""
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info]).replace("\\", "")


def _table(app: AppTest, index: str) -> pd.DataFrame:
    frame: pd.DataFrame = app.dataframe[0].value
    return frame.set_index(index)


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_draws_one_table_and_only_that(visit: Visit, tab: str) -> None:
    app = visit(tab)
    assert not app.exception
    assert len(app.dataframe) == 1


@pytest.mark.parametrize("tab", ["Nonsense", "<script>", "x" * 10_000])
def test_an_unknown_tab_opens_the_first(visit: Visit, tab: str) -> None:
    app = visit(tab)
    assert not app.exception
    assert "Acme board" in app.dataframe[0].value["title"].tolist()


def test_the_state_of_the_figures_is_told_in_short(visit: Visit) -> None:
    told = _told(visit())
    assert "**3 sources:** 2 fresh, 1 stale at the last refresh; 3 hold figures older than usual" in told
    assert "2 names met no model" in told
    assert "3 facts on which sources differ" in told
    assert "**Thin ground:** General, Safety, Medical and 1 language." in told


def test_a_source_is_told_with_its_terms_and_its_age_against_its_cadence(visit: Visit) -> None:
    found = _table(visit(), "title")
    assert found.loc["Acme claims", "outcome"] == "stale"
    assert found.loc["Acme claims", "reason"] == "its answer did not arrive"
    assert found.loc["Acme board", "licence"] == "CC BY 4.0"
    assert found.loc["Acme board", "may_redistribute"]
    assert found.loc["Acme board", "standing"] == "older than usual"
    assert found.index[0] == "Acme prices"


def test_a_closed_part_is_not_drawn_and_an_open_one_is(visit: Visit) -> None:
    app = visit()
    assert len(app.dataframe) == 1
    app.session_state["rejects"] = True
    app.session_state["ages"] = True
    app.run()
    assert not app.exception
    rejects = app.dataframe[1].value
    assert rejects[["source", "reason", "count", "example"]].to_numpy().tolist() == [
        ["Acme board", "no score stated", 7, HTML]
    ]
    assert len(app.get("plotly_chart")) == 1


def test_a_benchmark_is_told_with_its_coverage(visit: Visit) -> None:
    app = visit("Benchmarks")
    found = _table(app, "title")
    assert found.index.str.startswith("benchmark?id=").all()
    found.index = found.index.str.partition("#").get_level_values(2).map(unquote)
    votes = found.loc["Votes on text"]
    assert (votes["domain_title"], votes["models_measured"], votes["scale"]) == ("General", 10, "elo")
    assert votes["direction"] == "higher"
    assert found.loc["Facts made up", "direction"] == "lower"


def test_a_thin_domain_says_why(visit: Visit) -> None:
    found = _table(visit("Domains"), "title")
    assert found.loc["Safety", "thin"] == "no source here measures it"
    assert "half of the models were measured on one test only" in found.loc["Medical", "thin"]


def test_a_conflict_says_which_statement_counts(visit: Visit) -> None:
    found = _table(visit("Conflicts"), "fact")
    assert found.loc["Medical test", "chosen_value"] == 70.0
    assert found.loc["Medical test", "rule"] == "the most samples"
    assert found.loc["Input price", "spread_percent"] == 40.0


def test_unresolved_names_can_be_searched(visit: Visit) -> None:
    app = visit("Unresolved names")
    assert app.dataframe[0].value["name"].tolist() == [HTML, "sold only"]
    app.text_input(key="search_names").set_value("ACME PRICES").run()
    assert app.dataframe[0].value["name"].tolist() == ["sold only"]
    app.text_input(key="search_names").set_value("$(.*[").run()
    assert not app.exception


# What changed


def test_what_changed_since_an_earlier_snapshot_is_counted_and_named(visit: Visit) -> None:
    app = visit("Changes")
    assert app.selectbox(key="compared_with").options == ["1 Nov 2026, 12:00 UTC"]
    told = _told(app)
    assert "From 1 Nov 2026, 12:00 UTC to 23 Nov 2026, 12:00 UTC: **1 model new**, **1 gone**" in told
    assert "**1 repriced**, **1 rescored**" in told
    assert app.dataframe[0].value["model_id"].tolist() == ["big/best-mini"]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("Gone", {"name": HTML, "developer": "gone", "model_id": "gone/one"}),
        ("Repriced", {"name": "Best", "price": "Input price", "was": 10.0, "now": 5.0, "change_percent": -50.0}),
        ("Rescored", {"name": HTML, "benchmark": "Votes on text", "was": 1200.0, "now": 1350.0}),
    ],
)
def test_each_kind_of_change_is_told_with_both_values(visit: Visit, kind: str, row: dict[str, Any]) -> None:
    app = visit("Changes")
    app.session_state["changed"] = kind
    app.run()
    assert not app.exception
    (found,) = app.dataframe[0].value.to_dict("records")
    assert {name: found[name] for name in row} == row


def test_without_another_snapshot_there_is_nothing_to_compare_with(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))
    app = _page()
    app.query_params["show"] = "Changes"
    app.run()
    assert "There is no other snapshot to compare with yet." in _told(app)


def test_a_snapshot_that_cannot_be_read_is_told_in_a_sentence(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / f"{LATER}.duckdb").write_bytes((data / "snapshots" / f"{LATER}.duckdb").read_bytes())
    (tmp_path / "snapshots" / f"{EARLIER}.duckdb").write_text("not a database")
    (tmp_path / "CURRENT").write_text(f"{LATER}.duckdb")
    app = _page()
    app.query_params["show"] = "Changes"
    app.run()
    assert not app.exception
    assert f"The snapshot {EARLIER}.duckdb cannot be opened." in _told(app)


# As of


def test_the_snapshot_that_every_page_shows_can_be_chosen(visit: Visit) -> None:
    app = visit()
    chosen = app.selectbox(key="snapshot_shown")
    assert chosen.options == ["23 Nov 2026, 12:00 UTC, the newest", "1 Nov 2026, 12:00 UTC"]
    chosen.set_value(EARLIER).run()
    assert "You see the figures as of **1 Nov 2026**" in _told(app)
    assert app.query_params["as_of"] == EARLIER
    app.selectbox(key="snapshot_shown").set_value("newest").run()
    assert "You see the figures as of" not in _told(app)
    assert "as_of" not in app.query_params


def test_an_address_as_of_an_earlier_snapshot_sets_the_choice(visit: Visit) -> None:
    app = visit(as_of=EARLIER)
    assert app.selectbox(key="snapshot_shown").value == EARLIER


# The changes themselves


MODELS = pd.DataFrame({"model_id": ["a", "b"], "name": ["A", "B"], "developer": [None, "b"]})


def test_models_that_one_snapshot_lacks_are_named() -> None:
    assert only_in(MODELS, MODELS[:1])["name"].tolist() == ["B"]
    assert only_in(MODELS, MODELS).empty


@pytest.mark.parametrize(
    ("was", "now", "change"), [(2.0, 1.0, -50.0), (0.0, 1.0, None), (None, 1.0, "none"), (1.0, 1.0 + 1e-12, "none")]
)
def test_a_price_moved_where_both_snapshots_state_another_one(
    was: float | None, now: float, change: float | str | None
) -> None:
    before, after = (
        pd.DataFrame({"model_id": ["a"], "input_usd_per_mtok": [value], "output_usd_per_mtok": [1.0]}).astype(
            {"input_usd_per_mtok": float}
        )
        for value in (was, now)
    )
    found = repriced(before, after, MODELS, MODELS)
    if change == "none":
        assert found.empty
    else:
        assert found["price"].tolist() == ["input_usd_per_mtok"]
        assert found["change_percent"].isna().all() if change is None else found["change_percent"].tolist() == [change]


def test_a_result_moved_where_both_state_it_with_another_value() -> None:
    was = pd.DataFrame({"result": [1, 2, 3], "value": [5.0, 6.0, 7.0]})
    now = pd.DataFrame({"result": [2, 3, 4], "value": [6.0, 8.0, 9.0]})
    assert moved_results(was, now).to_numpy().tolist() == [[3.0, 7.0, 8.0]]

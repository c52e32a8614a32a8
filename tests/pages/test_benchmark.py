"""The Benchmark page, run headless over the shared snapshot."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from catalog.answers import benchmark
from catalog.answers.benchmark import BenchmarkQuestion, UnknownBenchmarkError
from catalog.snapshot import current_snapshot
from tests.pages.opening import page_at

Visit = Callable[..., AppTest]
VOTES = "lmarena_text_overall"


@pytest.fixture
def visit(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page under an address."""
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))

    def visited(**address: str | list[str]) -> AppTest:
        app = page_at("benchmark", address).run()
        assert not app.exception
        return app

    return visited


def _told(app: AppTest) -> str:
    return "\n".join(part.value for part in [*app.header, *app.markdown, *app.caption, *app.info])


def _results(app: AppTest) -> pd.DataFrame:
    return next(each.value for each in app.dataframe if "value" in each.value)


def test_results_of_boards_are_listed_the_best_first_and_claims_on_request(visit: Visit) -> None:
    app = visit(id=VOTES)
    rows = _results(app)
    assert rows["value"].tolist()[:2] == [1500.0, 1490.0]
    assert "self-reported" not in set(rows["evidence"])
    assert {"effort", "low", "high", "evidence", "score_source", "score_as_of", "samples"} <= set(rows)
    app.segmented_control(key="results").set_value("all").run()
    assert _results(app)["value"].tolist()[:2] == [1999.0, 1600.0]


def test_a_claim_is_not_the_best_result_of_a_benchmark_that_boards_ran(visit: Visit) -> None:
    shown = {metric.label: metric.value for metric in visit(id=VOTES).metric}
    assert shown["Best result, Elo points"] == "1,500.0"


def test_every_result_counts_and_none_is_chosen(visit: Visit) -> None:
    rows = _results(visit(id=VOTES))
    best = rows[rows["name"] == "Best"]
    assert best["value"].tolist() == [1500.0, 1470.0, 1440.0]


def test_where_lower_is_better_the_lowest_is_first(visit: Visit) -> None:
    app = visit(id="made_up")
    assert _results(app)["value"].tolist() == [2.0, 9.0]
    assert "lower is better" in _told(app)


def test_versions_are_never_mixed_and_the_newest_is_first(visit: Visit) -> None:
    app = visit(id="med_test")
    assert set(_results(app)["value"]) == {80.0, 70.0}
    app.selectbox(key="benchmark_version").set_value("1").run()
    assert _results(app)["value"].tolist() == [99.0]
    assert _results(visit(id="med_test", version="1"))["value"].tolist() == [99.0]


def test_another_benchmark_leaves_no_version_of_the_last_one_behind(visit: Visit) -> None:
    app = visit(id="med_test", version="1")
    app.selectbox(key="benchmark_id").set_value("made_up").run()
    assert not app.exception
    assert app.query_params["id"] == "made_up"
    assert "version" not in app.query_params
    assert len(app.toast) == 0


def test_the_domains_that_it_speaks_for_are_told(visit: Visit) -> None:
    app = visit(id=VOTES)
    domains = next(each.value for each in app.dataframe if "share" in each.value)
    assert domains.set_index("title").loc["General", "share"] == 1.0
    assert "It counts in no ability" in _told(visit(id="made_up"))


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "'; DROP TABLE scores; --", "x" * 5000, "[a](javascript:alert(1))", "\u202e", "²"],
)
def test_a_hostile_id_is_a_search_and_no_trace(visit: Visit, text: str) -> None:
    app = visit(id=text)
    if text.strip("\u202e"):
        assert "No benchmark is known as" in _told(app)
    assert "<script>" not in _told(app)
    assert len(app.dataframe[0].value) == 4  # all benchmarks
    assert "id" not in app.query_params


def test_a_text_leads_to_the_benchmarks_near_it(visit: Visit) -> None:
    app = visit(id="votes board")
    assert "Near it" in _told(app)
    app.button(key=f"near_{VOTES}").click().run()
    assert not app.exception
    assert app.query_params["id"] == VOTES
    assert app.header[0].value == "Votes on text"


def test_a_whole_title_names_its_benchmark(visit: Visit) -> None:
    assert visit(id="votes ON text").query_params["id"] == VOTES


def test_without_an_id_all_benchmarks_are_listed(visit: Visit) -> None:
    assert set(visit().dataframe[0].value["title"]) >= {"Votes on text", "Medical test"}


def test_the_command_refuses_an_unknown_benchmark_and_names_those_near(visit: Visit) -> None:
    visit()
    with pytest.raises(UnknownBenchmarkError, match="Near it: med_test"):
        benchmark.answer(current_snapshot(), BenchmarkQuestion(benchmark_id="medical"))

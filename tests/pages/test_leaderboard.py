"""The Leaderboard, run headless over the shared snapshot."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from catalog.answers import leaderboard
from catalog.answers.ability import UnknownDomainError
from catalog.answers.leaderboard import LeaderboardQuestion
from catalog.filters import Filters
from catalog.models import leaderboard as rules
from catalog.snapshot import current_snapshot
from tests.handmade import tables, write_current
from tests.model_rows import ability
from tests.pages.opening import page_at
from tests.snapshot_rows import FORMULA, HTML, MARKDOWN, ROWS
from views.leaderboard.chart import OTHERS, alt_text, leaderboard_figure

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page under an address."""
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))

    def visited(**address: str | list[str]) -> AppTest:
        app = page_at("leaderboard", address).run()
        assert not app.exception
        return app

    return visited


def _told(app: AppTest) -> str:
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info])


def _rows(app: AppTest) -> pd.DataFrame:
    return app.dataframe[0].value.set_index("name")


def test_models_that_are_sold_and_were_measured_are_ranked_the_ablest_first(visit: Visit) -> None:
    rows = _rows(visit())
    assert rows.index[:3].tolist() == ["Best", "Large open", "Best mini"]
    assert "Only offered" not in rows.index  # nobody measured it
    assert "No price" not in rows.index


def test_a_rank_is_a_span_among_those_that_are_listed(visit: Visit) -> None:
    rows = _rows(visit())
    # Each interval is 5 points to a side: two models are apart beyond 7.07 points. 55, 50, 45, 40 are 5 apart.
    assert rows.loc["Best", ["rank_best", "rank_worst"]].tolist() == [1, 1]
    assert rows.loc[FORMULA, ["rank_best", "rank_worst"]].tolist() == [4, 6]
    everyone = _rows(visit(among="All that were tested"))
    assert everyone.loc["Best", ["rank_best", "rank_worst"]].tolist() == [1, 2]  # beside "No price" with 88


def test_a_row_tells_price_and_speed_of_one_seller_and_the_evidence(visit: Visit) -> None:
    rows = _rows(visit())
    large = rows.loc["Large open"]
    assert large["provider"] == "Beta"
    assert large["blended_usd_per_mtok"] == pytest.approx(0.75 * 0.4 + 0.25 * 1.6)
    assert pd.isna(large["output_tokens_per_second"])  # its speed is known at Zeta alone
    assert rows.loc["Small open", "output_tokens_per_second"] == 200
    assert large["boards"] == 1
    assert large["newest_result"] == pd.Timestamp("2026-08-19")  # the claim of November counts for nothing


def test_the_answer_names_who_leads_and_the_cheapest_of_equals(visit: Visit) -> None:
    assert "Best leads in General with 90 \\(85 to 95\\)\\: no other can be as good\\." in _told(visit())
    told = _told(visit(among="All that were tested"))
    assert "cannot be told apart from 1 other\\." in told


@pytest.mark.parametrize("weights", ["open", "closed"])
def test_the_gates_leave_out_models_and_rank_the_others_anew(visit: Visit, weights: str) -> None:
    rows = _rows(visit(weights=weights))
    assert set(rows["weights"]) == {weights}
    assert rows["rank_best"].iloc[0] == 1


def test_chips_and_box_choose_the_domain_and_the_address_keeps_it(visit: Visit) -> None:
    app = visit()
    app.selectbox(key="gate_domain_other").set_value("medical").run()
    assert app.query_params["domain"] == "medical"
    assert "in Medical" in _told(app)
    assert _rows(app).index.tolist() == ["Best", "Large open"]
    restored = visit(domain="medical")
    assert restored.selectbox(key="gate_domain_other").value == "medical"
    assert "in Medical" in _told(restored)


def test_the_tests_behind_a_domain_lead_to_their_pages(visit: Visit) -> None:
    links = [each.proto for each in visit().get("page_link")]
    assert ("Votes on text", "benchmark", "id=lmarena_text_overall") in [
        (each.label, each.page.rpartition("/")[2], each.query_string.partition("&")[0]) for each in links
    ]


def test_nothing_left_is_told_with_a_way_out(visit: Visit) -> None:
    app = visit(price_to="0.0001")
    assert "No model is left" in _told(app)
    assert not app.dataframe


def test_nonsense_in_the_address_is_told_and_ignored(visit: Visit) -> None:
    app = visit(domain="<script>", among="'; DROP", colours="x" * 500)
    assert "Ignored in the address" in _told(app)
    assert len(app.toast) == 2
    assert _rows(app).index[0] == "Best"


def test_who_is_hardly_known_stands_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = ability("old/dear", 95.0, low=50.0, high=99.0)
    write_current(tmp_path, tables(abilities=[*ROWS["abilities"], wide]))
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    app = page_at("leaderboard", {"withdrawn": "true"}).run()
    assert not app.exception
    assert "Old and dear" not in app.dataframe[0].value["name"].tolist()
    assert app.expander[0].label == "Too little known: 1 model"


def test_an_unknown_domain_is_refused_with_those_that_there_are(visit: Visit) -> None:
    visit()
    with pytest.raises(UnknownDomainError, match="hard, medical"):
        leaderboard.answer(current_snapshot(), LeaderboardQuestion(filters=Filters(domain="cooking")))


def test_whoever_has_no_place_is_told_why(visit: Visit) -> None:
    visit()
    told = leaderboard.answer(current_snapshot(), LeaderboardQuestion(filters=Filters(domain="medical"), unsold=True))
    reasons = told.left.set_index("model_id")["reason"]
    assert reasons[reasons.isna()].index.tolist() == ["big/best", "open/large"]
    assert reasons["open/small"] == "no ability known in this domain"
    told = leaderboard.answer(current_snapshot(), LeaderboardQuestion())
    reasons = told.left.set_index("model_id")["reason"]
    assert reasons["no/price"] == leaderboard.NOT_SOLD
    assert reasons["only/offered"] == "ability inferred from other domains only"
    assert len(told.ranked) == reasons.isna().sum()


# The chart


def _placed() -> pd.DataFrame:
    rows = [
        {"model_id": f"acme/{value:.0f}", "name": name, "developer": maker, "weights": weights}
        | {"value": value, "low": value - 5, "high": value + 5, "boards": 2, "coverage": 0.5}
        for name, maker, weights, value in [
            (HTML, "acme", "open", 90.0),
            (MARKDOWN, "zeta", "closed", 60.0),
            ("plain", None, None, 30.0),
        ]
    ]
    columns = [name for name in rules.COLUMNS if not name.startswith("rank_")]
    return rules.ranked(pd.DataFrame(rows).reindex(columns=columns))[0]


def test_the_chart_draws_each_bar_with_its_interval_its_ranks_and_its_price() -> None:
    figure = leaderboard_figure(_placed(), pd.DataFrame({"name": ["Known"], "value": [40.0]}))
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [bar.name for bar in bars] == ["Open weights", "Closed weights", "Weights not stated"]
    assert list(bars[0].error_x.array) == [5]
    texts = [each.text for each in figure.layout.annotations]
    assert texts == ["1", "-", "2", "-", "3", "-", "<b>Rank</b>", "<b>$ / Mtok</b>"]
    assert figure.layout.shapes[0].x0 == 40


def test_the_colours_may_say_the_maker() -> None:
    figure = leaderboard_figure(_placed(), pd.DataFrame({"name": [], "value": []}), "maker")
    assert [bar.name for bar in figure.data] == ["acme", "zeta", OTHERS]


def test_no_foreign_name_gets_into_the_chart_as_markup() -> None:
    figure = leaderboard_figure(_placed(), pd.DataFrame({"name": [HTML], "value": [50.0]}))
    assert "<img" not in str(figure.to_dict())
    assert "90.0 (85.0 to 95.0), rank 1 to 1" in alt_text(_placed(), "General")

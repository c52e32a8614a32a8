"""The Trade-offs page, run headless over the shared snapshot."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog import queries
from catalog.store import StoreError
from tests.pages.opening import page_at


@pytest.fixture(autouse=True)
def _data(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))


def _opened(**address: str) -> AppTest:
    opened = page_at("tradeoffs", address).run()
    assert not opened.exception
    return opened


def _names(app: AppTest) -> list[str]:
    found: list[str] = app.dataframe[0].value["name"].tolist()
    return found


def _told(app: AppTest) -> str:
    return "\n".join(part.value for part in [*app.markdown, *app.caption])


def _chart(app: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.get("plotly_chart")[0].proto.spec)
    return found


def test_it_opens_with_ability_in_general_against_price() -> None:
    app = _opened()
    assert _names(app)[:3] == ["Best", "Large open", "Best mini"]
    assert "**7 of 12 models shown**" in _told(app)
    assert "Ability **90.0** (85.0 to 95.0) · **\\$10\\.00**" in _told(app)
    assert _chart(app)["layout"]["yaxis"]["title"]["text"] == "Ability: General (50 = the middle model of 2025)"


def test_it_says_who_published_what_is_shown() -> None:
    told = _told(_opened())
    assert "Ability: Shortlist's own estimate" in told
    assert "From: [Acme board, CC BY 4\\.0](<https://acme_board.example/board>), figures of 19 Aug 2026." in told
    assert "Prices: [Acme prices, CC BY 4\\.0](<https://acme_prices.example/board>), figures of 31 May 2026." in told


def test_the_address_restores_every_choice() -> None:
    app = _opened(
        domain="medical",
        quality="Medical test",
        input_percent="50",
        price="Middle provider",
        weights="open",
        size="Parameters",
    )
    assert (app.selectbox(key="gate_domain").value, app.selectbox(key="quality").value) == ("medical", "med_test")
    assert app.select_slider(key="gate_input_percent").value == 50
    assert _names(app) == ["Large open"]
    assert app.dataframe[0].value["provider"].tolist() == ["Zeta"]
    assert app.dataframe[0].value["blended_usd_per_mtok"].tolist() == [1.5]


def test_what_cannot_be_chosen_is_told_and_the_default_is_shown() -> None:
    app = _opened(quality="<script>", price="'; DROP", input_percent="-7", size="x" * 10_000, domain="nowhere")
    assert _names(app)[0] == "Best"
    assert len(app.dataframe[0].value) == 7
    assert sorted(toast.value for toast in app.toast)[:2] == [
        "Ignored in the address: Measured by, “\\<script\\>”.",
        "Ignored in the address: Price of, “'; DROP”.",
    ]
    assert all(len(toast.value) < 150 for toast in app.toast)
    assert "Domain: “nowhere” is not known here" in app.info[0].value.replace("\\", "")


def test_another_domain_starts_anew_with_its_ability() -> None:
    app = _opened(quality="Votes on text")
    assert app.selectbox(key="quality").value == "lmarena_text_overall"
    app.selectbox(key="gate_domain").set_value("medical").run()
    assert app.selectbox(key="quality").value == "ability"
    assert _names(app) == ["Best", "Large open"]


def test_a_benchmark_shows_every_effort_that_was_tested() -> None:
    app = _opened(quality="Votes on text")
    assert "**8 of 12 models shown**, as 9 points: one for each effort" in _told(app)
    assert "Scores: [Acme board" in _told(app)


def test_claims_are_shown_only_on_request() -> None:
    assert "Only claims" not in _names(_opened(quality="Votes on text"))
    assert _names(_opened(quality="Votes on text", self_reported="true"))[0] == "Only claims"


def test_lower_is_better_where_the_benchmark_says_so() -> None:
    assert _names(_opened(quality="Facts made up")) == ["Best", "Small open"]


def test_speed_against_quality_and_against_price() -> None:
    app = _opened(axes_shown="Quality / speed")
    assert _names(app) == ["Best", "Large open", "Small open"]
    assert "Speeds: [Acme board" in _told(app)
    symbols = {trace["marker"]["symbol"] for trace in _chart(app)["data"] if trace.get("customdata")}
    assert symbols == {"circle", "circle-open", "diamond-open"}
    app = _opened(axes_shown="Price / speed")
    assert _names(app) == ["Small open", "Large open", "Best"]
    assert not [box for box in app.selectbox if box.key == "quality"]


def test_speed_on_ones_own_hardware() -> None:
    app = _opened(axes_shown="Quality / speed", speed_on="RTX 3060 (12 GB)")
    assert app.dataframe[0].value["speed_place"].tolist() == ["RTX 3060 (12 GB)"]


def test_intervals_ranges_and_sizes_are_drawn_on_request() -> None:
    plain, rich = _opened(), _opened(intervals="true", price="All providers, as a range", size="Parameters")
    assert not [trace for trace in _chart(plain)["data"] if trace.get("error_x") or trace.get("error_y")]
    drawn = [trace for trace in _chart(rich)["data"] if trace.get("customdata")]
    assert all(trace["error_x"] and trace["error_y"] for trace in drawn)
    assert "Size: parameters, by its logarithm. 6 points of unknown size drawn smallest." in _told(rich)


def test_what_a_board_does_not_state_is_said() -> None:
    assert "This board states no intervals." not in _told(_opened(quality="Votes on text", intervals="true"))


def test_an_inferred_ability_is_shown_only_on_request() -> None:
    assert "Only offered" not in _names(_opened())
    app = _opened(inferred="true")
    assert "Only offered" in _names(app)
    assert "Closed weights, ability inferred" in {trace.get("name") for trace in _chart(app)["data"]}


def test_nothing_left_is_explained_with_the_gate_to_open() -> None:
    app = _opened(weights="closed", developer="open")
    assert "No model is left. Taking back one of these filters gives some:" in app.info[0].value
    app.button(key="open_weights").click().run()
    assert _names(app) == ["Large open", "Small open"]


def test_nothing_left_without_a_gate_to_blame_says_what_else_to_do() -> None:
    app = _opened(
        domain="medical",
        quality="Medical test",
        developer="nobody",
        axes_shown="Quality / speed",
        speed_on="RTX 3060 (12 GB)",
    )
    assert "No model is left. Choose another quality" in app.info[-1].value


def test_the_lists_of_the_view_are_drawn_where_it_is_open_and_what_is_chosen_stays() -> None:
    app = _opened(price="Middle provider")
    assert not [box for box in app.selectbox if box.key == "view_price"]
    app.session_state["view"] = True
    app.run()
    assert app.selectbox(key="view_price").value == "middle"
    app.selectbox(key="view_price").set_value("acme").run()
    app.session_state["view"] = False
    app.run()
    assert set(app.dataframe[0].value["provider"]) == {"Acme"}


def test_what_was_picked_stands_first_in_the_table_and_can_be_compared() -> None:
    app = _opened(picked="odd/html,open/small,gone/model")
    assert _names(app)[:2] == ["<b>x</b><img src=x onerror=alert(1)>", "Small open"]
    assert "2 models selected: \\<b\\>x\\</b\\>\\<img src=x onerror=alert\\(1\\)\\>, Small open" in _told(app)
    links = [link.proto for link in app.get("page_link")]
    assert ("compare", "models=odd%2Fhtml%2Copen%2Fsmall") in [(link.page, link.query_string) for link in links]


def test_the_card_of_a_picked_point_says_what_beats_it() -> None:
    app = _opened(picked="big/best-mini")
    told = _told(app)
    assert "What we would take" not in told
    assert "Large open beats it\\: 80\\.0 at \\$0\\.70, against 70\\.0 at \\$0\\.875\\." in told
    assert "\\$0\\.875 per million tokens \\(75 % input\\) at Acme" in told
    app.button(key="close_card").click().run()
    assert "What we would take" in _told(app)


def test_the_card_of_a_point_on_the_frontier_says_what_the_next_better_costs() -> None:
    told = _told(_opened(picked="open/large"))
    assert "Nothing shown is better at this price or below\\." in told
    assert "The next better is Best \\(high\\)\\: 10\\.0 points more than this, at 14 times the price\\." in told


def test_hostile_names_stay_text() -> None:
    app = _opened(picked="odd/html")
    told = _told(app)
    assert "\\<img src=x onerror=alert\\(1\\)\\>" in told
    assert "[a](" not in told


def test_over_time_says_so_where_the_history_knows_too_little() -> None:
    app = _opened(axes_shown="Over time")
    assert "The price history knows too few of these models" in app.info[-1].value


def test_a_question_without_an_answer_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(*_: object) -> None:
        message = "The snapshot cannot answer this question."
        raise StoreError(message)

    monkeypatch.setattr(queries, "abilities_in", no_answer)
    app = _opened(input_percent="35")  # that nobody asked before: answers are remembered
    assert app.error[0].value == "The snapshot cannot answer this question."

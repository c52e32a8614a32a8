"""Every page that shows a price says who sells it and under which conditions, and asks in what stays out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from catalog import __main__ as questions
from catalog.answers.choose import answer, need_named
from catalog.decide.need import Need, from_yaml, to_yaml
from catalog.snapshot import current_snapshot
from reports.files import report_on
from tests.pages.opening import page_at
from tests.sellers_world import write_sellers

Visit = Callable[..., AppTest]
WORKLOAD = {"requests": "100000", "input": "1000", "output": "100"}
REQUEST = ["--requests", "100000", "--input-tokens", "1000", "--output-tokens", "100"]


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sellers(tmp_path)
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))


def _visit(slug: str, *opened: str, **address: str) -> AppTest:
    app = page_at(slug, address)
    for part in opened:
        app.session_state[part] = True
    app.run()
    assert not app.exception
    return app


def _told(app: AppTest) -> str:
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info]).replace("\\", "")


def _rows(app: AppTest, column: str = "seller_told") -> pd.DataFrame:
    return next(each.value for each in app.dataframe if column in each.value)


def _asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - decoded JSON
    capsys.readouterr()
    assert questions.main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


# One gate in sight


@pytest.mark.parametrize("slug", ["tradeoffs", "costs", "models"])
def test_resellers_and_strangers_are_out_until_the_gate_in_sight_asks_them_in(slug: str) -> None:
    app = _visit(slug)
    shown = _rows(app)
    assert "resold" not in set(shown["name"].where(shown["seller_told"].notna()).dropna())
    app.selectbox(key="gate_resellers").set_value(True).run()
    assert not app.exception
    assert {"reseller, SG"} <= set(_rows(app)["seller_told"])
    assert app.pills(key="asked_chips").options == ["resellers and aggregators too ✕"]


@pytest.mark.parametrize("slug", ["choose", "tradeoffs", "costs", "models"])
def test_the_address_asks_in_resellers_and_withdrawn_models_and_clear_leaves_both_out_again(slug: str) -> None:
    app = _visit(slug, resellers="true", withdrawn="true")
    assert app.pills(key="asked_chips").value == ["resellers", "withdrawn"]
    assert "gone" in set(_rows(app)["name"])
    app.button(key="clear_gates").click().run()
    if slug == "choose":  # its filters stand behind a button: where nothing is asked, no list is drawn
        assert not app.pills
    else:
        assert "No filter is set. Prices of makers, clouds and inference providers; without models" in _told(app)
    assert "gone" not in set(_rows(app)["name"])
    assert "reseller, SG" not in set(_rows(app)["seller_told"])


def test_a_needs_file_keeps_both_gates() -> None:
    need = from_yaml("gates:\n  resellers: true\n  withdrawn: true\n", {"domain": ["hard"]})
    assert (need.filters.resellers, need.filters.withdrawn) == (True, True)
    assert from_yaml(to_yaml(need), {"domain": ["hard"]}) == need
    assert "resellers" not in to_yaml(Need())


# Who sells, and under which conditions


@pytest.mark.parametrize("slug", ["choose", "tradeoffs", "costs", "models"])
def test_the_table_says_which_kind_of_seller_from_where(slug: str) -> None:
    rows = _rows(_visit(slug)).set_index("name")
    assert rows.loc["hourly", "seller_told"] == "maker, CN"
    assert rows.loc["ending", "seller_told"] == "cloud, US"


@pytest.mark.parametrize("slug", ["choose", "tradeoffs", "costs"])
def test_the_table_and_the_hover_tell_the_range_by_hour(slug: str) -> None:
    app = _visit(slug)
    assert "by hour" in _rows(app).set_index("name").loc["hourly", "price_terms"]
    charts = " ".join(chart.proto.spec for chart in app.get("plotly_chart"))
    assert "(maker, CN)" in charts
    assert "by hour" in charts


def test_kinds_of_sellers_are_credited_to_the_table_that_is_kept_by_hand() -> None:
    assert "Kinds and countries of sellers" in _told(_visit("tradeoffs"))


def test_the_comparison_says_who_sells_and_why_no_price_counts() -> None:
    table = _visit("compare", models="m/hourly,m/resold").table[0].value.to_string().replace("\\", "")
    assert "(maker," in table
    assert "by hour" in table
    assert "resellers, aggregators" in table


# Why not


def test_a_doubted_and_a_resold_price_say_why_they_do_not_count() -> None:
    rows = _rows(_visit("model", id="m/doubted", part="Prices"), "why_not")
    assert rows["why_not"].tolist() == [
        "a price that can hardly be true: its maker's price is 50 times as much",
    ]
    rows = _rows(_visit("model", id="m/hourly", part="Prices"), "why_not").set_index("provider")
    assert rows.loc["Passer", "why_not"] == "a reseller, an aggregator or a seller that is not well known"
    assert rows["is_cheapest"].to_dict() == {"Maker": True, "Passer": False}


@pytest.mark.parametrize(("model_id", "why"), [("m/resold", "resellers, aggregators"), ("m/doubted", "can hardly be")])
def test_a_price_that_is_not_shown_says_why(model_id: str, why: str) -> None:
    assert why in _told(_visit("model", id=model_id))


def test_why_not_says_who_has_a_price_that_does_not_count() -> None:
    reasons = _rows(_visit("tradeoffs", "why_not"), "reason").set_index("name")["reason"]
    assert reasons["resold"] == "resellers, aggregators or sellers that are not well known only"
    assert reasons["doubted"] == "a price that can hardly be true only"


# The life cycle


@pytest.mark.parametrize("slug", ["choose", "tradeoffs", "costs", "models"])
def test_why_not_says_when_and_by_whom_a_model_was_withdrawn(slug: str) -> None:
    reasons = _rows(_visit(slug, "why_not"), "reason").set_index("name")["reason"]
    assert reasons["gone"] == "no longer sold by its maker: since 1 Mar 2026, says Acme board"


def test_a_winner_that_retires_within_a_year_says_so_on_the_page_in_the_command_and_in_the_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "need.yml"
    file.write_text("gates:\n  provider: [cloudy]\n", encoding="utf-8")
    told = _told(_visit("choose", "reasons", need="1", provider="cloudy"))
    assert "Its maker retires it on 1 Feb 2027." in told
    winners = _asked(capsys, "choose", "--need", str(file))["winners"]
    assert any("Its maker retires it on 1 Feb 2027." in winner["reason"] for winner in winners)
    snapshot = current_snapshot()
    document, _ = report_on(snapshot.ask, need_named(snapshot, str(file)), snapshot.made_at)
    assert "Its maker retires it on 1 Feb 2027." in repr(document)
    assert "Cloudy (cloud, US)" in repr(document)


def test_the_conditions_of_a_winners_price_are_told() -> None:
    snapshot = current_snapshot()
    said = " ".join(winner.reason for winner in answer(snapshot, Need()).winners)
    assert "Conditions of that price: $95.00 to $190 a month by hour" in said


def test_a_models_page_has_its_dates_each_with_who_states_it() -> None:
    told = _told(_visit("model", id="m/ending", part="Facts"))
    assert "retires on 1 Feb 2027" in told
    assert "- Cloudy: sold until 24 Dec 2026, says Acme prices" in told
    table = _visit("model", id="m/ending", part="Facts").table[0].value
    facts = dict(zip(table["Fact"], table["Value"], strict=True))
    assert facts["Retires on"] == "1 Feb 2027, says Acme board"
    assert facts["Deprecated from"] == "unknown"
    assert facts["No longer sold by its maker since"] == "no source says so"


def test_a_withdrawn_models_page_says_since_when_and_by_whom() -> None:
    assert "No longer sold by its maker since 1 Mar 2026, says Acme board" in _told(_visit("model", id="m/gone"))


def test_the_days_of_a_comparison_name_who_states_them() -> None:
    told = _told(_visit("compare", models="m/gone,m/ending"))
    assert "No longer sold by its maker since:** **gone** (1 Mar 2026)" in told


# A request that does not fit


def test_a_request_longer_than_a_known_window_gets_no_bill_and_says_whose_and_how_long(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = {"requests": "100", "input": "70000", "output": "100"}
    reasons = _rows(_visit("costs", "why_not", **long), "reason").set_index("name")["reason"]
    why = "no offer takes a request of this length: Maker takes at most 60,000 tokens in"
    assert reasons["hourly"] == why
    told = _asked(capsys, "cost", "--requests", "100", "--input-tokens", "70000", "--output-tokens", "100")
    unbilled = {row["model_id"]: row for row in told["unbilled"]}
    assert unbilled["m/hourly"]["detail"] in why


def test_one_models_offers_show_its_three_limits_apart_and_the_offers_without_a_bill(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = _visit("costs", one="true", of="m/hourly", **WORKLOAD)
    offers = app.dataframe[1].value
    assert offers["max_input_tokens"].tolist() == [60_000]
    assert "- Passer: a reseller, an aggregator or a seller that is not well known" in _told(app)
    told = _asked(capsys, "cost", *REQUEST, "--model", "m/hourly")
    assert [(row["provider"], row["why_not"]) for row in told["unbilled_offers"]] == [
        ("Passer", "a reseller, an aggregator or a seller that is not well known")
    ]
    assert [row["max_input_tokens"] for row in told["offers"]] == [60_000]


@pytest.mark.parametrize("more", [{}, {"resellers": "true"}, {"withdrawn": "true"}])
def test_costs_and_the_command_bill_the_same_sellers(more: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    options = [f"--{name}" for name in more]
    told = {(row["name"], row["seller_told"]) for row in _asked(capsys, "cost", *REQUEST, *options)["models"]}
    shown = _rows(_visit("costs", least="Any ability", **WORKLOAD, **more))
    assert set(zip(shown["name"], shown["seller_told"], strict=True)) == told

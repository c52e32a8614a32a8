"""The Costs page, run headless over a small snapshot."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from catalog import queries
from catalog.fields import declared
from catalog.hosting.plans import USUAL_SERVING, Serving
from tests.pages.opening import page_at

Visit = Callable[..., AppTest]
RATES = pd.DataFrame(
    [
        {"currency": "USD", "units_per_eur": 1.25, "as_of": date(2024, 6, 28), "source_id": "ecb_rates"}
        | {"source": "Euro reference rates", "licence": "CC0"}
    ]
)


@pytest.fixture
def visit(costs_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page at an address."""
    monkeypatch.setenv("SHORTLIST_DATA", str(costs_data))

    def visited(opened: str = "", **address: str) -> AppTest:
        app = page_at("costs", address)
        if opened:
            app.session_state[opened] = True
        found = app.run()
        assert not found.exception
        return found

    return visited


def _told(page: AppTest) -> str:
    return "\n".join(part.value for part in [*page.markdown, *page.caption, *page.info])


def _machines(page: AppTest) -> pd.DataFrame:
    found = next(table.value for table in page.dataframe if "machine" in table.value)
    return found.set_index("machine")


def _bills(page: AppTest) -> dict[str, float]:
    table = page.dataframe[0].value
    return dict(zip(table["name"], table["usd_per_month"].round(6), strict=True))


def test_the_bills_of_good_models_are_shown_cheapest_first(visit: Visit) -> None:
    page = visit()
    # 100,000 requests of 2,000 tokens in and 500 out, at the cheapest offer that is not flagged; Large open writes
    # three times the usual.
    assert list(_bills(page).values()) == [80.0, 320.0, 2250.0]
    assert list(_bills(page))[1:] == ["Large open", "Best"]
    assert "The cheapest with an ability of 50 or more" in _told(page)
    assert r"**Large open** (\$320.00 a month, ability 60)" in _told(page)


def test_the_spread_compares_the_cheapest_with_the_dearest_provider(visit: Visit) -> None:
    table = visit().dataframe[0].value.set_index("name")
    assert table.loc["Large open", "dearest_over_cheapest"] == pytest.approx(0.0195 / 0.0032)


def test_any_ability_shows_models_of_unknown_ability_too(visit: Visit) -> None:
    bills = _bills(visit(least="Any ability"))
    assert bills["Small open"] == 11.666667  # it writes a third of the usual
    assert bills["Only offered"] == 300.0


def test_shown_and_reasons_sum_to_all_models(visit: Visit) -> None:
    page = visit(opened="why_not")
    assert "**3 of 12 models shown**" in _told(page)
    reasons = next(part.value for part in page.markdown if "ability below 50" in part.value)
    counts = [int(line.split()[1]) for line in reasons.splitlines()]
    assert 3 + sum(counts) == 12
    assert "- 1 model: free tiers or subscriptions only" in reasons


def test_models_without_a_bill_are_counted_with_the_reason(visit: Visit) -> None:
    assert "No bill for 2 of the 12 models with an offer. 1 model: free tiers or subscriptions only; 1 model" in _told(
        visit()
    )


def test_the_address_restores_the_workload(visit: Visit) -> None:
    page = visit(requests="1000000", input="1000", output="0", least="Any ability")
    assert _bills(page)["Large open"] == 400.0
    assert page.number_input(key="workload_requests_per_month").value == 1_000_000


def test_no_requests_compare_models_by_the_request(visit: Visit) -> None:
    page = visit(requests="0")
    assert "No requests a month cost nothing" in _told(page)
    assert page.dataframe[0].value["name"].tolist()[1:] == ["Large open", "Best"]
    assert r"\$0.0032 a request" in _told(page)
    assert "usd_per_month" not in page.dataframe[0].value


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"cached": "3000"}, "state less"),
        ({"requests": "9000000000000"}, "a number from 0 to 1,000,000,000,000 expected"),
        ({"input": "0", "output": "0"}, "no tokens was found"),
    ],
)
def test_what_cannot_be_of_a_workload_is_told_and_the_rest_is_kept(
    visit: Visit, address: dict[str, str], said: str
) -> None:
    page = visit(**address)
    assert said in page.info[0].value.replace("\\", "")
    assert page.dataframe


@pytest.mark.parametrize(
    "address", [{"requests": "<script>"}, {"requests": "-5"}, {"batch": "900"}, {"least": "x"}, {"of": "'; DROP"}]
)
def test_a_nonsense_address_shows_the_default(visit: Visit, address: dict[str, str]) -> None:
    assert len(visit(**address).dataframe[0].value) == 3


def test_a_request_too_long_for_all_says_so(visit: Visit) -> None:
    page = visit(input="900000000", domain="hard")
    assert not page.error
    assert "models shown" in _told(page)


def test_foreign_names_stay_text(visit: Visit) -> None:
    page = visit(one="true", of="odd/html", own="true", serve="odd/html")
    assert "<img" not in _told(page).replace(r"\<", "")


def test_closed_parts_ask_for_nothing(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    asked = []
    for name in ("gpu_offers", "shape_rows", "prices_of"):
        monkeypatch.setattr(queries, name, lambda *_, name=name: asked.append(name))
    visit()
    assert asked == []


# One model


def test_one_model_opens_with_every_offer_its_history_and_its_tasks(visit: Visit) -> None:
    page = visit(one="true", of="open/large")
    offers, tasks = page.dataframe[1].value, page.dataframe[2].value
    assert offers["provider"].tolist() == ["Beta", "Zeta", "Gamma"]
    assert offers["usd_per_month"].round(6).tolist() == [320.0, 480.0, 1950.0]
    assert tasks["usd_over_median"].tolist() == [3.0]
    # 1,000 tokens in at $0.40 and 900 out at $1.60 a million.
    assert tasks["usd_per_task_today"].tolist() == [pytest.approx(0.00184)]
    assert "it costs **3.0 times** the median model (over 1 run), it writes **3.0 times**" in _told(page)


def test_free_tiers_stand_apart(visit: Visit) -> None:
    assert "Apart, as their limits are not known: free tier at Acme." in _told(visit(one="true", of="free/trial"))


def test_what_nobody_publishes_is_said(visit: Visit) -> None:
    told = _told(visit(one="true", of="big/best-mini"))
    assert "No history of its list prices is known." in told
    assert "No board here publishes what its tasks cost" in told


# Our own GPUs


def test_how_a_model_is_served_is_asked_within_the_bounds_of_a_serving(visit: Visit) -> None:
    page, fields = visit("own"), declared(Serving)
    concurrency, utilisation = page.number_input(key="at_once"), page.number_input(key="busy")
    assert (concurrency.min, concurrency.max) == (fields["concurrency"].least, fields["concurrency"].most)
    assert (concurrency.label, concurrency.value) == (fields["concurrency"].title, USUAL_SERVING.concurrency)
    assert (utilisation.min, utilisation.max) == (1, 100 * fields["utilisation"].most)
    assert utilisation.value == 100 * USUAL_SERVING.utilisation
    precisions = page.button_group(key="precision").options
    assert list(precisions) == ["As released", *(name.upper() for name in fields["precision"].options)]
    caches = [f"{name.upper()} cache" for name in fields["cache_precision"].options]
    assert page.selectbox(key="cache").options == caches


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ({"busy": "0"}, "Utilisation, %: a whole number from 1 to 100 expected, found “0”."),
        ({"busy": "many"}, "Utilisation, %: a whole number from 1 to 100 expected, found “many”."),
        ({"at_once": "10001"}, "Requests at once: a whole number from 1 to 10,000 expected, found “10001”."),
    ],
)
def test_what_no_serving_can_be_is_told_and_the_usual_counts(visit: Visit, address: dict[str, str], told: str) -> None:
    page = visit("own", **address)
    assert [toast.value.replace("\\", "") for toast in page.toast] == [f"Ignored in the address: {told}"]
    assert page.number_input(key="busy").value == 100 * USUAL_SERVING.utilisation
    assert page.number_input(key="at_once").value is None


def test_the_machines_on_which_a_model_fits_are_shown_with_the_evidence_of_their_speed(visit: Visit) -> None:
    page = visit(own="true", serve="open/small", precision="FP8")
    table = _machines(page)
    assert set(table.index) == {"1 x H100 80GB", "8 x H100 80GB", "1 x RTX 3090 24GB"}
    assert table["speed_evidence"].to_dict() == {
        "1 x H100 80GB": "estimated",
        "8 x H100 80GB": "measured",
        "1 x RTX 3090 24GB": "estimated",
    }
    assert table.loc["8 x H100 80GB", "tokens_per_second"] == 72_000
    # The middle of two clouds is the cheaper: $2 x 730 hours.
    assert table.loc["1 x H100 80GB", "usd_per_month"] == 1460.0
    assert "It fits on **3 of 3** kinds of machine" in _told(page)
    assert "Weights: 8 billion parameters x 1 byte (FP8) = 8.0 GB." in _told(page).replace("\\", "")
    assert "2 x 32 layers x 8 KV heads x 128 x 2 bytes x 2,500 tokens" in _told(page).replace("\\", "")


def test_only_addresses_of_the_web_are_links(visit: Visit) -> None:
    table = _machines(visit(own="true", serve="open/small"))
    assert table["price_url"].isna().to_dict() == {
        "1 x H100 80GB": False,
        "8 x H100 80GB": True,
        "1 x RTX 3090 24GB": False,
    }


def test_the_volume_from_which_our_own_are_cheaper_is_told(visit: Visit) -> None:
    # $0.01 x 730 hours / $0.00015 a request = 48,667 requests a month.
    told = _told(visit(own="true", serve="open/small"))
    assert "Your own pay off from **48,667 requests a month** on, with 1 x RTX 3090 24GB." in told
    assert "requests a month and is paid off from 48,667." in told


def test_the_answer_names_what_the_api_and_our_own_machine_cost_and_which_of_them_we_recommend(visit: Visit) -> None:
    told = _told(visit(own="true", serve="open/small")).replace("\\", "")
    assert "**100,000 requests a month of Small open**: **$15.00** at" in told
    assert "**$7.30** on your own 1 x RTX 3090 24GB (at an estimated speed: measure before you buy)." in told
    assert "On cost we recommend **your own machines** at this volume." in told


def test_another_model_forgets_the_machine_that_was_picked_for_the_one_before(visit: Visit) -> None:
    page = visit(own="true", serve="open/small", machine="8 x H100 80GB")
    assert page.selectbox(key="machine").value == "8 x H100 80GB"
    page.selectbox(key="serve").set_value("open/large").run()
    assert not page.exception
    page.selectbox(key="serve").set_value("open/small").run()
    assert page.selectbox(key="machine").value == "first"
    assert "machine" not in page.query_params


def test_the_chart_follows_the_machine_that_pays_off_first_until_another_is_picked(visit: Visit) -> None:
    page = visit(own="true", serve="open/small")
    assert "1 x RTX 3090 24GB answers" not in _told(page)
    assert "paid off from 48,667." in _told(page)
    page.number_input(key="workload_output_tokens").set_value(5000.0).run()
    assert page.selectbox(key="machine").value == "first"
    assert "paid off from 48,667." not in _told(page)


def test_a_model_in_the_address_that_cannot_be_served_is_told(visit: Visit) -> None:
    page = visit(own="true", serve="no/such")
    assert [toast.value.replace("\\", "") for toast in page.toast] == ["Ignored in the address: Open model, “no/such”."]


@pytest.mark.parametrize("number", ["inf", "nan", "1e309", "-5", "1O0"])
def test_what_is_no_number_of_requests_is_told_and_the_usual_counts(visit: Visit, number: str) -> None:
    page = visit(requests=number)
    assert f"Requests a month: a number from 0 to 1,000,000,000,000 expected, found “{number}”" in page.info[
        0
    ].value.replace("\\", "")
    assert _bills(page)["Large open"] == 320.0


def test_euros_stand_beside_dollars_with_the_rate_its_day_and_its_source(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    st.cache_resource.clear()
    monkeypatch.setattr(queries, "exchange_rates", lambda _: RATES)
    page = visit(eur="true")
    told = _told(page).replace("\\", "")
    assert "**Large open** ($320.00 (€256.00) a month, ability 60)" in told
    assert "Euros: 1 USD = 0.8 EUR, Euro reference rates of 28 June 2024 (CC0). For showing only." in told
    table = page.dataframe[0].value.set_index("name")
    assert table.loc["Large open", "eur_per_month"] == pytest.approx(256.0)
    st.cache_resource.clear()


def test_without_a_rate_euros_are_said_to_be_unknown(visit: Visit) -> None:
    page = visit(eur="true")
    assert "These figures hold no exchange rate" in _told(page)
    assert "eur_per_month" not in page.dataframe[0].value


def test_a_machine_that_never_pays_off_is_said(visit: Visit) -> None:
    told = _told(visit(own="true", serve="open/small", busy="1", machine="8 x H100 80GB"))
    assert "The lines never cross: at full load 8 x H100 80GB answers" in told


def test_an_unknown_architecture_is_said_and_nothing_is_guessed(visit: Visit) -> None:
    page = visit(own="true", serve="open/large")
    told = _told(page).replace("\\", "")
    assert "Whether it fits is **not known** of 3 of 3 kinds of machine: " in told
    assert "It fits on" not in told
    assert "Weights: not known" in told
    assert len(page.dataframe) == 1


def test_a_request_that_cannot_be_served_ends_in_a_sentence(visit: Visit) -> None:
    page = visit(own="true", serve="open/small", output="0")
    assert "Output tokens: a number from 1 to 100,000,000 expected, found 0." in page.info[0].value.replace("\\", "")

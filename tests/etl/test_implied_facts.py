"""What tables imply about models that no listing states."""

from datetime import date
from typing import Any

import pytest

from catalog.records import HubModel, ModelShape, PricePeriod
from etl.implied_facts import Implied, Listed, first_prices
from tests.handmade import tables

DAY = date(2026, 3, 2)


def implied(model_id: str = "acme/one", repo: str | None = None, **rows: list[Any]) -> dict[tuple[str, str], str]:
    """Return what tables imply about one model: value by fact and basis."""
    made = tables(**{"hub_models": [], "model_shapes": [], "price_history": []} | rows)
    listed = Listed(model_id=model_id, hub_repo_id=repo, source_id="acme_board", as_of=DAY)
    return {(told.fact, told.basis): told.value for told in Implied(made).about(listed)}


def period(model_id: str, begun: date, provider: str = "openai", **more: Any) -> PricePeriod:  # noqa: ANN401
    return PricePeriod(model_id=model_id, provider=provider, valid_from=begun, source_id="acme_prices", **more)


def test_a_name_states_sizes() -> None:
    assert implied("qwen/qwen3-235b-a22b") == {
        ("parameters", "name"): "235000000000",
        ("active_parameters", "name"): "22000000000",
    }
    assert implied("acme/one") == {}


def test_a_repository_states_that_the_weights_are_open_their_licence_size_and_first_day() -> None:
    row = HubModel(hub_repo_id="Acme/One", licence_id="mit", parameters=7, created_on=DAY, as_of=DAY)
    assert implied(repo="acme/one", hub_models=[row]) == {
        ("weights", "repository"): "open",
        ("licence_id", "repository"): "mit",
        ("parameters", "repository"): "7",
        ("release_date", "repository"): "2026-03-02",
    }


def test_a_repository_that_the_listing_does_not_reach_still_has_the_weights() -> None:
    assert implied(repo="Acme/One") == {("weights", "repository"): "open"}


def test_the_day_on_which_the_hub_began_to_note_days_is_no_release() -> None:
    row = HubModel(hub_repo_id="Acme/One", created_on=date(2022, 3, 2))
    assert implied(repo="Acme/One", hub_models=[row]) == {("weights", "repository"): "open"}


@pytest.mark.parametrize(
    ("repo", "architecture", "active"),
    [
        ("Acme/One", "llama", "100"),
        ("Acme/One", "mixtral", None),
        ("Acme/One", "unheard_of", None),
        ("Acme/One-26B-A4B", "gemma4", None),
    ],
)
def test_where_an_architecture_has_no_experts_each_token_uses_all_parameters(
    repo: str, architecture: str, active: str | None
) -> None:
    shape = ModelShape(hub_repo_id=repo, architecture=architecture, parameters=100, source_id="shapes")
    found = implied(repo=repo, model_shapes=[shape])
    assert found["parameters", "configuration"] == "100"
    assert found.get(("active_parameters", "configuration")) == active


def test_a_developers_own_first_price_dates_its_model() -> None:
    rows = [period("openai/one", DAY), period("openai/one", date(2026, 5, 1))]
    assert implied("openai/one", price_history=rows) == {("release_date", "price list"): "2026-03-02"}


def test_a_resellers_first_price_dates_nothing() -> None:
    assert implied("openai/one", price_history=[period("openai/one", DAY, provider="azure")]) == {}


def test_days_on_which_a_price_list_begins_to_hold_a_seller_date_nothing() -> None:
    five = [period(f"openai/{n}", DAY) for n in range(5)]
    assert first_prices(tables(price_history=five)["price_history"]) == {}
    assert len(first_prices(tables(price_history=five[:4])["price_history"])) == 4


def test_a_price_of_no_known_beginning_dates_nothing() -> None:
    row = PricePeriod(model_id="openai/one", provider="openai", source_id="acme_prices")
    assert implied("openai/one", price_history=[row]) == {}

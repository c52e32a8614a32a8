"""Prices under moving aliases, and bare names at sellers: which model their rows are of."""

from datetime import date

import pandas as pd
import pytest

from catalog.identity.resolve import Identity, KnownModel, Name
from catalog.records import PricePeriod
from etl.join import join
from etl.pointers import REASON
from etl.served import served
from etl.source import Batch
from tests.handmade import batch, offer, score, source

OLD, NEW = "deepseek/zebra-3", "deepseek/zebra-4"
SOURCES = {
    "openrouter": source("openrouter", founds="ids"),
    "prices": source("prices"),
    "board": source("board"),
    "chats": source("chats", serves=True),
}
BASE, TUNED = "meta-llama/Zebra-3-8B", "meta-llama/Zebra-3-8B-Instruct"
OPEN = Identity(KnownModel(model_id=repo.lower(), hub_repo_id=repo) for repo in (BASE, TUNED))


def sold(name: str, model_in: float, window: int | None, provider: str = "deepseek") -> tuple[object, Name]:
    return offer(model_in, 2 * model_in, provider=provider, context_tokens=window, model_name=name), Name(name)


def offers(*rows: tuple[object, Name]) -> pd.DataFrame:
    """Return the offers that a price list's rows make beside a catalogue that knows two models."""
    listed = batch((offer(9.0, 9.0, provider="elsewhere"), OLD), (offer(9.0, 9.0, provider="elsewhere"), NEW))
    return (
        join({"openrouter": listed, "prices": batch(*rows)}, SOURCES, {})
        .tables["offers"]
        .query("source_id == 'prices'")
    )


FIXED = [sold("zebra-3", 1.0, 128_000), sold("zebra-4", 3.0, 1_000_000)]


@pytest.mark.parametrize(("price", "window", "model_id"), [(1.0, 128_000, OLD), (3.0, 1_048_576, NEW)])
def test_a_moving_alias_is_held_to_the_model_of_its_price_and_window(price: float, window: int, model_id: str) -> None:
    found = offers(*FIXED, sold("deepseek-chat", price, window, "reseller"))
    assert found.query("model_name == 'deepseek-chat'")["model_id"].tolist() == [model_id]


@pytest.mark.parametrize(("price", "window"), [(1.5, 128_000), (1.0, 1_000_000), (1.0, None)])
def test_a_moving_alias_of_no_models_price_and_window_stays_out(price: float, window: int | None) -> None:
    made = batch(*FIXED, sold("deepseek-chat", price, window, "reseller"))
    tables = join({"openrouter": batch((offer(), OLD), (offer(), NEW)), "prices": made}, SOURCES, {}).tables
    assert "deepseek-chat" not in set(tables["offers"]["model_name"])
    assert tables["rejects"]["reason"].tolist() == [REASON]


def test_a_moving_alias_that_two_models_could_be_stays_out() -> None:
    same = [sold("zebra-3", 1.0, 128_000), sold("zebra-4", 1.0, 128_000)]
    assert "deepseek-chat" not in set(offers(*same, sold("deepseek-chat", 1.0, 128_000))["model_name"])


def test_a_boards_result_under_a_moving_alias_stays_out() -> None:
    tables = join(
        {"openrouter": batch((offer(), OLD)), "board": batch((score(), "deepseek-reasoner"))}, SOURCES, {}
    ).tables
    assert tables["scores"].empty
    assert tables["rejects"]["example"].tolist() == ["deepseek-reasoner"]


def test_a_catalogues_own_id_that_reads_like_a_moving_alias_is_a_model() -> None:
    tables = join({"openrouter": batch((offer(), "deepseek/deepseek-chat"))}, SOURCES, {}).tables
    assert tables["offers"]["model_id"].tolist() == ["deepseek/deepseek-chat"]


def marks(made: Batch, source_id: str = "prices") -> list[tuple[bool, bool]]:
    """Return (is_served, is_sold) of each name of a batch."""
    found = served(made, SOURCES[source_id], OPEN).found
    return [(one.name.is_served, one.name.is_sold) for one in found if one.name]


def priced(*names: str, provider: str = "acme") -> Batch:
    return batch(*((offer(provider=provider), name) for name in names))


def test_what_a_seller_lists_answers() -> None:
    assert marks(priced("zebra-3-8b")) == [(True, True)]
    assert marks(batch((PricePeriod(provider="acme", input_usd_per_mtok=1.0), "zebra-3-8b"))) == [(True, True)]


def test_a_seller_that_lists_the_base_beside_the_tuned_model_means_it() -> None:
    assert marks(priced("zebra-3-8b", "zebra-3-8b-instruct")) == [(False, True), (False, True)]


def test_a_repositorys_id_says_which_weights_it_means() -> None:
    assert marks(priced(BASE)) == [(False, True)]


def test_a_chat_models_name_beside_a_closed_one_is_no_base() -> None:
    closed = Identity([KnownModel(model_id="openai/gpt-5"), KnownModel(model_id="openai/gpt-5-chat")])
    found = served(priced("gpt-5", "gpt-5-chat"), SOURCES["prices"], closed).found
    assert all(one.name and one.name.is_served for one in found)


@pytest.mark.parametrize(("source_id", "mark"), [("chats", (True, False)), ("board", (False, False))])
def test_a_boards_names_are_of_what_answers_if_it_says_so(source_id: str, mark: tuple[bool, bool]) -> None:
    assert marks(batch((score(), "zebra-3-8b")), source_id) == [mark]


SPRING, SUMMER = "qwen/zebra-3-plus-20260215", "qwen/zebra-3-plus-20260620"
RELEASES = {"openrouter": batch((offer(), SPRING), (offer(), SUMMER))}


@pytest.mark.parametrize(
    ("day", "model_ids"),
    [
        (date(2026, 2, 14), []),
        (date(2026, 2, 15), [SPRING]),
        (date(2026, 6, 19), [SPRING]),
        (date(2026, 6, 20), []),
        (None, []),
    ],
)
def test_a_figure_is_of_the_only_release_that_was_out_on_its_day(day: date | None, model_ids: list[str]) -> None:
    tables = join(RELEASES | {"board": batch((score(as_of=day), "Zebra 3 Plus (thinking)"))}, SOURCES, {}).tables
    assert tables["scores"]["model_id"].tolist() == model_ids
    assert tables["scores"]["effort"].tolist() == ["thinking"] * len(model_ids)
    assert tables["unresolved"]["name"].tolist() == ["Zebra 3 Plus (thinking)"] * (1 - len(model_ids))


def test_a_name_that_states_its_date_is_of_that_release_whatever_the_day_of_the_figure() -> None:
    found = batch((score(as_of=date(2026, 3, 1)), "Zebra 3 Plus 20260620"))
    assert join(RELEASES | {"board": found}, SOURCES, {}).tables["scores"]["model_id"].tolist() == [SUMMER]


def test_an_offer_under_a_name_of_several_releases_stays_out_whenever_its_entry_was_changed() -> None:
    listed = batch((offer(as_of=date(2026, 3, 1), model_name="zebra-3-plus"), "zebra-3-plus"))
    tables = join(RELEASES | {"prices": listed}, SOURCES, {}).tables
    assert "zebra-3-plus" not in set(tables["offers"]["model_name"])
    assert tables["unresolved"]["name"].tolist() == ["zebra-3-plus"]

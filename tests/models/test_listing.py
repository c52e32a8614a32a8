"""The table of models, over frames of its own."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from catalog.filters import Filters
from catalog.models import listing
from tests.offer_rows import known, offer

UNTIL = date(2026, 11, 23)


def _models(*ids: str) -> pd.DataFrame:
    names = [model_id.rpartition("/")[2].replace("-", " ") for model_id in ids]
    known: list[list[str]] = [[] for _ in ids]
    made = pd.DataFrame({"model_id": ids, "name": names, "developer": "acme", "known_as": known})
    return made.assign(sellers=0, boards=0, age_days=None, is_withdrawn=False)


def _in_play(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed: dict[str, Any] = dict.fromkeys(listing._FACTS)  # noqa: SLF001 - every fact of a row, none known
    frame = pd.DataFrame([fixed | row for row in rows])
    return frame.assign(release_date=pd.to_datetime(frame["release_date"]))


def _abilities(*rows: tuple[str, float, float, bool]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["model_id", "value", "coverage", "is_own"])
    return made.assign(effort=None, low=made["value"] - 3, high=made["value"] + 3)


def _periods(*rows: tuple[str, float, str, str | None, str]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["provider", "input_usd_per_mtok", "valid_from", "valid_to", "model_name"])
    dates = {name: pd.to_datetime(made[name]) for name in ("valid_from", "valid_to")}
    return made.assign(model_id="a/b", source_id="s", output_usd_per_mtok=made["input_usd_per_mtok"], **dates)


@pytest.mark.parametrize("text", ["", "???", "q" * 100_000])
def test_nothing_is_near_to_nonsense(text: str) -> None:
    assert listing.nearest(_models("openai/gpt-4o"), text) == []


def test_only_measured_abilities_that_speak_for_their_model_count() -> None:
    found = _abilities(("a", 80.0, 0.5, True), ("a", 90.0, 0.5, False), ("b", 70.0, 0.0, True))
    assert listing.own_abilities(found, inferred=False)["value"].tolist() == [80.0]
    assert listing.own_abilities(found, inferred=True)["value"].tolist() == [80.0, 70.0]


def test_tie_groups_are_those_of_the_whole_domain() -> None:
    own = listing.own_abilities(
        _abilities(("a", 80.0, 0.5, True), ("b", 79.0, 0.5, True), ("c", 60.0, 0.5, True)), inferred=False
    )
    found = listing.rows(_in_play({"model_id": "c"}), own, known(), Filters())
    assert found["tie_group"].tolist() == [2]


def test_a_row_has_the_cheapest_offer_of_the_chosen_providers_and_says_what_is_unknown() -> None:
    models = _in_play({"model_id": "a"}, {"model_id": "b"})
    offers = known(
        offer(model_id="a", provider="cheap", usd=1.0), offer(model_id="a", provider="dear", usd=5.0, speed=50.0)
    )
    own = listing.own_abilities(_abilities(("a", 80.0, 0.5, True)), inferred=False)
    found = listing.rows(models, own, offers, Filters())
    assert found["blended_usd_per_mtok"].tolist()[0] == 1.0
    assert found.loc[0, ["provider", "providers"]].tolist() == ["cheap", 2]
    assert found.loc[1, ["value", "blended_usd_per_mtok", "output_tokens_per_second"]].isna().all()
    chosen = listing.rows(models, own, offers, Filters(provider=("dear",)))
    assert chosen["blended_usd_per_mtok"].tolist()[0] == 5.0


def test_the_speed_of_a_row_is_that_of_the_seller_whose_price_it_shows() -> None:
    models, own = _in_play({"model_id": "a"}), listing.own_abilities(_abilities(), inferred=False)
    offers = known(
        offer(model_id="a", provider="cheap", usd=1.0), offer(model_id="a", provider="dear", usd=5.0, speed=50.0)
    )
    columns = ["provider", "output_tokens_per_second", "speed_place", "speed_evidence"]
    assert listing.rows(models, own, offers, Filters()).loc[0, columns[1:]].isna().all()
    asked = listing.rows(models, own, offers, Filters(speed_from=10.0))
    assert asked.loc[0, columns].tolist() == ["dear", 50.0, "dear", "community"]


def test_the_ablest_come_first_then_the_newest() -> None:
    models = _in_play(
        {"model_id": "old", "release_date": "2025-01-01"},
        {"model_id": "new", "release_date": "2026-01-01"},
        {"model_id": "dateless"},
        {"model_id": "able"},
    )
    own = listing.own_abilities(_abilities(("able", 10.0, 0.5, True)), inferred=False)
    found = listing.rows(models, own, known(), Filters())
    assert found["model_id"].tolist() == ["able", "new", "old", "dateless"]


def test_a_price_history_has_a_price_for_the_beginning_of_each_month() -> None:
    periods = _periods(("p", 4.0, "2026-07-20", "2026-09-15", "n"), ("p", 2.0, "2026-09-15", None, "n"))
    assert listing.price_histories(periods, 0.5, UNTIL)["price_history"]["a/b"] == [4.0, 4.0, 2.0, 2.0]


def test_a_price_history_never_mixes_providers_or_variants() -> None:
    periods = _periods(
        ("p", 4.0, "2026-08-01", None, "n"),
        ("q", 1.0, "2026-10-01", None, "n"),
        ("p", 0.5, "2026-01-01", None, "n:batch"),
    )
    assert listing.price_histories(periods, 0.5, UNTIL)["price_history"]["a/b"] == [4.0] * 4


def test_a_price_history_leaves_out_months_without_a_price_and_ends_with_the_snapshot() -> None:
    periods = _periods(("p", 4.0, "2026-06-01", "2026-07-02", "n"), ("p", 2.0, "2026-10-01", "2027-05-01", "n"))
    assert listing.price_histories(periods, 0.5, UNTIL)["price_history"]["a/b"] == [4.0, 4.0, 2.0, 2.0]


def test_an_old_price_history_is_cut_to_the_last_two_years() -> None:
    histories = listing.price_histories(_periods(("p", 4.0, "2020-01-01", None, "n")), 0.5, UNTIL)
    assert len(histories.loc["a/b", "price_history"]) == 24


def test_without_any_period_there_is_no_history() -> None:
    assert listing.price_histories(_periods(), 0.5, UNTIL).empty

"""What is told of one model, over frames of its own."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from catalog.models import profile
from catalog.models.profile import Gap
from catalog.pricing.eligible import Eligibility

UNTIL = date(2026, 11, 23)
DOMAINS = pd.DataFrame(
    {
        "domain": ["general", "medical", "safety"],
        "title": ["General", "Medical", "Safety"],
        "kind": ["task", "field", "task"],
        "models": [9, 9, 0],
    }
)


def _own(*rows: tuple[str, float, float]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["domain", "value", "coverage"])
    return made.assign(effort=None, low=made["value"] - 5, high=made["value"] + 5, is_own=True)


def _measured(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["model_id", "domain", "value"]).astype({"value": float})


def _offers(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed: dict[str, Any] = {
        "model_id": "m",
        "provider": "p",
        "seller_kind": "cloud",
        "seller_country": None,
        "seller_region": None,
        "seller_policies": None,
        "weights": None,
        "price_kind": "list",
        "price_conditions": None,
        "effort": None,
        "own_effort": None,
        "retirement_date": None,
        "withdrawn_since": None,
        "withdrawal_source": None,
        "is_newest": True,
        "input_usd_per_mtok": 1.0,
        "output_usd_per_mtok": 1.0,
        "tiers": None,
        "flag": None,
        "region": None,
        "precision": None,
        "cache_read_usd_per_mtok": None,
        "batch_input_usd_per_mtok": None,
        "data_policy": None,
        "model_name": "n",
        "source": "Source",
        "as_of": "2026-10-01",
    }
    made = pd.DataFrame([fixed | row for row in rows], columns=list(fixed))
    return made.assign(as_of=pd.to_datetime(made["as_of"]))


def _periods(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed: dict[str, Any] = {
        "provider": "p",
        "model_name": "n",
        "source_id": "s",
        "source": "Source",
        "price_kind": "list",
        "valid_from": "2026-01-01",
        "valid_to": None,
        "input_usd_per_mtok": 1.0,
        "output_usd_per_mtok": 3.0,
    }
    made = pd.DataFrame([fixed | row for row in rows], columns=list(fixed))
    return made.assign(valid_from=pd.to_datetime(made["valid_from"]), valid_to=pd.to_datetime(made["valid_to"]))


def _scores(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed: dict[str, Any] = {
        "benchmark_id": "t",
        "benchmark_version": None,
        "effort": None,
        "value": 1.0,
        "evidence": "measured",
        "harness": None,
        "scale": "percent",
        "higher_is_better": True,
        "source_id": "s",
        "source": "Board",
        "model_name": "n",
        "as_of": UNTIL,
    }
    return pd.DataFrame([fixed | row for row in rows])


# Peers


def _in_play() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "model_id": ["me", "twice", "thrice", "closed"],
            "weights": ["open", "open", "open", "closed"],
            "parameters": [10, 20, 30, None],
            "providers": [["p"], [], ["p"], ["p"]],
        }
    )


def test_peers_are_sold_or_of_the_same_kind_or_of_like_size_and_never_the_model_itself() -> None:
    me = {"model_id": "me", "weights": "open", "parameters": 10}
    assert profile.peers_of(me, _in_play(), "sold") == {"thrice", "closed"}
    assert profile.peers_of(me, _in_play(), "weights") == {"twice", "thrice"}
    assert profile.peers_of(me, _in_play(), "size") == {"twice"}


def test_a_model_of_unknown_size_has_no_peers_of_its_size() -> None:
    me = {"model_id": "closed", "weights": "closed", "parameters": pd.NA}
    assert profile.peers_of(me, _in_play(), "size") == frozenset()


def test_peers_are_told_by_their_middle_half_and_by_how_many_are_below() -> None:
    peers = {f"m{value}": float(value) for value in (10, 20, 30, 40, 50)}
    measured = _measured(*((name, "general", value) for name, value in peers.items()), ("stranger", "general", 99))
    found = profile.against_peers(_own(("general", 35.0, 0.4)), measured, peers, DOMAINS)
    told = found.iloc[0]
    assert (told["peers"], told["peers_low"], told["peers_middle"], told["peers_high"]) == (5, 20.0, 30.0, 40.0)
    assert told["beaten_percent"] == pytest.approx(60)


def test_domains_without_measured_peers_stay_and_domains_without_an_ability_go() -> None:
    found = profile.against_peers(_own(("medical", 35.0, 0.4)), _measured(), ["a"], DOMAINS)
    assert found["domain_title"].tolist() == ["Medical"]
    assert found["peers"].tolist() == [0]
    assert found[["peers_middle", "beaten_percent"]].isna().all(axis=None)


def test_domains_keep_the_order_of_the_catalogue() -> None:
    own = _own(("medical", 90.0, 0.4), ("general", 10.0, 0.4))
    assert profile.against_peers(own, _measured(), [], DOMAINS)["domain"].tolist() == ["general", "medical"]


def test_efforts_are_told_best_first_with_their_scores() -> None:
    abilities = _own(("general", 50.0, 0.4), ("general", 60.0, 0.4), ("medical", 1.0, 0.4))
    abilities = abilities.assign(effort=["low", None, "low"])
    scores = _scores({"effort": "low"}, {"effort": "low"}, {})
    found = profile.efforts_in(abilities, scores, "general")
    assert found["value"].tolist() == [60.0, 50.0]
    assert found["scores"].tolist() == [1, 2]


def test_a_score_weighs_what_its_test_weighs_in_the_domain() -> None:
    behind = pd.DataFrame({"benchmark_id": ["t"], "benchmark_version": [None], "source_id": ["s"], "weight": [0.4]})
    scores = _scores({"benchmark_id": "u", "higher_is_better": False, "scale": "elo"}, {}, {"source_id": "other"})
    found = profile.weighed(scores, behind)
    assert found["benchmark_id"].tolist() == ["t", "u", "t"]
    assert found["weight"].tolist()[0] == pytest.approx(0.4)
    assert found["weight"].isna().tolist() == [False, True, True]
    assert found["unit"].tolist() == ["%", "Elo, lower is better", "%"]


# Prices


def test_the_cheapest_of_the_newest_statements_is_marked_and_comes_first() -> None:
    offers = _offers(
        {"provider": "Dear", "input_usd_per_mtok": 9.0},
        {"provider": "Shop", "input_usd_per_mtok": 0.5, "is_newest": False},
        {"provider": "shop", "input_usd_per_mtok": 3.0},
        {"provider": "Odd", "input_usd_per_mtok": 0.1, "flag": "odd"},
        {"provider": "Passer", "seller_kind": "reseller", "input_usd_per_mtok": 0.2},
        {"provider": "Plan", "price_kind": "subscription", "input_usd_per_mtok": 0.01},
    )
    found = profile.offers_at(offers, Eligibility(), 1.0)
    assert found.loc[found["is_cheapest"], "provider"].tolist() == ["shop"]
    assert found["provider"].tolist() == ["Odd", "Passer", "Shop", "shop", "Dear", "Plan"]
    assert found["why_not"].dropna().tolist() == [
        "a price that can hardly be true: odd",
        "a reseller, an aggregator or a seller that is not well known",
        profile.OLDER,
        "a free tier or a subscription: its limits are not known",
    ]
    asked_in = profile.offers_at(offers, Eligibility(all_sellers=True), 1.0)
    assert asked_in.loc[asked_in["is_cheapest"], "provider"].tolist() == ["Passer"]


def test_a_flagged_price_stands_for_no_model_even_alone() -> None:
    assert profile.offers_at(_offers({"flag": "odd"}), Eligibility(), 0.5)["is_cheapest"].tolist() == [False]


def test_ends_are_told_earliest_first_with_who_says_so_and_none_of_a_seller_that_goes_on_under_another_id() -> None:
    offers = _offers(
        {"provider": "late", "retirement_date": date(2027, 5, 1)},
        {"provider": "late", "retirement_date": date(2027, 5, 1), "region": "eu"},
        {"provider": "gone", "withdrawn_since": date(2026, 2, 1), "withdrawal_source": "Board"},
        {"provider": "stays"},
        {"provider": "stays", "model_name": "dated", "withdrawn_since": date(2026, 3, 1), "withdrawal_source": "Board"},
    )
    found = profile.ends_at_sellers(offers)
    assert found.to_dict("records") == [
        {"provider": "gone", "day": date(2026, 2, 1), "is_over": True, "source": "Board"},
        {"provider": "late", "day": date(2027, 5, 1), "is_over": False, "source": "Source"},
    ]


def test_offers_without_a_price_have_no_cheapest() -> None:
    offers = _offers({"input_usd_per_mtok": None}, {"input_usd_per_mtok": 0.0})
    assert not profile.offers_at(offers, Eligibility(), 0.5)["is_cheapest"].any()


def test_tiers_are_told_in_words_and_nonsense_as_it_is() -> None:
    tiers = '[{"above_tokens": 200000, "input_usd_per_mtok": 2.5, "output_usd_per_mtok": null}]'
    assert profile.tiers_in_words(tiers) == "above 200,000 tokens: $2.5 in, unknown out"
    for odd in ("no JSON", "[1]", '[{"above_tokens": "many"}]', "7"):
        assert profile.tiers_in_words(odd) == odd


def test_a_price_step_lasts_until_the_next_one_or_the_snapshot() -> None:
    steps = profile.price_steps(
        _periods(
            {"valid_to": "2026-05-01"},
            {"valid_from": "2026-03-01", "valid_to": None},
            {"valid_from": "2026-12-24"},
            {"valid_from": None},
            {"price_kind": "free tier"},
            {"input_usd_per_mtok": 0.0},
        ),
        0.5,
        UNTIL,
    )
    assert steps["ends_on"].dt.date.tolist() == [date(2026, 3, 1), UNTIL]
    assert steps["blended_usd_per_mtok"].tolist() == [2.0, 2.0]


def test_series_of_one_provider_are_told_apart_by_name_then_by_source() -> None:
    steps = profile.price_steps(
        _periods({}, {"model_name": "n:batch"}, {"provider": "q"}, {"source_id": "s2", "source": "Other"}), 0.5, UNTIL
    )
    assert sorted(steps["series"]) == ["p, n, Other", "p, n, Source", "p, n:batch", "q"]


# Disagreement


def _conflicts(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {"fact": "t", "fact_title": "Test", "effort": None, "provider": None, "spread_percent": 10.0}
    return pd.DataFrame([fixed | row for row in rows])


def test_every_value_of_a_conflict_is_told_but_claims() -> None:
    scores = _scores(
        {"value": 1.0},
        {"value": 2.0, "source": "Other"},
        {"value": 3.0, "evidence": "self-reported"},
        {"effort": "high"},
    )
    found = profile.statements(_conflicts({}), scores, _offers())
    assert found[["value", "source"]].to_numpy().tolist() == [[1.0, "Board"], [2.0, "Other"]]


def test_a_conflict_of_prices_tells_the_offers_of_its_provider_the_widest_first() -> None:
    offers = _offers({"source": "A"}, {"input_usd_per_mtok": 2.0, "source": "B"}, {"provider": "q"}, {"region": "eu"})
    conflict = _conflicts({}, {"fact": "input_usd_per_mtok", "provider": "p", "spread_percent": 60.0})
    found = profile.statements(conflict, _scores({}), offers)
    assert found["fact_title"].tolist() == ["Input price", "Input price", "Test"]
    assert found["source"].tolist() == ["A", "B", "Board"]


# What is not known

NOTHING = dict.fromkeys((*profile.FACTS, "hub_repo_id"))
EVERYTHING: dict[str, Any] = dict.fromkeys(NOTHING, "known") | {
    "weights": "closed",
    "input_modalities": np.array(["text"]),
}
HOSTED = pd.DataFrame({"provider": ["p"], "output_tokens_per_second": [9.0], "evidence": ["measured"]})
ALL_TOLD = _offers(dict.fromkeys(profile.TERMS, "told"))
MEASURED = _own(("general", 50.0, 0.5), ("medical", 50.0, 0.5))


def test_where_everything_is_known_only_what_nobody_measures_is_told() -> None:
    found = profile.gaps(EVERYTHING, DOMAINS, MEASURED, ALL_TOLD, HOSTED)
    assert found == [Gap("Measured by no source here, of any model", ("Safety",))]


def test_unknown_facts_are_named_and_an_empty_list_is_unknown() -> None:
    facts = EVERYTHING | {
        "licence_id": None,
        "release_date": pd.NaT,
        "parameters": pd.NA,
        "input_modalities": np.array([]),
    }
    assert profile.gaps(facts, DOMAINS, MEASURED, ALL_TOLD, HOSTED)[0] == Gap(
        "No source states these facts", ("Licence", "Parameters", "Reads", "Released")
    )


def test_a_repository_is_missed_only_where_weights_are_open() -> None:
    for weights, missed in (("open", True), ("closed", False)):
        facts = EVERYTHING | {"weights": weights, "hub_repo_id": None}
        named = [name for gap in profile.gaps(facts, DOMAINS, MEASURED, ALL_TOLD, HOSTED) for name in gap.names]
        assert ("Hub repository" in named) == missed


def test_inferred_unmeasured_and_untold_domains_are_told_apart() -> None:
    found = profile.gaps(EVERYTHING, DOMAINS, _own(("general", 50.0, 0.0)), ALL_TOLD, HOSTED)
    assert [gap.names for gap in found] == [("General",), ("Medical",), ("Safety",)]


def test_a_model_without_any_ability_is_told_once() -> None:
    found = profile.gaps(EVERYTHING, DOMAINS, _own(), ALL_TOLD, HOSTED)
    assert [gap.sentence for gap in found] == [
        "It was not measured on enough tests here to tell its ability in any domain."
    ]


def test_untold_terms_prices_and_speeds_are_told() -> None:
    def told(offers: pd.DataFrame, speeds: pd.DataFrame) -> list[Gap]:
        return profile.gaps(EVERYTHING, DOMAINS, MEASURED, offers, speeds)[1:]

    assert told(_offers({}), HOSTED)[0].names == (
        "Region",
        "Precision",
        "Cache read price",
        "Batch input price",
        "Data policy",
    )
    assert told(_offers({"price_kind": "subscription"}), HOSTED) == [Gap("Nobody's list price is known.")]
    assert told(ALL_TOLD, HOSTED[:0]) == [Gap("Its speed at a hosted service is not known.")]
    assert told(ALL_TOLD, HOSTED.assign(evidence="community")) == [
        Gap("No third party has measured its speed at a hosted service.")
    ]

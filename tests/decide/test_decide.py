"""Decisions, over a handful of models made by hand; the bundled snapshot only where it must hold there too."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from catalog import queries
from catalog.decide.basis import Basis, asking, gather, with_output
from catalog.decide.decide import Decision, as_data, decide
from catalog.decide.need import Need, NeedError, known_values, presets, read_yaml
from catalog.decide.value import reaches, shares, valued, worths
from catalog.decide.winners import ROLES
from catalog.filters import Filters
from catalog.pricing.workload import Workload
from catalog.store import Store
from tests.offer_rows import known, offer

# A million requests of 800 tokens in and 200 out are a billion tokens a month.
WORKLOAD = Workload(requests_per_month=1e6, input_tokens=800, output_tokens=200)
_OF_OFFERS = (
    *("model_id", "provider", "region", "data_policy", "window_tokens", "flag", "speed", "sold_until"),
    *("verbosity", "verbosity_effort", "verbosity_source"),
)
QUALITY_ALONE = {"quality_weight": 1.0, "price_weight": 0.0, "speed_weight": 0.0}


def _need(**facts: Any) -> Need:  # noqa: ANN401
    fixed: dict[str, Any] = {"workload": WORKLOAD, "good_enough": 0.0, "caution": "bold"}
    return Need(**(fixed | facts))


def _model(model_id: str, **facts: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a model: its facts, its ability (value, low, high, coverage), and its offers.

    The first is acme's: its price of any token, its speed, its region. `others` are changes of it, each an offer more.
    """
    fixed: dict[str, Any] = {
        "name": model_id.split("/")[1].title(),
        "weights": "closed",
        "licence_class": None,
        "context_tokens": 100_000,
        "ability": (60.0, 58.0, 62.0, 0.5),
        "effort": None,
        "others": (),
        "usd_per_mtok": 1.0,
        "speed": None,
        "region": None,
        "data_policy": None,
        "retirement_date": None,
        "max_input_tokens": None,
        "withdrawn_since": None,
        "withdrawn_by": None,
        "knowledge_cutoff": None,
    }
    return {"model_id": model_id} | fixed | facts


def _basis(*models: dict[str, Any], **second: tuple[float, ...]) -> Basis:
    """Return what is known of some models; `second` has the abilities in the domain `code`, by name of the model."""
    facts = pd.DataFrame(models)
    models_known = facts.reindex(columns=["model_id", "name", "weights", "licence_class"]).assign(
        developer=facts["model_id"].str.split("/").str[0],
        family=None,
        licence_id=None,
        parameters=pd.array([None] * len(facts), "Int64"),
        active_parameters=pd.array([None] * len(facts), "Int64"),
        context_tokens=pd.array(facts["context_tokens"], "Int64"),
        input_modalities=None,
        tools=pd.array([None] * len(facts), "boolean"),
        structured_output=pd.array([None] * len(facts), "boolean"),
        reasoning=pd.array([None] * len(facts), "boolean"),
        release_date=pd.NaT,
        hub_repo_id=None,
        providers=[["acme"] if price else [] for price in facts["usd_per_mtok"]],
        knowledge_cutoff=pd.to_datetime(facts["knowledge_cutoff"]),
        retirement_date=pd.to_datetime(facts["retirement_date"]),
        max_input_tokens=pd.array(facts["max_input_tokens"], "Int64"),
        least_window_tokens=pd.array(facts["context_tokens"], "Int64"),
        withdrawn_since=pd.to_datetime(facts["withdrawn_since"]),
        withdrawn_by=facts["withdrawn_by"],
    )
    offers = [one | {"provider": "acme"} | other for one in models for other in ({}, *one["others"])]
    stated = [offer(usd=one["usd_per_mtok"], **{name: one.get(name) for name in _OF_OFFERS}) for one in offers]
    return Basis(
        models=models_known,
        offers=known(*(one for one in stated if one["input_usd_per_mtok"])),
        abilities={
            "hard": pd.DataFrame([_ability(one["model_id"], one["ability"], one["effort"]) for one in models]),
            "code": pd.DataFrame([_ability(one["model_id"], second.get(one["name"]), "code") for one in models]),
        },
        titles={"hard": "General", "code": "Code"},
        today=pd.Timestamp("2026-11-23"),
    )


def _ability(model_id: str, stated: tuple[float, ...] | None, effort: str | None) -> dict[str, Any]:
    value, low, high, coverage = stated or (None, None, None, None)
    effort = effort if stated else None
    return {"model_id": model_id, "effort": effort, "value": value, "low": low, "high": high, "coverage": coverage}


def _won(decision: Decision) -> dict[str, str | None]:
    return {winner.role: winner.name for winner in decision.winners}


def _why(decision: Decision) -> dict[str, str]:
    return dict(zip(decision.excluded["name"], decision.excluded["reason"], strict=True))


THREE = (
    _model("a/best", ability=(80.0, 78.0, 82.0, 0.5), usd_per_mtok=10.0, speed=20.0),
    _model("a/cheap", ability=(55.0, 52.0, 58.0, 0.5), usd_per_mtok=0.1, speed=50.0),
    _model("a/quick", ability=(60.0, 58.0, 62.0, 0.5), usd_per_mtok=1.0, speed=200.0, weights="open"),
)


def test_each_winner_is_the_first_by_what_it_is_named_for() -> None:
    won = _won(decide(_need(good_enough=50.0), _basis(*THREE)))
    assert won | {"balanced": None} == {
        "best": "Best",
        "cheapest": "Cheap",
        "fastest": "Quick",
        "open": "Quick",
        "balanced": None,
    }


def test_reasons_state_the_figures() -> None:
    reasons = {winner.role: winner.reason for winner in decide(_need(good_enough=50.0), _basis(*THREE)).winners}
    assert "Ability 80.0 (78.0 to 82.0), the highest of 3 models that pass; $10,000 a month at acme" in reasons["best"]
    assert "$100 a month at acme, the lowest of 3 models" in reasons["cheapest"]
    assert "25.0 points below the best" in reasons["cheapest"]
    assert (
        "200 tokens per second at acme, reported by the community (1 Jan 2026), the highest of the 3"
        in reasons["fastest"]
    )


def test_one_known_speed_among_unknown_ones_names_no_fastest() -> None:
    decision = decide(_need(), _basis(THREE[0], _model("a/unknown")))
    assert _won(decision)["fastest"] is None
    assert "Fewer than two models" in decision.winners[2].reason


def test_the_cheapest_is_one_that_is_good_enough_for_sure() -> None:
    thin = _model("a/thin", ability=(56.0, 40.0, 70.0, 0.1), usd_per_mtok=0.01)
    decision = decide(_need(good_enough=50.0), _basis(*THREE, thin))
    assert _won(decision)["cheapest"] == "Cheap"
    assert "1 cheaper model may be good enough too, but that is not sure: Thin" in decision.winners[1].reason


def test_where_none_is_good_enough_for_sure_the_reason_says_so() -> None:
    thin = _model("a/thin", ability=(56.0, 40.0, 70.0, 0.1), usd_per_mtok=0.01)
    decision = decide(_need(good_enough=50.0), _basis(thin))
    assert _won(decision)["cheapest"] == "Thin"
    assert "none is so for sure" in decision.winners[1].reason


def test_value_is_the_weighted_sum_of_what_each_part_is_worth_between_fixed_anchors() -> None:
    table = pd.DataFrame({"ability": [80.0], "usd_per_mtok": [1.0], "output_tokens_per_second": [50.0]})
    worth = worths(table)
    assert worth.to_numpy()[0].tolist() == pytest.approx([0.8, 0.5, 0.5])
    found = valued(worth, (0.5, 0.3, 0.2)).iloc[0]
    assert found["value"] == pytest.approx(0.5 * 0.8 + 0.3 * 0.5 + 0.2 * 0.5)
    assert found[["quality_part", "price_part", "speed_part"]].sum() == pytest.approx(found["value"])


def test_a_value_does_not_change_because_other_models_are_shown() -> None:
    alone = decide(_need(), _basis(THREE[0])).passing.set_index("name")["value"]
    among = decide(_need(), _basis(*THREE)).passing.set_index("name")["value"]
    assert alone["Best"] == among["Best"]


def test_an_unknown_speed_leaves_the_value_open_and_removes_nothing() -> None:
    unknown = _model("a/unknown", speed=None)
    row = decide(_need(speed_weight=50.0, quality_weight=50.0, price_weight=0.0), _basis(unknown)).shortlist.iloc[0]
    assert (row["value_low"], row["value"], row["value_high"]) == pytest.approx((0.3, 0.55, 0.8))
    assert pd.isna(row["speed_part"])


def test_a_better_model_without_a_price_cannot_win_and_is_told() -> None:
    unsold = _model("a/unsold", ability=(90.0, 88.0, 92.0, 0.5), usd_per_mtok=None)
    decision = decide(_need(), _basis(*THREE, unsold))
    assert "Unsold" not in _won(decision).values()
    assert "Unsold" in set(decision.passing["name"])
    assert "Unsold (90.0)" in decision.unsold


def test_open_weights_can_win_without_a_price_where_the_price_counts_nothing() -> None:
    own = _model("a/own", ability=(90.0, 88.0, 92.0, 0.5), usd_per_mtok=None, weights="open")
    assert _won(decide(_need(**QUALITY_ALONE), _basis(*THREE, own)))["balanced"] == "Own"
    assert _won(decide(_need(), _basis(*THREE, own)))["best"] == "Best"


def test_models_that_pass_and_excluded_ones_sum_to_all() -> None:
    decision = decide(_need(filters=Filters(weights="open")), _basis(*THREE))
    assert len(decision.passing) + len(decision.excluded) == decision.total == 3


def test_rows_of_a_shortlist_are_numbered_and_nothing_stands_beside_what_a_model_has() -> None:
    decision = decide(_need(), _basis(*THREE))
    assert decision.shortlist.index.tolist() == [0, 1, 2]
    assert set(decision.shortlist) - set(decision.passing) == {"against"}


def test_each_excluded_model_names_the_gate_that_removed_it() -> None:
    none = _model("a/none", ability=None)
    inferred = _model("a/inferred", ability=(90.0, 80.0, 95.0, 0.0))
    small = _model("a/small", context_tokens=500)
    decision = decide(_need(good_enough=58.0), _basis(*THREE, none, inferred, small))
    assert _why(decision) == {
        "Cheap": "not good enough",
        "None": "no ability known in General",
        "Inferred": "ability inferred from other domains only",
        "Small": "a request does not fit its context window",
    }
    assert set(decision.excluded["gate"]) == {"good_enough", "quality", "request"}


def test_ability_is_the_weighted_mean_over_the_domains() -> None:
    basis = _basis(*THREE, Best=(40.0, 30.0, 50.0, 0.5), Cheap=(50.0, 40.0, 60.0, 0.0))
    decision = decide(_need(domains=(("hard", 3.0), ("code", 1.0))), basis)
    best = decision.passing.set_index("name").loc["Best"]
    assert best[["ability", "ability_low", "ability_high"]].tolist() == pytest.approx([70.0, 66.0, 74.0])
    assert "Cheap" in set(decision.passing["name"])
    assert _why(decision) == {"Quick": "no ability known in Code"}


def test_an_ability_measured_in_less_than_half_of_the_domains_does_not_count() -> None:
    basis = _basis(*THREE, Best=(40.0, 30.0, 50.0, 0.5), Cheap=(50.0, 40.0, 60.0, 0.0))
    decision = decide(_need(domains=(("hard", 1.0), ("code", 3.0))), basis)
    assert _why(decision)["Cheap"] == "ability inferred from other domains only"


def test_near_misses_say_how_many_models_and_how_much_better() -> None:
    decision = decide(_need(filters=Filters(weights="open")), _basis(*THREE))
    miss = decision.near_misses[0]
    assert (miss.gates, miss.models, miss.ability_gain) == (("weights",), 2, 20.0)
    assert miss.sentence == "Without “open weights”: +2 models, the best +20.0 points (Best)."


def test_a_model_that_two_gates_keep_out_is_no_near_miss_of_either() -> None:
    need = _need(filters=Filters(weights="open"), budget_usd_per_month=2000.0)
    found = {miss.gates: miss.models for miss in decide(need, _basis(*THREE)).near_misses}
    assert found == {("weights",): 1}


def test_where_nothing_passes_the_gate_to_open_first_is_named_with_what_it_brings() -> None:
    decision = decide(_need(good_enough=75.0, filters=Filters(weights="open")), _basis(*THREE))
    assert decision.passing.empty
    assert all(winner.model_id is None for winner in decision.winners)
    assert "Take this one back first. Without “open weights”: +1 model, the best is Best" in decision.relax_first


def test_where_no_gate_alone_is_to_blame_two_are_named() -> None:
    need = _need(filters=Filters(weights="open"), good_enough=85.0, budget_usd_per_month=20_000.0)
    decision = decide(need, _basis(THREE[0]))
    assert decision.near_misses[0].gates == ("weights", "good_enough")


def test_where_two_are_not_enough_the_narrowest_is_named() -> None:
    need = _need(filters=Filters(weights="open"), good_enough=85.0, budget_usd_per_month=1.0)
    decision = decide(need, _basis(THREE[0]))
    assert not decision.near_misses
    assert "taking back any two is not enough" in decision.relax_first


NEAR = _model("a/near", ability=(79.0, 70.0, 88.0, 0.5), usd_per_mtok=2.0)


def test_models_with_a_fair_chance_are_named_with_what_to_do_about_it() -> None:
    decision = decide(_need(**QUALITY_ALONE), _basis(*THREE, NEAR))
    assert (decision.tied, _won(decision)["balanced"]) == (("a/near", "a/best"), "Best")
    assert decision.tie == (
        "The evidence does not tell Best and Near apart on quality: test both on your own prompts, "
        "or take Best, our pick."
    )


def test_where_the_pick_is_none_of_them_the_group_is_for_whom_quality_decides() -> None:
    decision = decide(_need(quality_weight=10.0, price_weight=90.0), _basis(*THREE, NEAR))
    assert _won(decision)["balanced"] == "Cheap"
    assert decision.tie == (
        "If quality decides: the evidence does not tell Best and Near apart on quality; test both on your own "
        "prompts, or take the cheapest: Near, $2,000 a month at acme."
    )


def test_of_models_that_cannot_be_told_apart_the_cheapest_well_tested_one_is_the_pick() -> None:
    near = _model("a/near", ability=(79.0, 76.0, 82.0, 0.5), usd_per_mtok=9.0)
    thin = _model("a/thin", ability=(79.0, 70.0, 88.0, 0.5), usd_per_mtok=8.0)
    boards = {"a/best": 4, "a/near": 4, "a/thin": 1}
    basis = _measured(_basis(THREE[0], near, thin), boards)
    decision = decide(_need(quality_weight=99.0, price_weight=1.0, speed_weight=0.0), basis)
    assert decision.passing["name"].iloc[0] == "Best"
    assert _won(decision)["balanced"] == "Near"
    assert "Best has a higher value, but its quality cannot be told apart" in decision.winners[-1].reason
    assert decision.tie.endswith("or take Near, our pick.")


@pytest.mark.parametrize(("weights", "pick"), [("closed", "Quick"), ("open", "Leaving")])
def test_what_its_maker_retires_within_three_months_is_not_picked_unless_its_weights_are_open(
    weights: str, pick: str
) -> None:
    end = "2026-12-11"
    leaving = _model("a/leaving", ability=THREE[0]["ability"], usd_per_mtok=0.1, weights=weights, retirement_date=end)
    decision = decide(_need(speed_weight=0.0), _basis(leaving, THREE[2]))
    assert decision.passing["name"].iloc[0] == "Leaving"
    assert _won(decision)["balanced"] == pick
    told = "Leaving has a higher value, but its maker retires it on 11 Dec 2026."
    assert (told in decision.winners[-1].reason) == (weights == "closed")


def test_what_is_retired_soon_is_picked_where_nothing_else_passes() -> None:
    leaving = _model("a/leaving", ability=THREE[0]["ability"], retirement_date="2026-12-11")
    assert _won(decide(_need(), _basis(leaving)))["balanced"] == "Leaving"


def test_a_wide_interval_that_touches_the_leader_is_no_fair_chance() -> None:
    far = _model("a/far", ability=(62.0, 42.0, 80.0, 0.5))
    decision = decide(_need(), _basis(*THREE, far))
    passing = decision.passing.set_index("name")
    assert passing.loc["Far", "ability_high"] > passing.loc["Best", "ability_low"]
    assert not passing.loc["Far", "is_tied"]
    assert decision.tied == ()


def test_a_model_that_cannot_win_has_no_chance_and_takes_none_of_the_others() -> None:
    unsold = _model("a/unsold", ability=(81.0, 78.0, 84.0, 0.5), usd_per_mtok=None)
    near = NEAR
    alone = decide(_need(), _basis(*THREE, near))
    beside = decide(_need(), _basis(*THREE, near, unsold))
    columns = ["chance_best", "chance_near", "is_tied"]
    found = beside.passing.set_index("name")[columns]
    pd.testing.assert_frame_equal(found.drop(index="Unsold"), alone.passing.set_index("name")[columns])
    assert found.loc["Unsold", ["chance_best", "chance_near"]].isna().all()
    assert not found.loc["Unsold", "is_tied"]
    assert beside.tie == alone.tie
    assert "a/unsold" not in beside.tied


def test_open_weights_without_a_price_have_a_chance_where_the_price_counts_nothing() -> None:
    own = _model("a/own", ability=(79.0, 70.0, 88.0, 0.5), usd_per_mtok=None, weights="open")
    found = decide(_need(**QUALITY_ALONE), _basis(*THREE, own))
    assert set(found.tied) == {"a/best", "a/own"}
    assert found.passing["chance_best"].sum() == pytest.approx(1.0)


CAUTIOUS = (
    _model("a/tested", ability=(70.0, 68.0, 72.0, 0.5), usd_per_mtok=1.0),
    _model("a/open", ability=(72.0, 55.0, 85.0, 0.2), usd_per_mtok=1.0),
)


def _measured(basis: Basis, boards: dict[str, int], newest: str = "2026-08-19") -> Basis:
    """Return a basis in which so many boards measured each model in the domain hard, until a day."""
    rows = [
        {"model_id": model_id, "source_id": f"board {board}", "newest": pd.Timestamp(newest)}
        for model_id, number in boards.items()
        for board in range(number)
    ]
    return replace(basis, boards={"hard": pd.DataFrame(rows)})


def test_the_cautious_order_by_what_is_there_three_times_in_four_and_the_bold_by_the_middle() -> None:
    basis = _basis(*CAUTIOUS)
    found = {caution: decide(_need(caution=caution), basis) for caution in ("cautious", "bold")}
    assert {caution: _won(decision)["best"] for caution, decision in found.items()} == {
        "cautious": "Tested",
        "bold": "Open",
    }
    for decision in found.values():
        assert decision.passing.set_index("name")["ability"].to_dict() == {"Tested": 70.0, "Open": 72.0}
    quality = found["cautious"].passing.set_index("name")
    assert quality["quality_part"].to_dict() == pytest.approx((quality["ability_cautious"] / 100 * 0.5).to_dict())


def test_the_sensitivity_says_whom_the_other_caution_would_name() -> None:
    basis = _basis(*CAUTIOUS)
    need = _need(caution="cautious", **QUALITY_ALONE)
    found = decide(need, basis).sensitivity
    told = {each.caution: (each.best_name, each.balanced_name) for each in found.cautions}
    assert told == {"cautious": ("Tested", "Tested"), "bold": ("Open", "Open")}
    assert found.sentence.endswith("Bold, the best quality would be Open and our pick would be Open.")
    back = decide(replace(need, caution="bold"), basis).sensitivity.sentence
    assert back.endswith("Cautious, the best quality would be Tested and our pick would be Tested.")


def test_a_sure_leader_that_others_may_well_beat_is_told_as_that() -> None:
    wide = (69.0, 50.0, 84.0, 0.5)
    others = [_model(f"a/wide-{place}", ability=wide, usd_per_mtok=2.0 + place) for place in range(16)]
    decision = decide(_need(caution="cautious"), _basis(CAUTIOUS[0], *others))
    assert decision.winners[0].name == "Tested"
    assert decision.passing.set_index("name").loc["Tested", "is_tied"]
    assert "Tested (and 14 others) apart on quality: test these 3 on your own prompts" in decision.tie
    assert "a/tested" in decision.tied


def test_a_winner_says_how_wide_and_how_old_its_evidence_is() -> None:
    decision = decide(_need(), _measured(_basis(*THREE), {"a/best": 4, "a/cheap": 1, "a/quick": 3}))
    assert all("Measured on " in winner.reason for winner in decision.winners)
    assert "Measured on 4 boards to August 2026, 50 % of these domains' tests." in decision.winners[0].reason
    row = decision.shortlist.set_index("name").loc["Cheap"]
    assert (row["boards"], row["newest_result"], row["is_well_tested"]) == (1, pd.Timestamp("2026-08-19"), False)


def test_without_boards_nothing_is_said_of_them() -> None:
    assert not any("board" in winner.reason for winner in decide(_need(), _basis(*THREE)).winners)


def test_a_leader_that_is_little_tested_is_called_that_beside_the_best_well_tested_one() -> None:
    decision = decide(_need(), _measured(_basis(*CAUTIOUS), {"a/tested": 3, "a/open": 1}))
    assert decision.winners[0].name == "Open"
    assert "Best on what is known, but little tested: measured on 1 board" in decision.winners[0].reason
    assert "The best well-tested model is Tested: ability 70.0 (68.0 to 72.0)" in decision.winners[0].reason
    assert decision.well_tested == "a/tested"
    assert "best well-tested" in decision.shortlist.set_index("name").loc["Tested", "roles"]


def test_a_well_tested_leader_names_the_little_tested_one_that_may_be_better() -> None:
    basis = _measured(_basis(*CAUTIOUS), {"a/tested": 3, "a/open": 1})
    reason = decide(_need(caution="cautious"), basis).winners[0].reason
    assert "Open may be better, but is little tested: ability 72.0 (55.0 to 85.0), on 1 board" in reason
    assert "Best on what is known" not in reason


@pytest.mark.parametrize(
    ("boards", "ability"),
    [(2, (70.0, 68.0, 72.0, 0.5)), (3, (70.0, 68.0, 72.0, 0.05)), (3, (70.0, 58.0, 79.0, 0.5))],
)
def test_few_boards_little_coverage_or_a_wide_interval_are_no_good_test(
    boards: int, ability: tuple[float, ...]
) -> None:
    decision = decide(_need(), _measured(_basis(_model("a/one", ability=ability)), {"a/one": boards}))
    assert decision.well_tested is None
    assert "None of the models that pass is well tested." in decision.winners[0].reason


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-09-01", "no quality figure yet, released after the newest board in General"),
        ("2026-08-19", "no ability known in General"),
        (None, "no ability known in General"),
    ],
)
def test_a_model_released_after_the_newest_board_has_no_figure_yet(day: str | None, reason: str) -> None:
    basis = _measured(_basis(*THREE, _model("a/new", ability=None)), {"a/best": 3})
    basis = replace(basis, models=basis.models.assign(release_date=pd.Timestamp(day) if day else pd.NaT))
    assert _why(decide(_need(), basis)) == {"New": reason}


def test_an_ability_that_is_too_little_known_wins_nothing_and_is_told() -> None:
    wide = _model("a/wide", ability=(85.0, 54.0, 95.0, 0.5), usd_per_mtok=0.01)
    within = _model("a/within", ability=(70.0, 50.0, 89.0, 0.5))
    decision = decide(_need(), _basis(*THREE, wide, within))
    assert _why(decision) == {"Wide": "too little known: its interval is wider than 40 points"}
    assert decision.excluded["is_unknown"].all()
    assert "Wide" not in _won(decision).values()


def test_a_best_that_stands_alone_is_in_no_tie() -> None:
    decision = decide(_need(), _basis(*THREE))
    assert (decision.tie, decision.tied) == ("", ())


@pytest.mark.parametrize(
    ("facts", "asked", "reason"),
    [
        ({"region": "us-east-1"}, {"region": ("eu",)}, "offered in other regions only"),
        ({"region": None}, {"region": ("eu",)}, "region of its offers unknown"),
        ({"data_policy": None}, {"data_policy": ("none kept",)}, "data policy of its offers unknown"),
        ({"speed": 10.0}, {"latency_to_s": 20.0}, "too slow an answer"),
        ({"speed": None}, {"latency_to_s": 20.0}, "latency unknown"),
        ({"usd_per_mtok": 5.0}, {"budget_usd_per_month": 4999.0}, "over the budget"),
        ({"usd_per_mtok": None}, {"budget_usd_per_month": 4999.0}, "cost of this workload unknown"),
        ({"withdrawn_since": "2026-11-01"}, {}, "no longer sold by its maker: since 1 Nov 2026"),
        ({"retirement_date": "2027-01-01"}, {"months_of_service": 6.0}, "retires too soon"),
        (
            {"knowledge_cutoff": "2024-05-01"},
            {"knowledge_from": pd.Timestamp("2024-06-01").date()},
            "earlier knowledge cut-off",
        ),
        ({}, {"knowledge_from": pd.Timestamp("2024-06-01").date()}, "knowledge cut-off unknown"),
    ],
)
def test_a_gate_of_the_need_removes_with_its_reason(facts: dict[str, Any], asked: dict[str, Any], reason: str) -> None:
    decision = decide(_need(**asked), _basis(_model("a/one", **facts)))
    assert _why(decision) == {"One": reason}


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"region": "eu-west-1"}, {"region": ("eu",)}),
        ({"region": "europe"}, {"region": ("eu",)}),
        ({"speed": 20.0}, {"latency_to_s": 11.0}),
        ({"usd_per_mtok": 5.0}, {"budget_usd_per_month": 5000.0}),
        ({"retirement_date": "2027-06-01"}, {"months_of_service": 6.0}),
        ({"retirement_date": "2026-11-01", "weights": "open"}, {}),
        ({"knowledge_cutoff": "2024-06-01"}, {"knowledge_from": pd.Timestamp("2024-06-20").date()}),
    ],
)
def test_a_gate_of_the_need_lets_through_what_meets_it(facts: dict[str, Any], asked: dict[str, Any]) -> None:
    assert decide(_need(**asked), _basis(_model("a/one", **facts))).excluded.empty


def test_a_workload_without_requests_is_compared_by_the_request() -> None:
    none = Workload(requests_per_month=0, input_tokens=800, output_tokens=200)
    decision = decide(_need(workload=none), _basis(*THREE))
    assert _won(decision)["cheapest"] == "Cheap"
    assert "a request at acme" in decision.winners[1].reason


def test_an_astronomic_volume_is_told_as_it_is() -> None:
    most = Workload(requests_per_month=1e12, input_tokens=800, output_tokens=200)
    assert "$10,000,000,000 a month" in decide(_need(workload=most), _basis(*THREE)).winners[0].reason


# What is preferred, and what a model writes


def test_a_wish_takes_three_hundredths_off_the_value_and_removes_nobody() -> None:
    plain, wished = (decide(_need(wishes=wishes), _basis(*THREE)) for wishes in ((), ("open",)))
    assert set(wished.passing["name"]) == set(plain.passing["name"])
    lost = plain.passing.set_index("name")["value"] - wished.passing.set_index("name")["value"]
    assert lost.to_dict() == pytest.approx({"Best": 0.03, "Cheap": 0.03, "Quick": 0.0})
    rows = wished.shortlist.set_index("name")
    assert rows.loc["Quick", "wishes_met"] == "open weights"
    assert rows.loc["Best", "wishes_missed"] == "open weights"


def test_of_two_that_are_about_as_good_the_one_that_meets_the_wish_is_picked() -> None:
    closed = _model("a/closed", ability=(62.0, 61.0, 63.0, 0.5))
    own = _model("a/own", ability=(60.0, 59.0, 61.0, 0.5), weights="open")
    plain, wished = (decide(_need(wishes=wishes, **QUALITY_ALONE), _basis(closed, own)) for wishes in ((), ("open",)))
    assert (_won(plain)["balanced"], _won(wished)["balanced"]) == ("Closed", "Own")
    assert wished.winners[-1].wishes_met == ("open weights",)
    assert wished.winners[0].wishes_missed == ("open weights",)
    assert wished.sensitivity.sentence.endswith("Without what you prefer, our pick would be Closed.")
    told = as_data(wished)["winners"][-1]
    assert (list(told["wishes_met"]), list(told["wishes_missed"])) == (["open weights"], [])


@pytest.mark.parametrize(("usd", "provider"), [(1.5, "beta"), (9.0, "acme")])
def test_a_region_is_preferred_at_an_offer_where_it_is_worth_what_that_costs_more(usd: float, provider: str) -> None:
    there = {"provider": "beta", "region": "eu-west-1", "usd_per_mtok": usd}
    one = _model("a/one", usd_per_mtok=1.0, region="us-east-1", others=(there,))
    row = decide(_need(wishes=("region:eu",)), _basis(one)).passing.iloc[0]
    assert row["provider"] == provider
    met = row["wishes_met"] if provider == "beta" else row["wishes_missed"]
    assert met == "offered in eu"


def test_where_the_price_counts_nothing_the_offer_in_the_preferred_region_is_taken() -> None:
    there = {"provider": "beta", "region": "eu-west-1", "usd_per_mtok": 50.0}
    one = _model("a/one", others=(there, there | {"provider": "dear", "usd_per_mtok": 60.0}))
    assert decide(_need(wishes=("region:eu",), **QUALITY_ALONE), _basis(one)).passing["provider"].tolist() == ["beta"]


def test_a_wish_for_what_nobody_states_is_missed_by_all() -> None:
    decision = decide(_need(wishes=("data_policy:none kept",)), _basis(*THREE))
    assert decision.passing["wishes_missed"].tolist() == ["data policy: none kept"] * 3


def test_a_model_that_writes_three_times_as_much_is_billed_for_three_times_the_output() -> None:
    basis = _basis(_model("a/long", verbosity=3.0, verbosity_source="Board", speed=10.0), _model("a/unknown"))
    row = decide(_need(), basis).passing.set_index("name")
    assert row["usd_per_month"].to_dict() == pytest.approx({"Long": 800.0 + 3 * 200.0, "Unknown": 1000.0})
    assert row.loc["Long", "latency_s"] == pytest.approx(1.0 + 3 * 200 / 10)
    assert (row.loc["Long", "verbosity"], row.loc["Long", "verbosity_source"]) == (3.0, "Board")
    assert pd.isna(row.loc["Unknown", "verbosity"])
    told = as_data(decide(_need(), basis))
    assert {each["name"]: each["verbosity"] for each in told["shortlist"]} == {"Long": 3.0, "Unknown": None}
    off = decide(_need(verbosity=False), basis).passing.set_index("name")
    assert off["usd_per_month"].to_dict() == pytest.approx({"Long": 1000.0, "Unknown": 1000.0})
    assert off.loc["Long", "verbosity"] == 3.0


# A model at several efforts


def _efforts(
    *rows: tuple[str, str, tuple[float, ...]], basis: Basis | None = None, verbosity: dict[tuple[str, str], float]
) -> Basis:
    """Return a basis in which models are known at other efforts too, and so many tokens were counted at each effort."""
    others = pd.DataFrame([_ability(model_id, stated, effort) for model_id, effort, stated in rows])
    basis = basis or _basis(THINKER)
    counted = pd.DataFrame(
        [
            {"model_id": model_id, "effort": effort, "verbosity": times, "verbosity_source": "Board"}
            for (model_id, effort), times in verbosity.items()
        ]
    ).assign(verbosity_effort=lambda found: found["effort"], verbosity_as_of=pd.Timestamp("2026-08-01"))
    return replace(basis, efforts={"hard": with_output(others, basis.abilities["hard"], counted)})


THINKER = _model("a/thinker", ability=(70.0, 68.0, 72.0, 0.5), effort="high", verbosity=3.0)
LOW = ("a/thinker", "low", (66.0, 64.0, 68.0, 0.5))
WRITES = {("a/thinker", "high"): 3.0, ("a/thinker", "low"): 0.5}


def test_a_model_stands_at_each_effort_that_differs_in_what_it_writes_with_its_own_bill() -> None:
    found = decide(_need(), _efforts(LOW, verbosity=WRITES))
    rows = found.passing.set_index("candidate")
    assert rows["usd_per_month"].to_dict() == pytest.approx({"a/thinker": 1400.0, "a/thinker at low": 900.0})
    assert rows["effort"].to_dict() == {"a/thinker": "high", "a/thinker at low": "low"}
    assert found.total == as_data(found)["passing"] == 1
    assert found.excluded.empty


def test_winners_and_words_tell_the_efforts_of_a_model_apart() -> None:
    found = decide(_need(quality_weight=10.0, price_weight=90.0), _efforts(LOW, verbosity=WRITES))
    winners = {winner.role: (winner.name, winner.effort) for winner in found.winners}
    assert winners["best"] == ("Thinker", "high")
    assert winners["cheapest"] == winners["balanced"] == ("Thinker", "low")
    assert "Thinker at low" in found.sensitivity.sentence
    roles = found.shortlist.set_index("candidate")["roles"]
    assert "best quality" in roles["a/thinker"]
    assert "cheapest" in roles["a/thinker at low"]


def test_an_effort_that_passes_where_the_own_one_is_too_dear_lets_its_model_pass() -> None:
    found = decide(_need(budget_usd_per_month=1000.0), _efforts(LOW, verbosity=WRITES))
    assert found.passing["candidate"].tolist() == ["a/thinker at low"]
    assert found.excluded.empty


def test_an_effort_that_misses_a_gate_is_no_model_that_opening_it_would_bring() -> None:
    found = decide(_need(good_enough=68.0), _efforts(LOW, verbosity=WRITES))
    assert found.passing["candidate"].tolist() == ["a/thinker"]
    assert found.near_misses == ()


@pytest.mark.parametrize(
    ("other", "writes"),
    [
        (LOW, {("a/thinker", "high"): 3.0, ("a/thinker", "low"): 2.9}),
        (LOW, {("a/thinker", "high"): 3.0}),
        (("a/thinker", "low", (66.0, 64.0, 68.0, 0.0)), WRITES),
        (("a/thinker", "low", (66.0, 40.0, 85.0, 0.5)), WRITES),
    ],
    ids=["writes the same", "not counted", "inferred", "too little known"],
)
def test_an_effort_that_is_not_known_or_differs_in_nothing_is_no_candidate(
    other: tuple[str, str, tuple[float, ...]], writes: dict[tuple[str, str], float]
) -> None:
    other = (other[0], other[1], (69.0, *other[2][1:])) if other is LOW else other
    assert decide(_need(), _efforts(other, verbosity=writes)).passing["candidate"].tolist() == ["a/thinker"]


def test_where_output_is_not_billed_an_effort_counts_by_a_difference_in_quality_beyond_noise() -> None:
    need = _need(verbosity=False)
    assert len(decide(need, _efforts(LOW, verbosity=WRITES)).passing) == 2
    near = ("a/thinker", "low", (69.0, 67.0, 71.0, 0.5))
    assert len(decide(need, _efforts(near, verbosity=WRITES)).passing) == 1


def test_a_model_has_one_place_among_those_with_a_fair_chance() -> None:
    near = ("a/thinker", "low", (69.0, 67.0, 71.0, 0.5))
    basis = _efforts(near, basis=_basis(THINKER, _model("a/rival", ability=(70.0, 66.0, 74.0, 0.5))), verbosity=WRITES)
    found = decide(_need(), basis)
    assert sorted(found.tied) == ["a/rival", "a/thinker"]
    assert found.passing["chance_best"].sum() == pytest.approx(1.0)


# How sure


def _two() -> tuple[pd.DataFrame, pd.DataFrame]:
    models = pd.DataFrame({"model_id": ["a/good", "a/cheap"], "name": ["Good", "Cheap"]})
    worth = pd.DataFrame({"quality": [0.8, 0.6], "price": [0.3, 0.6], "speed": [0.5, 0.5]})
    return models, worth


def test_the_threshold_is_where_the_values_cross() -> None:
    models, worth = _two()
    found = [each for each in reaches(models, worth, (0.6, 0.4, 0.0)) if each.criterion == "price"]
    # 0.8 (1 - t) + 0.3 t = 0.6 (1 - t) + 0.6 t where t = 0.4.
    assert [(each.name, each.from_weight, each.to_weight) for each in found] == [
        ("Good", 0.0, pytest.approx(0.4)),
        ("Cheap", pytest.approx(0.4), 1.0),
    ]


def test_shares_of_all_weightings_sum_to_one() -> None:
    models, worth = _two()
    found = shares(models, worth, (0.6, 0.3, 0.1))
    assert {each.name for each in found} == {"Good", "Cheap"}
    assert sum(each.share for each in found) == pytest.approx(1.0)
    assert sum(each.share_near for each in found) == pytest.approx(1.0)


def test_a_model_that_is_better_in_everything_wins_whatever_counts() -> None:
    every = _model("a/every", ability=(90.0, 88.0, 92.0, 0.5), usd_per_mtok=0.05, speed=300.0)
    decision = decide(_need(), _basis(*THREE, every))
    assert decision.sensitivity.sentence.startswith("Every comes first whatever counts.")
    assert [each.share for each in decision.sensitivity.shares] == [1.0]


def test_the_sentence_tells_the_threshold() -> None:
    good = _model("a/good", ability=(80.0, 79.0, 81.0, 0.5), usd_per_mtok=10.0)
    cheap = _model("a/cheap", ability=(60.0, 59.0, 61.0, 0.5), usd_per_mtok=0.1)
    need = _need(quality_weight=90.0, price_weight=10.0, speed_weight=0.0)
    # 0.8 (1 - t) + 0.25 t = 0.6 (1 - t) + 0.75 t where t = 2 / 7.
    assert "Cheap wins once price counts above 0.29" in decide(need, _basis(good, cheap)).sensitivity.sentence


# One offer at once


EU = {"region": "eu-west-1", "usd_per_mtok": 6.0}
TWO_REGIONS = _model("a/both", usd_per_mtok=0.8, region="us-east-1", others=({"provider": "beta"} | EU,))


def test_a_price_outside_the_region_passes_no_gate() -> None:
    need = _need(region=("eu",), filters=Filters(price_to=1.0))
    assert _why(decide(need, _basis(TWO_REGIONS))) == {"Both": "too dear"}
    assert decide(_need(region=("us",), filters=Filters(price_to=1.0)), _basis(TWO_REGIONS)).excluded.empty


def test_the_bill_is_of_an_offer_in_the_region() -> None:
    bills = {
        region: decide(_need(region=(region,)), _basis(TWO_REGIONS)).passing.iloc[0][["provider", "usd_per_month"]]
        for region in ("eu", "us")
    }
    assert {region: bill.tolist() for region, bill in bills.items()} == {"eu": ["beta", 6000.0], "us": ["acme", 800.0]}


def test_a_budget_is_not_kept_by_an_offer_under_another_data_policy() -> None:
    one = _model(
        "a/one", data_policy="kept", others=({"provider": "beta", "data_policy": "none", "usd_per_mtok": 9.0},)
    )
    need = _need(data_policy=("none",), budget_usd_per_month=5000.0)
    assert _why(decide(need, _basis(one))) == {"One": "over the budget"}


def test_the_speed_of_a_row_is_that_of_the_seller_whose_price_it_shows() -> None:
    one = _model("a/one", usd_per_mtok=1.0, others=({"provider": "beta", "usd_per_mtok": 3.0, "speed": 90.0},))
    row = decide(_need(), _basis(one)).passing.iloc[0]
    assert (row["provider"], row["usd_per_month"]) == ("acme", 1000.0)
    assert pd.isna(row["output_tokens_per_second"])
    assert pd.isna(row["speed_part"])
    assert row[["fastest_provider", "fastest_tokens_per_second", "fastest_usd_per_month"]].tolist() == [
        "beta",
        90.0,
        3000.0,
    ]


def test_the_fastest_is_told_with_the_price_of_the_seller_that_is_fast() -> None:
    quick = _model("a/quick", speed=50.0, others=({"provider": "beta", "usd_per_mtok": 3.0, "speed": 90.0},))
    winner = decide(_need(), _basis(quick, _model("a/slow", speed=20.0))).winners[2]
    assert (winner.name, winner.provider) == ("Quick", "beta")
    assert "90 tokens per second at beta" in winner.reason
    assert "$3,000 a month at beta" in winner.reason


def test_a_speed_at_a_seller_outside_the_region_counts_for_nothing() -> None:
    one = _model("a/one", region="eu", others=({"provider": "beta", "region": "us", "speed": 90.0},))
    basis = _basis(one)
    assert _why(decide(_need(region=("eu",), filters=Filters(speed_from=50.0)), basis)) == {"One": "speed unknown"}
    assert pd.isna(decide(_need(region=("eu",)), basis).passing.iloc[0]["fastest_tokens_per_second"])


def test_a_price_and_a_speed_that_are_asked_for_must_be_had_at_one_seller() -> None:
    one = _model("a/one", speed=10.0, others=({"provider": "beta", "usd_per_mtok": 3.0, "speed": 90.0},))
    asked = Filters(price_to=2.0, speed_from=50.0)
    assert _why(decide(_need(filters=asked), _basis(one))) == {"One": "too slow"}
    row = decide(_need(filters=Filters(speed_from=50.0)), _basis(one)).passing.iloc[0]
    assert row[["provider", "usd_per_month", "output_tokens_per_second"]].tolist() == ["beta", 3000.0, 90.0]


def test_opening_either_of_two_gates_that_no_one_offer_meets_brings_the_model_back() -> None:
    one = _model("a/one", speed=10.0, others=({"provider": "beta", "usd_per_mtok": 3.0, "speed": 90.0},))
    decision = decide(_need(filters=Filters(price_to=2.0, speed_from=50.0)), _basis(one))
    assert {miss.gates: miss.models for miss in decision.near_misses} == {("price_to",): 1, ("speed_from",): 1}


def test_opening_the_region_counts_the_bills_of_the_other_regions() -> None:
    need = _need(region=("eu",), budget_usd_per_month=1000.0)
    found = {miss.gates: miss.models for miss in decide(need, _basis(TWO_REGIONS)).near_misses}
    assert found == {("region",): 1, ("budget_usd_per_month",): 1}


def test_a_price_that_can_hardly_be_true_is_nobodys_price() -> None:
    one = _model(
        "a/one", flag="odd", usd_per_mtok=0.1, others=({"provider": "beta", "usd_per_mtok": 2.0, "flag": None},)
    )
    passing = decide(_need(), _basis(one)).passing
    assert passing["provider"].tolist() == ["beta"]
    assert decide(_need(), _basis(_model("a/one", flag="odd"))).passing["usd_per_month"].isna().all()


def test_a_withdrawn_model_passes_where_it_is_asked_in() -> None:
    gone = _model("a/gone", withdrawn_since="2026-02-03", withdrawn_by="Prices")
    out = decide(_need(), _basis(gone, _model("a/one")))
    assert out.passing["model_id"].tolist() == ["a/one"]
    assert out.excluded["reason"].tolist() == ["no longer sold by its maker: since 3 Feb 2026, says Prices"]
    assert out.gates["withdrawn"] == "still sold by its maker"
    asked_in = decide(_need(filters=Filters(withdrawn=True)), _basis(gone, _model("a/one")))
    assert set(asked_in.passing["model_id"]) == {"a/gone", "a/one"}


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ({"retirement_date": "2027-05-01"}, "Its maker retires it on 1 May 2027."),
        ({"retirement_date": "2028-05-01"}, ""),
        ({"retirement_date": "2027-05-01", "weights": "open"}, ""),
        ({"sold_until": pd.Timestamp("2027-05-01")}, "acme sells it until 1 May 2027."),
    ],
)
def test_a_winner_that_ends_within_a_year_says_so(facts: dict[str, Any], end: str) -> None:
    winner = decide(_need(), _basis(_model("a/one", **facts))).winners[0]
    assert winner.model_id == "a/one"
    assert winner.reason.endswith(end)
    assert ("retires" in winner.reason or "until" in winner.reason) == bool(end)


def test_a_prompt_that_is_longer_than_the_longest_does_not_fit() -> None:
    out = decide(_need(), _basis(_model("a/one", max_input_tokens=799), _model("a/two", max_input_tokens=800)))
    assert out.passing["model_id"].tolist() == ["a/two"]


def test_frames_are_joined_by_the_model_whatever_their_order_and_length() -> None:
    basis = _basis(*THREE, Best=(40.0, 30.0, 50.0, 0.5), Cheap=(50.0, 40.0, 60.0, 0.5), Quick=(60.0, 50.0, 70.0, 0.5))
    need = _need(domains=(("hard", 1.0), ("code", 1.0)))
    whole = decide(need, basis).passing.set_index("model_id")
    mixed = replace(
        basis,
        models=basis.models[basis.models["model_id"] != "a/cheap"].iloc[::-1],
        offers=basis.offers.iloc[::-1],
        abilities={
            "hard": basis.abilities["hard"].iloc[[1, 2, 0]],
            "code": basis.abilities["code"][basis.abilities["code"]["model_id"] != "a/cheap"],
        },
    )
    left = decide(need, mixed).passing.set_index("model_id")
    assert sorted(left.index) == ["a/best", "a/quick"]
    for column in ("ability", "usd_per_month", "provider", "output_tokens_per_second", "value"):
        assert left[column].to_dict() == whole.loc[left.index, column].to_dict()


def test_the_effort_is_that_of_the_first_domain_that_knows_one() -> None:
    domains = (("hard", 1.0), ("code", 1.0))
    one, two = _model("a/one"), _model("a/two", effort="high")
    basis = _basis(one, two, One=(50.0, 40.0, 60.0, 0.5), Two=(50.0, 40.0, 60.0, 0.5))
    found = decide(_need(domains=domains), basis).passing.set_index("name")["effort"]
    assert found.to_dict() == {"One": "code", "Two": "high"}


# The snapshot


def test_every_preset_has_every_part_of_an_answer_in_the_bundled_snapshot(bundled_store: Store) -> None:
    ask = asking(bundled_store)
    choices = known_values(ask(queries.models_in_play), ask(queries.current_offers), ask(queries.ability_domains))
    for name, path in presets().items():
        need = read_yaml(path, choices)
        told = as_data(decide(need, gather(ask, need)))
        assert [winner["role"] for winner in told["winners"]] == list(ROLES), name
        assert 3 <= len(told["shortlist"]) <= 12, name
        assert told["passing"] + len(told["excluded"]) == told["total"], name
        assert all(row["gate"] and row["reason"] for row in told["excluded"]), name


def test_a_domain_that_nothing_measures_is_told_as_such() -> None:
    decision = decide(_need(domains=(("code", 1.0),)), _basis(*THREE))
    assert decision.relax_first == "No model has a measured ability in these domains. Choose others."


def test_an_unknown_domain_is_an_error_that_says_what_there_is(bundled_store: Store) -> None:
    with pytest.raises(NeedError, match="'cooking' is not known here"):
        gather(asking(bundled_store), _need(domains=(("cooking", 1.0),)))


def test_reasons_count_a_model_once_however_many_efforts_it_stands_at() -> None:
    found = decide(_need(quality_weight=10.0, price_weight=90.0), _efforts(LOW, verbosity=WRITES))
    assert found.passing["model_id"].nunique() < len(found.passing)
    told = {winner.role: winner.reason for winner in found.winners}
    assert f"the highest of {found.passing['model_id'].nunique()} model" in told["best"]
    assert "cheaper model" not in told["cheapest"]
    assert f"the lowest of {found.passing['model_id'].nunique()} model" in told["cheapest"]

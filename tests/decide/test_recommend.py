"""What a decision recommends: each model once, with why and what speaks against it, and advice that agrees with it."""

import pytest

from catalog.decide.decide import Decision, decide
from catalog.decide.recommend import Recommendation, Recommended, recommendation
from catalog.filters import Filters
from tests.decide.test_decide import QUALITY_ALONE, THREE, _basis, _model, _need

FRUGAL = {"quality_weight": 30.0, "price_weight": 60.0, "speed_weight": 10.0}


def _by_role(found: Recommendation) -> dict[str, Recommended]:
    return {role: each for each in found.named for role in each.roles}


def _frugal() -> Decision:
    return decide(_need(good_enough=50.0, **FRUGAL), _basis(*THREE))


def test_a_model_that_wins_twice_is_named_once_and_our_pick_comes_first() -> None:
    found = recommendation(_frugal())
    assert [each.roles for each in found.named] == [("balanced", "cheapest"), ("best",), ("open", "fastest")]
    assert [each.row["name"] for each in found.named] == ["Cheap", "Best", "Quick"]


def test_the_advice_names_the_pick_why_and_whom_to_take_when() -> None:
    found = recommendation(_frugal())
    assert found.advice == (
        "We recommend Cheap because it costs 1 % of what Best, the best, costs and writes 2.5 times as fast."
    )
    assert found.otherwise == "Take Best if quality decides."


def test_each_is_told_beside_the_pick_and_the_pick_beside_the_best() -> None:
    found = _by_role(recommendation(_frugal()))
    assert found["balanced"].gives_up == "It is 25.0 points below Best."
    assert found["best"].because == "It is the highest in ability of 3 models that pass."
    assert found["best"].gives_up == "It costs 100 times as much and writes at 40 % of the speed."
    assert found["fastest"].because == (
        "It is the best with open weights, the fastest of 3 models with a known speed and 5.0 points better than our "
        "pick."
    )


def test_a_pick_that_is_the_best_too_says_what_another_saves() -> None:
    found = recommendation(decide(_need(good_enough=50.0, **QUALITY_ALONE), _basis(*THREE)))
    assert found.named[0].roles == ("balanced", "best")
    assert found.named[0].because == "It has the highest ability of 3 models that pass."
    assert "costs 100 times as much as Cheap, the cheapest that will do" in found.named[0].gives_up
    assert found.otherwise == "Take Cheap ($100 a month) if the price decides."


def test_the_cheapest_that_will_do_is_not_advised_for_its_price_where_it_costs_more_than_the_pick() -> None:
    thin = _model("a/thin", ability=(51.0, 45.0, 57.0, 0.5), usd_per_mtok=0.01)
    found = recommendation(decide(_need(good_enough=50.0, **FRUGAL), _basis(*THREE, thin)))
    assert (found.named[0].row["name"], found.named[0].roles) == ("Thin", ("balanced",))
    assert _by_role(found)["cheapest"].row["name"] == "Cheap"
    assert "price" not in found.otherwise


def test_where_it_is_the_fastest_at_another_seller_that_offer_is_told_with_its_price() -> None:
    quick = {"provider": "beta", "usd_per_mtok": 3.0, "speed": 90.0}
    one = _model("a/one", ability=(80.0, 78.0, 82.0, 0.5), speed=30.0, others=[quick])
    found = recommendation(decide(_need(**QUALITY_ALONE), _basis(one, _model("a/slow", speed=20.0))))
    assert found.named[0].also == "Fastest at beta: 90 tokens/s, $3,000 a month."


def test_a_difference_that_the_intervals_leave_open_is_told_as_perhaps() -> None:
    near = _model("a/near", ability=(75.0, 65.0, 85.0, 0.5), usd_per_mtok=0.1)
    found = recommendation(decide(_need(**FRUGAL), _basis(THREE[0], near)))
    assert found.named[0].gives_up == "It is perhaps 5.0 points below Best and has no known speed."


@pytest.mark.parametrize("good_enough", [99.0])
def test_where_nothing_passes_nothing_is_recommended(good_enough: float) -> None:
    found = recommendation(decide(_need(good_enough=good_enough), _basis(*THREE)))
    assert (found.advice, found.named) == ("", ())


def test_open_models_that_no_seller_offers_in_the_region_count_where_they_are_hosted_there() -> None:
    there = _model("a/there", ability=(60.0, 58.0, 62.0, 0.5), region="eu-west-1")
    elsewhere = _model("a/elsewhere", ability=(70.0, 68.0, 72.0, 0.5), weights="open", region="us-east-1")
    closed = _model("a/closed", ability=(90.0, 88.0, 92.0, 0.5), region="us-east-1")
    found = decide(_need(region=("eu",)), _basis(there, elsewhere, closed))
    assert found.self_hosted["model_id"].tolist() == ["a/elsewhere"]
    assert found.hosting == (
        "An open model that you host yourselves would do, too: Elsewhere, ability 70.0 (68.0 to 72.0)."
    )


def test_who_names_the_sellers_or_no_region_is_told_nothing_of_hosting() -> None:
    elsewhere = _model("a/elsewhere", weights="open", region="us-east-1")
    basis = _basis(elsewhere)
    assert not decide(_need(), basis).hosting
    assert not decide(_need(region=("eu",), filters=Filters(provider=("acme",))), basis).hosting

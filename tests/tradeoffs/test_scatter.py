"""Which models a trade-off chart shows, where, and why the others are not there."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from catalog import queries
from catalog.filters import Filters, candidates, relaxations
from catalog.pricing.eligible import known_offers
from catalog.store import Store, open_snapshot
from catalog.tradeoffs.scatter import (
    CLAIMS_ONLY,
    INFERRED,
    NO_ABILITY,
    NO_FIGURE,
    NO_PRICE,
    NO_SPEED,
    OTHER_VERSION,
    PRICE,
    SPEED,
    Pair,
    Question,
    Scatter,
    abilities_as_quality,
    before_gates,
    placed,
    scatter,
    scores_as_quality,
)

PAIRS: list[Pair] = ["quality_price", "quality_speed", "price_speed"]


@pytest.fixture
def store(snapshot: Path) -> Store:
    """Return the shared snapshot, open."""
    return open_snapshot(snapshot).cursor()


def _asked(store: Store, question: Question) -> Scatter:
    models, offers, speeds = queries.models_in_play(store), known_offers(store), queries.speeds(store)
    if question.benchmark_id is None:
        quality = abilities_as_quality(queries.abilities_in(store, question.filters.domain), question)
    else:
        asked = question.benchmark_id, question.benchmark_version
        claims = question.filters.self_reported
        quality = scores_as_quality(
            queries.scores_on(store, *asked, self_reported=claims),
            queries.standing_on(store, *asked, self_reported=claims),
        )
    places = placed(question, models, offers, speeds, None if question.pair == "price_speed" else quality)
    return scatter(question, places, candidates(models, offers, question.filters))


def _reasons(found: Scatter) -> dict[str, str]:
    left = found.models.dropna(subset="reason")
    return dict(zip(left["model_id"], left["reason"], strict=True))


def test_ability_against_price_shows_each_model_once_best_first(store: Store) -> None:
    found = _asked(store, Question())
    assert found.points["name"].tolist()[:3] == ["Best", "Large open", "Best mini"]
    assert found.points["model_id"].is_unique
    best = found.points.iloc[0]
    assert (best["effort"], best["value"], best[PRICE], best["is_on_frontier"]) == ("high", 90.0, 10.0, True)


def test_an_ability_that_is_too_little_known_is_no_point_and_is_told() -> None:
    abilities = pd.DataFrame(
        {
            "model_id": ["wide", "within", "unmeasured"],
            "effort": None,
            "value": 60.0,
            "low": [39.9, 40.0, 30.0],
            "high": [80.0, 80.0, 80.0],
            "coverage": [0.5, 0.5, 0.0],
            "is_own": True,
        }
    )
    found = abilities_as_quality(abilities, Question())
    assert found.rows["model_id"].tolist() == ["within"]
    assert found.reasons["wide"] == "too little known: its interval is wider than 40 points"
    assert found.reasons["unmeasured"] == "ability inferred from other domains only"


def test_each_model_that_is_not_shown_has_its_reason(store: Store) -> None:
    assert _reasons(_asked(store, Question())) == {
        "no/price": NO_PRICE,
        "only/offered": INFERRED,
        "free/trial": NO_ABILITY,
        "old/dear": NO_ABILITY,
        "only/claims": NO_ABILITY,
    }
    assert set(_reasons(_asked(store, Question(pair="quality_speed"))).values()) == {NO_ABILITY, INFERRED, NO_SPEED}
    on_board = Question(benchmark_id="lmarena_text_overall")
    assert _reasons(_asked(store, on_board))["only/claims"] == CLAIMS_ONLY
    older = _reasons(_asked(store, Question(benchmark_id="med_test", benchmark_version="2")))
    assert (older["open/small"], older["odd/html"]) == (OTHER_VERSION, NO_FIGURE)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("benchmark_id", [None, "lmarena_text_overall", "made_up", "unpriced", "no_such_benchmark"])
@pytest.mark.parametrize("filters", [Filters(), Filters(weights="open"), Filters(price_to=1.0, self_reported=True)])
def test_every_model_is_shown_or_has_a_reason(
    store: Store, pair: Pair, benchmark_id: str | None, filters: Filters
) -> None:
    found = _asked(store, Question(pair=pair, benchmark_id=benchmark_id, filters=filters))
    assert len(found.models) == 12
    shown = set(found.models.loc[found.models["reason"].isna(), "model_id"])
    assert shown == set(found.points["model_id"])


def test_a_gate_comes_before_a_missing_figure_and_changes_no_other_point(store: Store) -> None:
    everything = _asked(store, Question()).points.set_index("model_id")
    found = _asked(store, Question(filters=Filters(weights="open")))
    assert _reasons(found)["no/price"] == "other weights"
    assert found.points["model_id"].tolist() == ["open/large", "odd/html", "open/small"]
    assert found.points["value"].tolist() == everything.loc[found.points["model_id"], "value"].tolist()


def test_the_line_follows_the_gates(store: Store) -> None:
    assert not _asked(store, Question()).points.set_index("model_id").loc["odd/formula", "is_on_frontier"]
    found = _asked(store, Question(filters=Filters(provider=("acme",)))).points.set_index("model_id")
    assert found.loc["odd/formula", "is_on_frontier"]


def test_inferred_abilities_are_shown_only_on_request(store: Store) -> None:
    found = _asked(store, Question(inferred=True)).points.set_index("model_id")
    assert found.loc["only/offered", "coverage"] == 0


def test_every_effort_is_shown_on_request(store: Store) -> None:
    found = _asked(store, Question(every_effort=True)).points
    assert found.loc[found["model_id"] == "big/best", "effort"].tolist() == ["high", "low"]


def test_the_middle_price_and_a_named_provider(store: Store) -> None:
    at = {
        name: _asked(store, question).points.set_index("model_id").loc["open/large"]
        for name, question in {
            "cheapest": Question(),
            "middle": Question(price="middle"),
            "gamma": Question(provider="gamma"),
        }.items()
    }
    assert {name: row["provider"] for name, row in at.items()} == {
        "cheapest": "Beta",
        "middle": "Zeta",
        "gamma": "Gamma",
    }
    assert at["middle"][["cheapest_usd_per_mtok", "dearest_usd_per_mtok"]].tolist() == pytest.approx([0.7, 4.5])
    assert _asked(store, Question(provider="gamma")).points["model_id"].tolist() == ["open/large"]


def test_the_input_share_moves_the_price(store: Store) -> None:
    found = _asked(store, Question(filters=Filters(input_percent=100))).points.set_index("model_id")
    assert found.loc["big/best", PRICE] == 5.0


def test_speed_is_better_the_higher_it_is(store: Store) -> None:
    found = _asked(store, Question(pair="quality_speed")).points
    assert found["model_id"].tolist() == ["big/best", "open/large", "open/small"]
    assert found["is_on_frontier"].all()
    found = _asked(store, Question(pair="price_speed")).points
    assert found["model_id"].tolist() == ["open/small", "open/large", "big/best"]
    assert found["is_on_frontier"].tolist() == [True, False, False]


def test_the_price_and_the_speed_of_a_point_are_of_one_seller(store: Store) -> None:
    seller = {pair: _asked(store, Question(pair=pair)).points.set_index("model_id").loc["open/large"] for pair in PAIRS}
    assert seller["quality_price"]["provider"] == "Beta"
    assert seller["quality_price"][[SPEED, "speed_place"]].isna().all()  # Zeta's is known, Beta's is not
    for pair in ("quality_speed", "price_speed"):
        assert seller[pair][["provider", "speed_place", SPEED]].tolist() == ["Zeta", "Zeta", 60.0]
        assert seller[pair][PRICE] == pytest.approx(1.05)
    fast = _asked(store, Question(filters=Filters(speed_from=50.0))).points.set_index("model_id").loc["open/large"]
    assert fast[["provider", SPEED]].tolist() == ["Zeta", 60.0]


def test_speeds_on_ones_own_hardware_are_another_question(store: Store) -> None:
    found = _asked(store, Question(pair="quality_speed", hardware="RTX 3060 (12 GB)")).points
    assert found[["model_id", SPEED, "speed_place"]].to_numpy().tolist() == [["open/small", 90.0, "RTX 3060 (12 GB)"]]
    assert _asked(store, Question(pair="quality_speed", hardware="H100")).points.empty


def test_lower_scores_win_where_lower_is_better(store: Store) -> None:
    found = _asked(store, Question(benchmark_id="made_up", higher_is_better=False)).points
    assert found["name"].tolist() == ["Best", "Small open"]


def test_gates_that_only_remove_models_leave_the_places_as_they_are() -> None:
    gated = Question(filters=Filters(weights="open", price_to=1.0, tools=True, domain="medical", input_percent=50))
    assert before_gates(gated) == before_gates(replace(gated, filters=Filters(domain="medical", input_percent=50)))
    assert before_gates(gated) != before_gates(replace(gated, filters=Filters()))
    assert before_gates(Question(filters=Filters(provider=("zeta",)))) != before_gates(Question())


def test_only_models_with_a_place_are_promised_by_an_open_gate(store: Store) -> None:
    asked = Filters(weights="closed", developer=("open",))
    found = _asked(store, Question(filters=asked))
    assert found.points.empty
    assert relaxations(found.candidates, asked) == {"developer": 3, "weights": 2}

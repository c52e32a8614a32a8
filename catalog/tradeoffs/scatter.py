"""What a trade-off chart shows: models placed by two of quality, price and speed, and why the others are not there."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal

import pandas as pd

from catalog.filters import Filters, of_providers, removed_by
from catalog.pricing.offers import PriceChoice, one_offer_a_model, pareto_frontier, price_range
from catalog.pricing.speeds import one_speed_a_model
from catalog.records import Column, Usd

Pair = Literal["quality_price", "quality_speed", "price_speed"]

PRICE, SPEED = "blended_usd_per_mtok", "output_tokens_per_second"
# Upright axis, level axis.
AXES: dict[Pair, tuple[str, str]] = {
    "quality_price": ("value", PRICE),
    "quality_speed": ("value", SPEED),
    "price_speed": (SPEED, PRICE),
}
FACTS = ("name", "developer", "weights", "licence_id", "parameters", "context_tokens", "release_date")
COLUMNS = (
    *("model_id", "effort", *FACTS, "is_on_frontier"),
    *("value", "low", "high", "coverage", "samples", "evidence", "contamination", "harness"),
    *("score_source_id", "score_source", "score_as_of"),
    *(PRICE, "cheapest_usd_per_mtok", "dearest_usd_per_mtok", "input_usd_per_mtok", "output_usd_per_mtok"),
    *("provider", "providers", "flag", "price_source_id", "price_source", "price_as_of"),
    *(SPEED, "speed_place", "speed_evidence", "speeds_compared", "conditions"),
    *("speed_source_id", "speed_source", "speed_as_of"),
)
NO_ABILITY = "no ability known in this domain"
INFERRED = "ability inferred from other domains only"
NO_FIGURE = "no figure on this benchmark"
OTHER_VERSION = "figures on another version of this benchmark only"
CLAIMS_ONLY = "self-reported figures only"
NO_PRICE = "no list price"
NO_SPEED = "no known speed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a trade-off chart is asked.

    Attributes:
        filters: the gates; their domain is the one whose ability counts, their input share is that of the price.
        pair: which two are set against each other.
        benchmark_id: the benchmark that stands for quality; None for the ability in the domain.
        benchmark_version: which version of it; None where the board states none.
        higher_is_better: whether a high score is a good one.
        every_effort: every reasoning effort, not only the one that speaks for its model; benchmarks always show all.
        inferred: also abilities in a domain in which the model was never measured.
        price: which of the providers' prices counts; a price range goes round the middle one.
        provider: the provider whose price counts; None for all that the gates let through.
        hardware: on what the speeds were taken; None for hosted services.
    """

    filters: Filters = field(default_factory=Filters)
    pair: Pair = "quality_price"
    benchmark_id: str | None = None
    benchmark_version: str | None = None
    higher_is_better: bool = True
    every_effort: bool = False
    inferred: bool = False
    price: PriceChoice = "cheapest"
    provider: str | None = None
    hardware: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a point of the chart says beside the facts of its model."""

    is_on_frontier: Annotated[
        bool, Column("Not beaten", help="nothing shown is better on one axis and no worse on the other")
    ]
    coverage: Annotated[float, Column("Coverage", help="share of the domain that was measured, from 0 to 1")]
    blended_usd_per_mtok: Annotated[float, Column("Blended price", Usd, "input and output price, weighted by the mix")]
    cheapest_usd_per_mtok: Annotated[float, Column("Cheapest price", Usd, "of all providers, blended")]
    dearest_usd_per_mtok: Annotated[float, Column("Dearest price", Usd, "of all providers, blended")]
    providers: Annotated[int, Column("Providers", help="how many list a price for this model")]
    speed_place: Annotated[str | None, Column("Speed at", help="the service or the hardware")]
    speed_evidence: Annotated[str | None, Column("Evidence of the speed", help="measured, community or estimated")]
    speeds_compared: Annotated[int, Column("Speeds", help="how many the one in the middle was taken from")]
    score_source: Annotated[str | None, Column("Score from")]
    score_as_of: Annotated[date | None, Column("Score as of")]
    price_source: Annotated[str | None, Column("Price from")]
    price_as_of: Annotated[date | None, Column("Price as of")]
    speed_source: Annotated[str | None, Column("Speed from")]
    speed_as_of: Annotated[date | None, Column("Speed as of")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """All models that can be placed, before any gate removes one.

    Attributes:
        points: a row a point, with `row`: where its model stands among all models in play.
        missing: for each model in play why it has no place; missing where it has one.
    """

    points: pd.DataFrame
    missing: "pd.Series[str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a trade-off chart shows.

    Attributes:
        points: a row a point, best on the upright axis first.
        models: a row a model in play: model_id, name, developer, and reason, missing where it is shown.
        candidates: the models that have a place, for `catalog.filters.relaxations` to say which gate keeps them out.
    """

    points: pd.DataFrame
    models: pd.DataFrame
    candidates: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The qualities that count, a row a point, and of the models that were looked at why they have none that counts.

    A model without a row and without a reason has none at all: `otherwise`.
    """

    rows: pd.DataFrame
    reasons: "pd.Series[str]"
    otherwise: str


def abilities_as_quality(abilities: pd.DataFrame, question: Question) -> Quality:
    """Return the abilities of `queries.abilities_in` that count for a question."""
    chosen = abilities if question.every_effort else abilities[abilities["is_own"]]
    counted = chosen if question.inferred else chosen[chosen["coverage"] > 0]
    left = chosen.loc[~chosen["model_id"].isin(counted["model_id"]), "model_id"].drop_duplicates()
    return Quality(
        rows=counted.drop(columns="is_own"),
        reasons=pd.Series(INFERRED, index=left, dtype="str"),
        otherwise=NO_ABILITY,
    )


def scores_as_quality(scores: pd.DataFrame, standing: pd.DataFrame) -> Quality:
    """Return the scores of `queries.scores_on` as qualities; `standing` is what `queries.standing_on` says of them."""
    known = standing.set_index("model_id")["reason"].map({"other_version": OTHER_VERSION, "self_reported": CLAIMS_ONLY})
    return Quality(rows=scores.drop(columns=[*FACTS], errors="ignore"), reasons=known.dropna(), otherwise=NO_FIGURE)


def before_gates(question: Question) -> Question:
    """Return the question without those gates that only remove models: its plane is the same."""
    asked = question.filters
    counts = Filters(
        domain=asked.domain,
        input_percent=asked.input_percent,
        provider=asked.provider,
        self_reported=asked.self_reported,
    )
    return replace(question, filters=counts)


def plane(
    question: Question, models: pd.DataFrame, offers: pd.DataFrame, speeds: pd.DataFrame, quality: Quality | None
) -> Plane:
    """Return every model that has a place, whatever the gates say of it; of these only the providers count.

    Args:
        question: what is asked.
        models: what `queries.models_in_play` returns.
        offers: what `queries.list_offers` returns.
        speeds: what `queries.speeds` returns.
        quality: the qualities; None where they are not asked for.
    """
    points = models[["model_id", *FACTS]].assign(row=range(len(models)))
    missing = pd.Series(None, index=models.index, dtype="str")
    if quality is not None:
        points = quality.rows.merge(points, on="model_id")
        reasons = models["model_id"].map(quality.reasons).astype("str").fillna(quality.otherwise)
        missing = reasons.where(~models["model_id"].isin(quality.rows["model_id"]))
    for column, rows, why in (
        (PRICE, _prices(offers, question), NO_PRICE),
        (SPEED, _speeds(speeds, question), NO_SPEED),
    ):
        is_axis = column in AXES[question.pair]
        points = points.merge(rows, on="model_id", how="inner" if is_axis else "left")
        if is_axis:
            missing = missing.mask(missing.isna() & ~models["model_id"].isin(rows["model_id"]), why)
    return Plane(points=points.reindex(columns=[*COLUMNS, "row"]), missing=missing)


def answer(question: Question, placed: Plane, found: pd.DataFrame) -> Answer:
    """Return the points that the gates let through, and for each model that is not shown the reason.

    Args:
        question: what is asked.
        placed: what `plane` returns for it.
        found: what `catalog.filters.candidates` returns for its gates.
    """
    reason = removed_by(found, question.filters)["reason"]
    passes = reason.isna().to_numpy()
    points = placed.points[passes[placed.points["row"].to_numpy()]].drop(columns="row")
    return Answer(
        points=_ranked(points, question),
        models=found[["model_id", "name", "developer"]].assign(reason=reason.fillna(placed.missing)),
        candidates=found[placed.missing.isna()],
    )


def _prices(offers: pd.DataFrame, question: Question) -> pd.DataFrame:
    sold = of_providers(offers, question.filters)
    if question.provider is not None:
        sold = sold[sold["provider"].str.lower() == question.provider]
    share = question.filters.input_percent / 100
    return one_offer_a_model(sold, share, question.price).merge(price_range(sold, share), on="model_id")


def _speeds(speeds: pd.DataFrame, question: Question) -> pd.DataFrame:
    timed = speeds if question.hardware else of_providers(speeds, question.filters)
    found = one_speed_a_model(timed, question.hardware)
    columns = ["model_id", SPEED, "speeds_compared", "conditions", "speed_source_id", "speed_source", "speed_as_of"]
    place = found["hardware" if question.hardware else "provider"]
    return found[columns].assign(speed_place=place, speed_evidence=found["evidence"])


def _ranked(points: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the points with is_on_frontier, best on the upright axis first."""
    upright, level = AXES[question.pair]
    is_better_high = question.higher_is_better or upright != "value"
    made = points.assign(cost=points[level] if level == PRICE else -points[level])
    made["is_on_frontier"] = pareto_frontier(made, upright, "cost", higher_is_better=is_better_high)
    order = [upright, "cost", "model_id", "effort"]
    ranked = made.sort_values(order, ascending=[not is_better_high, True, True, True], kind="stable")
    return ranked.drop(columns="cost").reset_index(drop=True)

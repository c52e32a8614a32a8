"""What a trade-off chart shows: models placed by two of quality, price and speed, and why the others are not there."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal

import pandas as pd

from catalog.evidence import TOO_LITTLE_KNOWN, is_too_wide
from catalog.filters import Filters, asked_of_sellers, eligible_under, removed_by
from catalog.pricing.eligible import why_ineligible
from catalog.pricing.offers import PriceChoice, one_offer_a_model, pareto_frontier, price_range, with_blended
from catalog.pricing.speeds import one_speed_a_model
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import LEFT_OUT, MISSING, nearest_reasons
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
    *("provider", "seller_told", "price_terms", "providers", "flag"),
    *("price_source_id", "price_source", "price_as_of"),
    *(SPEED, "speed_place", "speed_evidence", "speeds_compared", "statistic", "conditions"),
    *("speed_source_id", "speed_source", "speed_as_of"),
)
_PRICED = (
    *("model_id", PRICE, "input_usd_per_mtok", "output_usd_per_mtok", "provider", "providers", "flag"),
    *("seller_told", "price_terms", "price_source_id", "price_source", "price_as_of"),
)
_TIMED = (
    *(SPEED, "speed_place", "speed_evidence", "speeds_compared", "statistic", "conditions"),
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
class Placed:
    """All models that have a place in the chart, before any gate removes one.

    Attributes:
        points: a row a point, with `row`: where its model stands among all models in play.
        missing: for each model in play why it has no place; missing where it has one.
    """

    points: pd.DataFrame
    missing: "pd.Series[str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
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
    asked = chosen if question.inferred else chosen[chosen["coverage"] > 0]
    counted = asked[~is_too_wide(asked["low"], asked["high"])]
    left = chosen.loc[~chosen["model_id"].isin(counted["model_id"]), "model_id"].drop_duplicates()
    reasons = pd.Series(INFERRED, index=left, dtype="str")
    return Quality(
        rows=counted.drop(columns="is_own"),
        reasons=reasons.mask(reasons.index.isin(asked["model_id"]), TOO_LITTLE_KNOWN),
        otherwise=NO_ABILITY,
    )


def scores_as_quality(scores: pd.DataFrame, standing: pd.DataFrame) -> Quality:
    """Return the scores of `queries.scores_on` as qualities; `standing` is what `queries.standing_on` says of them."""
    known = standing.set_index("model_id")["reason"].map({"other_version": OTHER_VERSION, "self_reported": CLAIMS_ONLY})
    return Quality(rows=scores.drop(columns=[*FACTS], errors="ignore"), reasons=known.dropna(), otherwise=NO_FIGURE)


def before_gates(question: Question) -> Question:
    """Return the question without those gates that only remove models: the places in its chart are the same.

    A price at most is one of these: it removes a model whose cheapest offer is dearer. A least speed is none: it says
    which of the offers may stand for a model.
    """
    asked = question.filters
    counts = Filters(
        domain=asked.domain,
        input_percent=asked.input_percent,
        provider=asked.provider,
        resellers=asked.resellers,
        speed_from=asked.speed_from,
        self_reported=asked.self_reported,
    )
    return replace(question, filters=counts)


def placed(
    question: Question, models: pd.DataFrame, offers: pd.DataFrame, speeds: pd.DataFrame, quality: Quality | None
) -> Placed:
    """Return every model that has a place, whatever the gates say of it; of these only those of offers count.

    The price and the speed of a point are of one offer. Where speed is an axis, only offers of which the speed is known
    stand for a model. Speeds on own hardware are no seller's; there the price is that of a service beside it.

    Args:
        question: what is asked.
        models: what `queries.models_in_play` returns.
        offers: what `catalog.pricing.eligible.known_offers` returns.
        speeds: what `queries.speeds` returns; of use for own hardware alone.
        quality: the qualities; None where they are not asked for.
    """
    points = models[["model_id", *FACTS]].assign(row=range(len(models)))
    missing = pd.Series(None, index=models.index, dtype="str")
    if quality is not None:
        points = quality.rows.merge(points, on="model_id")
        reasons = models["model_id"].map(quality.reasons).astype("str").fillna(quality.otherwise)
        missing = reasons.where(~models["model_id"].isin(quality.rows["model_id"]))
    sold = _sold(offers, question)
    rows = _offer_a_model(sold, question) if question.hardware is None else _on_hardware(sold, speeds, question)
    points = points.merge(rows, on="model_id", how="left")
    unpriced = models["model_id"].map(_why_unpriced(offers, question)).astype("str").fillna(NO_PRICE)
    for axis, known, why in (
        (PRICE, sold["model_id"], unpriced),
        (SPEED, rows.loc[rows[SPEED].notna(), "model_id"], NO_SPEED),
    ):
        if axis in AXES[question.pair]:
            missing = missing.mask(missing.isna() & ~models["model_id"].isin(known), why)
    points = points.dropna(subset=[axis for axis in AXES[question.pair] if axis in (PRICE, SPEED)])
    return Placed(points=points.reindex(columns=[*COLUMNS, "row"]), missing=missing)


def scatter(question: Question, places: Placed, found: pd.DataFrame) -> Scatter:
    """Return the points that the gates let through, and for each model that is not shown the reason.

    Args:
        question: what is asked.
        places: what `placed` returns for it.
        found: what `catalog.filters.candidates` returns for its gates.
    """
    reason = removed_by(found, question.filters)["reason"]
    passes = reason.isna().to_numpy()
    points = places.points[passes[places.points["row"].to_numpy()]].drop(columns="row")
    return Scatter(
        points=_ranked(points, question),
        models=found[["model_id", "name", "developer"]].assign(reason=reason.fillna(places.missing)),
        candidates=found[places.missing.isna()],
    )


def _sold(offers: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the offers that may stand for their models. A seller that is named is asked in, whatever its kind."""
    if question.provider is None:
        return eligible_under(offers, question.filters)
    sold = eligible_under(offers, replace(question.filters, resellers=True))
    return sold[sold["seller"] == question.provider]


def _why_unpriced(offers: pd.DataFrame, question: Question) -> "pd.Series[str]":
    """Return in words why the list prices of some models count nowhere, by model_id."""
    reasons = nearest_reasons(offers["model_id"], why_ineligible(offers, asked_of_sellers(question.filters)))
    return reasons[reasons.isin(LEFT_OUT)].map(MISSING)


def _offer_a_model(sold: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the offer that stands for each model, with the range of prices: by its price, else by its speed."""
    share = question.filters.input_percent / 100
    timed = sold[sold[SPEED].notna()] if SPEED in AXES[question.pair] else sold
    if PRICE in AXES[question.pair]:
        chosen = one_offer_a_model(timed, share, question.price)
        compared = chosen[SPEED].notna().astype("Int64")
    else:
        each = with_blended(timed, share).sort_values(PRICE, kind="stable").drop_duplicates(["model_id", "seller"])
        providers = each.groupby("model_id")["seller"].transform("size")
        chosen = one_speed_a_model(each.assign(providers=providers, is_throughput=False, hardware=None))
        compared = chosen["speeds_compared"]
    chosen = chosen.assign(
        speeds_compared=compared, speed_place=chosen["speed_provider"], speed_evidence=chosen["evidence"]
    )
    return _told(chosen)[[*_PRICED, *_TIMED]].merge(price_range(sold, share), on="model_id")


def _told(chosen: pd.DataFrame) -> pd.DataFrame:
    return with_terms(chosen, PRICE, "per million tokens")


def _on_hardware(sold: pd.DataFrame, speeds: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the speed of each model on one kind of hardware, beside the price of a service where one is known."""
    share = question.filters.input_percent / 100
    timed = one_speed_a_model(speeds, question.hardware)
    timed = timed.assign(speed_place=timed["hardware"], speed_evidence=timed["evidence"])
    priced = _told(one_offer_a_model(sold, share, question.price))[list(_PRICED)]
    priced = priced.merge(price_range(sold, share), on="model_id")
    return priced.merge(timed[["model_id", *_TIMED]], on="model_id", how="outer")


def _ranked(points: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the points with is_on_frontier, best on the upright axis first."""
    upright, level = AXES[question.pair]
    is_better_high = question.higher_is_better or upright != "value"
    made = points.assign(cost=points[level] if level == PRICE else -points[level])
    made["is_on_frontier"] = pareto_frontier(made, upright, "cost", higher_is_better=is_better_high)
    order = [upright, "cost", "model_id", "effort"]
    ranked = made.sort_values(order, ascending=[not is_better_high, True, True, True], kind="stable")
    return ranked.drop(columns="cost").reset_index(drop=True)

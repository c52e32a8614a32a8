"""One model: how it stands among its peers, what it cost when, what sources disagree on, and what nobody says of it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import pandas as pd

from catalog.curated.providers import seller_title
from catalog.pricing.eligible import Eligibility, why_ineligible, with_sellers
from catalog.pricing.offers import blended_price
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import why_not_words
from catalog.records import Column, Model, Offer, columns

PeerGroup = Literal["sold", "weights", "size"]

PEERS: Mapping[PeerGroup, str] = {"sold": "On sale", "weights": "Same weights", "size": "Similar size"}
PEERS_IN_WORDS: Mapping[PeerGroup, str] = {
    "sold": "all other models that somebody sells at a list price",
    "weights": "all other models with {weights} weights",
    "size": "all other models of half to double its parameters",
}
# What a team asks of a model before it builds on it, and of an offer before it signs.
FACTS = (
    *("developer", "weights", "licence_id", "parameters", "context_tokens", "max_output_tokens"),
    *("input_modalities", "output_modalities", "tools", "structured_output", "reasoning"),
    *("release_date", "knowledge_cutoff", "retirement_date"),
)
TERMS = ("region", "precision", "cache_read_usd_per_mtok", "batch_input_usd_per_mtok", "data_policy")
PRICES = ("input_usd_per_mtok", "output_usd_per_mtok")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStanding:
    """How a model stands among its peers in one domain."""

    domain_title: Annotated[str, Column("Domain")]
    coverage: Annotated[float, Column("Measured", "%", "share of the domain's tests that the model took, by weight")]
    peers: Annotated[int, Column("Peers", help="how many of them were measured in the domain")]
    peers_low: Annotated[float, Column("A quarter of the peers is below")]
    peers_middle: Annotated[float, Column("Middle of the peers", help="the median")]
    peers_high: Annotated[float, Column("A quarter of the peers is above")]
    beaten_percent: Annotated[float, Column("Peers below it", "%", "whose ability is lower; intervals not counted")]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known of a model: a sentence, and what it counts up, if anything."""

    sentence: str
    names: tuple[str, ...] = ()


# Among its peers


def peers_of(model: Mapping[str, Any], models: pd.DataFrame, group: PeerGroup) -> frozenset[str]:
    """Return the ids of a model's peers, without its own.

    Args:
        model: what is known of the model: model_id, weights, parameters.
        models: what `queries.models_in_play` returns.
        group: which peers; those of a fact that is not known of the model are none.
    """
    if group == "sold":
        found = models["providers"].map(len) > 0
    elif group == "weights":
        found = models["weights"] == model["weights"]
    else:
        size = float("nan") if pd.isna(model["parameters"]) else float(model["parameters"])
        found = models["parameters"].astype(float).between(size / 2, size * 2)
    return frozenset(models.loc[found, "model_id"]) - {model["model_id"]}


def against_peers(
    own: pd.DataFrame, measured: pd.DataFrame, peers: Collection[str], domains: pd.DataFrame
) -> pd.DataFrame:
    """Return how a model stands in each domain, in the domains' order.

    Args:
        own: the rows of `queries.abilities_of` that speak for the model.
        measured: what `queries.measured_abilities` returns.
        peers: the ids of the models to compare with.
        domains: what `queries.ability_domains` returns.

    Returns:
        domain, domain_title, kind, effort, value, low, high, coverage, and those of `PeerStanding`; without peers that
        were measured, their figures are missing.
    """
    theirs = measured[measured["model_id"].isin(peers)].groupby("domain")["value"]
    spread = pd.DataFrame(
        {
            "peers": theirs.size(),
            "peers_low": theirs.quantile(0.25),
            "peers_middle": theirs.median(),
            "peers_high": theirs.quantile(0.75),
        }
    )
    found = domains[["domain", "title", "kind"]].rename(columns={"title": "domain_title"})
    found = found.merge(own[["domain", "effort", "value", "low", "high", "coverage"]], on="domain")
    found = found.merge(spread, left_on="domain", right_index=True, how="left")
    found["peers"] = found["peers"].fillna(0).astype(int)
    below = measured[measured["model_id"].isin(peers)].merge(found[["domain", "value"]], on="domain")
    beaten = (below["value_x"] < below["value_y"]).groupby(below["domain"]).mean() * 100
    return found.assign(beaten_percent=found["domain"].map(beaten))


def efforts_in(abilities: pd.DataFrame, scores: pd.DataFrame, domain: str) -> pd.DataFrame:
    """Return a row an effort: its ability in a domain, best first, and how many scores on all domains it has.

    Args:
        abilities: what `queries.abilities_of` returns.
        scores: what `queries.scores_of` returns.
        domain: which domain.
    """
    counted = scores["effort"].fillna("").value_counts()
    found = abilities[abilities["domain"] == domain]
    found = found.assign(scores=found["effort"].fillna("").map(counted).fillna(0).astype(int))
    return found.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)


def weighed(scores: pd.DataFrame, behind: pd.DataFrame) -> pd.DataFrame:
    """Return the scores with their weight in a domain's figure and their unit, those that weigh most first.

    Args:
        scores: what `queries.scores_of` returns.
        behind: what `queries.scores_behind` returns for the same model; its weights are those of the tests.

    Returns:
        The columns of `scores`, weight (missing: not counted in the domain) and unit (with the direction, where lower
        is better).
    """
    key = ["benchmark_id", "benchmark_version", "source_id"]
    found = scores.merge(behind[[*key, "weight"]].drop_duplicates(key), on=key, how="left")
    unit = found["scale"].map({"percent": "%", "elo": "Elo"}).fillna(found["scale"])
    found["unit"] = unit.mask(found["higher_is_better"].eq(other=False), unit + ", lower is better")
    return found.sort_values("weight", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


# What it costs, and did


def offers_at(offers: pd.DataFrame, asked: Eligibility, input_share: float) -> pd.DataFrame:
    """Return the offers with their blended price, list prices first and the cheapest of them first.

    Adds blended_usd_per_mtok, tiers_told (the tiers in words), the columns of `Terms`, why_not (in words, why the price
    counts nowhere; missing where it counts) and is_cheapest: the offer whose price stands for the model in lists and
    charts, the cheapest of the newest statements about each provider's list price that count.

    Args:
        offers: what `queries.offers_of` returns.
        asked: which offers count.
        input_share: from 0 (all output) to 1 (all input).
    """
    found = with_sellers(offers).assign(
        blended_usd_per_mtok=blended_price(offers["input_usd_per_mtok"], offers["output_usd_per_mtok"], input_share),
        tiers_told=offers["tiers"].map(tiers_in_words, na_action="ignore"),
        is_other=offers["price_kind"] != "list",
    )
    found = with_terms(found, "blended_usd_per_mtok", "per million tokens")
    why = pd.Series(why_not_words(found, why_ineligible(found, asked)), index=found.index, dtype=object)
    found["why_not"] = why.mask(~found["is_newest"] & why.isna(), OLDER)
    counted = found.loc[found["why_not"].isna(), "blended_usd_per_mtok"]
    found["is_cheapest"] = found.index == (counted.idxmin() if len(counted) else None)
    ordered = found.sort_values(["is_other", "blended_usd_per_mtok", "provider"], kind="stable")
    return ordered.drop(columns="is_other").reset_index(drop=True)


OLDER = "a newer statement about this seller's price is known"


def ends_at_sellers(offers: pd.DataFrame) -> pd.DataFrame:
    """Return until when sellers sell a model, or since when they no longer do, the earliest day first.

    Each seller once for each day and source. Who withdrew one id of several still sells the model. Columns: provider,
    day, is_over (it no longer sells it), source.

    Args:
        offers: what `queries.offers_of` returns.
    """
    is_withdrawn = offers["withdrawn_since"].notna()
    over = offers[is_withdrawn.groupby(offers["provider"]).transform("all")]
    still = offers[offers["withdrawn_since"].isna() & offers["retirement_date"].notna()]
    told = [
        over.assign(day=over["withdrawn_since"], is_over=True, source=over["withdrawal_source"]),
        still.assign(day=still["retirement_date"], is_over=False),
    ]
    found = pd.concat([each[["provider", "day", "is_over", "source"]] for each in told])
    return found.drop_duplicates().sort_values(["day", "provider"], kind="stable").reset_index(drop=True)


def tiers_in_words(tiers: str) -> str:
    """Return the price tiers of an offer, as `Offer.tiers` writes them, for people; unreadable ones as they are."""
    try:
        told = [
            f"above {tier['above_tokens']:,} tokens: {_usd(tier, 'input')} in, {_usd(tier, 'output')} out"
            for tier in json.loads(tiers)
        ]
    except (ValueError, TypeError, KeyError):
        return tiers
    return "; ".join(told)


def _usd(tier: Mapping[str, Any], side: str) -> str:
    price = tier.get(f"{side}_usd_per_mtok")
    return "unknown" if price is None else f"${price:,.3g}"


def price_steps(periods: pd.DataFrame, input_share: float, until: date) -> pd.DataFrame:
    """Return the periods of list prices whose beginning and price are known, with what a step chart needs.

    Adds blended_usd_per_mtok, ends_on (the last day told, where the price still holds) and series: who asked it, told
    apart by the name at the source and by the source where one provider has several.

    Args:
        periods: what `queries.prices_of` returns.
        input_share: from 0 (all output) to 1 (all input).
        until: the last day that is told.
    """
    is_told = (periods["price_kind"] == "list") & periods["valid_from"].notna() & (periods[[*PRICES]] > 0).all(axis=1)
    known = periods[is_told & (pd.to_datetime(periods["valid_from"]) <= pd.Timestamp(until))]
    known = known.assign(series=_series(known), valid_from=pd.to_datetime(known["valid_from"]))
    known = known.sort_values(["series", "valid_from"], kind="stable")
    until_next = known.groupby("series")["valid_from"].shift(-1).fillna(pd.Timestamp(until))
    ends_on = pd.to_datetime(known["valid_to"]).fillna(pd.Timestamp(until)).clip(upper=until_next)
    return known.assign(
        blended_usd_per_mtok=blended_price(known["input_usd_per_mtok"], known["output_usd_per_mtok"], input_share),
        ends_on=ends_on.clip(upper=pd.Timestamp(until)),
    )


def _series(periods: pd.DataFrame) -> "pd.Series[str]":
    """Return the shortest name that tells each series from the others: provider, then name, then source."""
    label = periods["provider"].astype(str).map(seller_title)
    for column in ("model_name", "source"):
        provider, name, source = (periods[key].fillna("") for key in ("provider", "model_name", "source_id"))
        series = provider + "\n" + name + "\n" + source
        is_shared = series.groupby(label).transform("nunique") > 1
        label = label.mask(is_shared, label + ", " + periods[column].fillna("").astype(str))
    return label


# What sources disagree on


def is_result(fact: str) -> bool:
    """Return whether a conflict's fact is a result on a test: neither a price nor a fact of the model itself."""
    return fact not in PRICES and fact not in columns(Model)


def statements(conflicts: pd.DataFrame, scores: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Return every value behind a model's conflicts, the widest spread first.

    Args:
        conflicts: what `queries.conflicts_of` returns.
        scores: what `queries.scores_of` returns.
        offers: what `queries.offers_of` returns.

    Returns:
        fact_title, effort, provider, value, source, model_name, as_of, harness (of scores), spread_percent.
    """
    return pd.concat([_told_scores(conflicts, scores), _told_prices(conflicts, offers)], ignore_index=True).sort_values(
        ["spread_percent", "fact_title", "effort", "provider", "value"], ascending=[False, True, True, True, True]
    )


_TOLD = ["fact_title", "effort", "provider", "value", "source", "model_name", "as_of", "harness", "spread_percent"]


def _told_scores(conflicts: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    told = conflicts[conflicts["fact"].map(is_result).astype(bool)]
    told = told[["fact", "fact_title", "effort", "provider", "spread_percent"]]
    stated = scores[scores["evidence"] != "self-reported"]
    found = told.assign(effort=told["effort"].fillna("")).merge(
        stated.assign(effort=stated["effort"].fillna("")),
        left_on=["fact", "effort"],
        right_on=["benchmark_id", "effort"],
    )
    return found.assign(effort=found["effort"].replace("", None))[_TOLD]


def _told_prices(conflicts: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    told = conflicts[conflicts["fact"].isin(PRICES)][["fact", "effort", "provider", "spread_percent"]]
    told = told.assign(fact_title=told["fact"].map({price: columns(Offer)[price][1].title for price in PRICES}))
    stated = offers[(offers["price_kind"] == "list") & offers["region"].isna() & offers["precision"].isna()]
    stated = stated[["provider", "source", "model_name", "as_of", *PRICES]]
    prices = stated.melt(["provider", "source", "model_name", "as_of"], var_name="fact", value_name="value")
    return told.merge(prices.dropna(subset="value"), on=["fact", "provider"]).assign(harness=None)[_TOLD]


# What is not known


def gaps(
    model: Mapping[str, Any], domains: pd.DataFrame, own: pd.DataFrame, offers: pd.DataFrame, speeds: pd.DataFrame
) -> list[Gap]:
    """Return what nobody says of a model, in plain words.

    Args:
        model: its row of `queries.facts_of`.
        domains: what `queries.ability_domains` returns.
        own: the rows of `queries.abilities_of` that speak for the model.
        offers: what `queries.offers_of` returns.
        speeds: what `queries.speeds_of` returns.
    """
    asked = (*FACTS, "hub_repo_id") if model["weights"] == "open" else FACTS
    unsaid = tuple(columns(Model)[name][1].title for name in asked if _is_unknown(model[name]))
    found = [Gap("No source states these facts", unsaid)] if unsaid else []
    return [*found, *_gaps_of_ability(domains, own), *_gaps_of_offers(offers), *_gaps_of_speed(speeds)]


def _is_unknown(value: Any) -> bool:  # noqa: ANN401 - a cell of a frame, which may hold a list
    return len(value) == 0 if hasattr(value, "__len__") and not isinstance(value, str) else bool(pd.isna(value))


def _gaps_of_ability(domains: pd.DataFrame, own: pd.DataFrame) -> list[Gap]:
    if own.empty:
        return [Gap("It was not measured on enough tests here to tell its ability in any domain.")]
    inferred = set(own.loc[own["coverage"] == 0, "domain"])
    has_tests = domains["models"] > 0
    kinds = {
        "Inferred from its scores elsewhere, never measured": domains["domain"].isin(inferred),
        "Neither measured nor near enough to what was measured": has_tests & ~domains["domain"].isin(own["domain"]),
        "Measured by no source here, of any model": ~has_tests,
    }
    return [Gap(said, tuple(domains.loc[kind, "title"])) for said, kind in kinds.items() if kind.any()]


def _gaps_of_offers(offers: pd.DataFrame) -> list[Gap]:
    listed = offers[offers["price_kind"] == "list"]
    if listed.empty:
        return [Gap("Nobody's list price is known.")]
    unsaid = tuple(columns(Offer)[name][1].title for name in TERMS if listed[name].isna().all())
    return [Gap("No source states these terms of any offer", unsaid)] if unsaid else []


def _gaps_of_speed(speeds: pd.DataFrame) -> list[Gap]:
    hosted = speeds[speeds["provider"].notna() & (speeds["output_tokens_per_second"] > 0)]
    if hosted.empty:
        return [Gap("Its speed at a hosted service is not known.")]
    if not (hosted["evidence"] == "measured").any():
        return [Gap("No third party has measured its speed at a hosted service.")]
    return []

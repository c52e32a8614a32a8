"""What a workload costs at each offer, and what a task cost where a board published it. Rules: docs/methods/cost.md."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from annotated_types import Ge, Le

from catalog.errors import ShortlistError
from catalog.fields import Refused, Stated, declared, read_all, write
from catalog.pricing.eligible import ELSEWHERE, INELIGIBLE, Eligibility, Ineligible, tier_above, why_ineligible
from catalog.pricing.offers import one_a_model
from catalog.pricing.terms import with_terms
from catalog.records import Column

Missing = Literal["too_long", "flagged", "not_well_known", "withdrawn", "apart", "variable", "no_price"]

# In the order in which they are near to a price.
MISSING: dict[Missing, str] = {
    "too_long": "no offer takes a request of this length",
    "flagged": "a price that can hardly be true only",
    "not_well_known": "resellers, aggregators or sellers that are not well known only",
    "withdrawn": "no longer sold by those who sold it",
    "apart": "free tiers or subscriptions only",
    "variable": "a price that varies only",
    "no_price": "no known price",
}
# Why a model that has a list price has none that counts.
LEFT_OUT: tuple[Missing, ...] = ("flagged", "not_well_known", "withdrawn")
ASSUMED = {
    "cached": "cached tokens at the input price: no price for cache reads is known",
    "written": "cache writes at the input price: no price for them is known",
    "batch": "batches at the list price: no batch price is known",
    "long": "the usual price at this length: other sellers of this model ask more, this one states nothing",
}
_TOKENS_A_PRICE = 1e6
_MOST_REQUESTS = 1e12  # a month; 130 requests a month for everybody alive
_MOST_TOKENS = 1e9  # a request; a thousand times the longest context window on offer
Tokens = Annotated[float, Ge(0), Le(_MOST_TOKENS)]
_PRICES = ("input_usd_per_mtok", "output_usd_per_mtok", "cache_read_usd_per_mtok", "cache_write_usd_per_mtok")
_BATCH_PRICES = ("batch_input_usd_per_mtok", "batch_output_usd_per_mtok")
_NEEDED = ("input_usd_per_mtok", "output_usd_per_mtok")


class WorkloadError(ShortlistError):
    """A workload that cannot be. The message is a sentence for the person who stated it."""

    code = "bad_workload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What a product asks of a model in a month.

    The input of a request is its whole prompt: the part that is read from a cache and the part that is written to one
    are within it, not beside it.

    Raises:
        WorkloadError: a figure is not a number, is negative or beyond belief, or the parts do not fit in the whole.
    """

    requests_per_month: Annotated[float, Column("Requests a month"), Ge(0), Le(_MOST_REQUESTS)]
    input_tokens: Annotated[Tokens, Column("Input tokens", help="of a request: the whole prompt, cached parts too")]
    output_tokens: Annotated[Tokens, Column("Output tokens", help="of a request; thinking is billed as output")]
    cached_tokens: Annotated[Tokens, Column("Read from a cache", help="tokens of a request: part of its input")] = 0
    cache_written_tokens: Annotated[
        Tokens, Column("Written to a cache", help="tokens of a request: part of its input")
    ] = 0
    batch_share: Annotated[
        float, Column("Sent in batches", help="share of the requests that can wait"), Ge(0), Le(1)
    ] = 0

    def __post_init__(self) -> None:
        for name, field in declared(Workload).items():
            if refusal := field.refusal(getattr(self, name)):
                raise WorkloadError(refusal)
        if self.input_tokens + self.output_tokens == 0:
            message = "A request of no tokens was found. Say how many tokens a request has, in and out."
            raise WorkloadError(message)
        if self.cached_tokens + self.cache_written_tokens > self.input_tokens:
            message = (
                f"{self.cached_tokens + self.cache_written_tokens:g} tokens read from or written to a cache were "
                f"found in an input of {self.input_tokens:g}. The cached parts are within the input: state less."
            )
            raise WorkloadError(message)


def read_workload(stated: Stated, usual: Workload) -> tuple[Workload, list[Refused]]:
    """Return the workload that is stated, and what was refused. Never raises, whatever is stated.

    Args:
        stated: the texts of each figure; names that are none of ours are left alone.
        usual: what holds where nothing sound is stated. One bad figure loses no other.
    """
    values, refused = read_all(declared(Workload), stated, {})
    refused = [Refused(each.name, f"Workload: {each.sentence}") for each in refused]
    workload = usual
    for name, value in values.items():  # cached parts come after the input that they are within
        try:
            workload = replace(workload, **{name: value})
        except WorkloadError as error:
            refused.append(Refused(name, f"Workload: {error}"))
    return workload, refused


def write_workload(workload: Workload, usual: Workload) -> dict[str, list[str]]:
    """Return what an address says of a workload: each figure that is not as usual."""
    said = {name: getattr(workload, name) for name in declared(Workload)}
    return {name: write(float(value)) for name, value in said.items() if value != getattr(usual, name)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What an offer's row says beside the offer: the bill of a workload, in its parts, and what was assumed."""

    usd_per_month: Annotated[float, Column("Cost a month", "USD")]
    usd_per_request: Annotated[float, Column("Cost a request", "USD")]
    fresh_input_usd_per_month: Annotated[float, Column("Fresh input", "USD a month")]
    cached_input_usd_per_month: Annotated[float, Column("Cached input", "USD a month")]
    cache_write_usd_per_month: Annotated[float, Column("Cache writes", "USD a month")]
    output_usd_per_month: Annotated[float, Column("Output", "USD a month")]
    above_tokens: Annotated[float | None, Column("Long-context price", "tokens", "the whole request costs more above")]
    assumed: Annotated[str | None, Column("Assumed", help="what was not known, and what was taken instead")]
    is_long_price_unknown: Annotated[bool, Column("Long-context price unknown", help="others ask more at this length")]
    verbosity: Annotated[
        float | None, Column("Writes", "times the usual", "output for the same tasks; not known: billed as the usual")
    ] = None
    verbosity_effort: Annotated[
        str | None, Column("Counted at", help="the effort at which its tokens were counted")
    ] = None
    verbosity_source: Annotated[str | None, Column("Tokens counted by", help="the boards that published them")] = None
    verbosity_as_of: Annotated[date | None, Column("Tokens counted to")] = None


PARTS = (
    "fresh_input_usd_per_month",
    "cached_input_usd_per_month",
    "cache_write_usd_per_month",
    "output_usd_per_month",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costing:
    """The cost of a workload at every offer of a snapshot.

    Attributes:
        bills: one row an offer that counts, or whose price at this length alone is not known, with the columns of
            `Bill`, cheapest first.
        models: one row a model, its cheapest eligible offer, cheapest first; with the spread over its providers.
        apart: offers that cost nothing by the token: free tiers (their limits are not known) and subscriptions.
        missing: the models without a bill, each with its reason, a key of `MISSING`, and its detail: of one for which
            a request is too long, who takes the longest and how long that is.
        left: the offers at a price by the token that have no bill, with `why_not`, in words.
        total: how many models have any offer; `models` and `missing` sum to it.
    """

    bills: pd.DataFrame
    models: pd.DataFrame
    apart: pd.DataFrame
    missing: pd.DataFrame
    left: pd.DataFrame
    total: int


def cost(
    offers: pd.DataFrame, workload: Workload, asked: Eligibility | None = None, *, by_verbosity: bool = True
) -> Costing:
    """Return what a workload costs at each eligible offer, model by model.

    Beside the eligible offers, `Costing.bills` shows those of which the price at this length is not known, marked; they
    are never the cheapest.

    Args:
        offers: rows of `catalog.pricing.eligible.known_offers`.
        workload: what is asked in a month.
        asked: which offers count, beside what the workload asks of them; by default of every seller anywhere.
        by_verbosity: bill each model for as much as it writes, as `bill` does.
    """
    why = why_ineligible(offers, at_workload(asked or Eligibility(), workload))
    offers, why = offers[~why.isin(ELSEWHERE)], why[~why.isin(ELSEWHERE)]
    bills = cheapest_first(bill(offers[why.isna()], workload, by_verbosity=by_verbosity))
    unsure = bill(offers[why == "long_price_unknown"], workload, by_verbosity=by_verbosity)
    unsure = unsure.assign(assumed=(unsure["assumed"].fillna("") + "; " + ASSUMED["long"]).str.removeprefix("; "))
    shown = pd.concat([bills.assign(is_long_price_unknown=False), unsure.assign(is_long_price_unknown=True)])
    shown = with_terms(shown.reset_index(drop=True), *spent_on(workload))
    return Costing(
        bills=cheapest_first(shown).reset_index(drop=True),
        models=cheapest_bills(shown[~shown["is_long_price_unknown"]].drop(columns="is_long_price_unknown")),
        apart=offers[why == "apart"].reset_index(drop=True),
        missing=_missing(offers.assign(reason=why), set(bills["model_id"]), workload),
        left=_left(offers.assign(reason=why), workload),
        total=int(offers["model_id"].nunique()),
    )


def spent_on(workload: Workload) -> tuple[str, str]:
    """Return the column of a bill by which models are compared, and for what it is paid, in words."""
    return ("usd_per_month", "a month") if workload.requests_per_month else ("usd_per_request", "a request")


def cheapest_bills(bills: pd.DataFrame) -> pd.DataFrame:
    """Return one row a model, its cheapest bill with the spread over its sellers, cheapest first.

    Args:
        bills: what `bill` returns of eligible offers.
    """
    found = one_a_model(cheapest_first(bills), "usd_per_request", "cheapest")
    found = found.merge(spread(bills), on="model_id", validate="1:1")
    return found.sort_values(["usd_per_request", "model_id"], kind="stable").reset_index(drop=True)


def at_workload(asked: Eligibility, workload: Workload) -> Eligibility:
    """Return what an offer must be, to hold a request of a workload too."""
    return replace(asked, input_tokens=workload.input_tokens, output_tokens=workload.output_tokens)


def cheapest_first(bills: pd.DataFrame) -> pd.DataFrame:
    """Return bills in the order in which they are told; of equal prices the newest statement first."""
    order = ["usd_per_request", "model_id", "price_as_of", "provider"]
    return bills.sort_values(order, ascending=[True, True, False, True], kind="stable")


def _missing(offers: pd.DataFrame, billed: set[str], workload: Workload) -> pd.DataFrame:
    """Return the models without a bill, each once, for the reason that is nearest to a price, with its detail."""
    left = offers[~offers["model_id"].isin(billed)]
    nearest = nearest_reasons(left["model_id"], left["reason"])
    long = left[(left["reason"] == "too_long") & left["model_id"].map(nearest).eq("too_long")]
    found = left.drop_duplicates("model_id").sort_values("model_id")
    found = found.assign(
        reason=found["model_id"].map(nearest), detail=found["model_id"].map(_longest_in_words(long, workload))
    )
    columns = [column for column in ("model_id", "name", "developer", "reason", "detail") if column in found]
    return found[columns].reset_index(drop=True)


def _left(offers: pd.DataFrame, workload: Workload) -> pd.DataFrame:
    """Return the offers at a price by the token that have no bill, each with why_not."""
    is_apart = offers["reason"].isin(["apart", "long_price_unknown"]) | offers["reason"].isna()
    found = offers[~is_apart].reset_index(drop=True)
    return found.assign(why_not=why_not_words(found, found["reason"], workload)).drop(columns="reason")


def why_not_words(offers: pd.DataFrame, reasons: pd.Series, workload: Workload | None = None) -> list[str | None]:
    """Return in words why each offer does not count; None where it does.

    Args:
        offers: rows of `catalog.pricing.eligible.known_offers`.
        reasons: of each, a key of `INELIGIBLE` or missing.
        workload: what is asked of them.
    """
    told: list[str | None] = []
    columns = ("provider", "flag", "withdrawn_since", *_LENGTHS)
    rows = offers.reindex(columns=columns).to_dict("records")
    for row, reason in zip(rows, reasons.astype(object), strict=True):
        told.append(None if pd.isna(reason) else _why_not(row, reason, workload))
    return told


_LENGTHS = ("window_tokens", "context_tokens", "prompt_tokens", "max_input_tokens", "max_output_tokens")


def _why_not(offer: Mapping[Any, Any], reason: Ineligible, workload: Workload | None) -> str:
    words = INELIGIBLE[reason]
    if reason == "flagged" and isinstance(offer["flag"], str):
        return f"{words}: {offer['flag']}"
    if reason == "withdrawn" and pd.notna(offer["withdrawn_since"]):
        since = pd.Timestamp(offer["withdrawn_since"])
        return f"{words}: since {since.day} {since:%b %Y}"
    if reason == "too_long" and workload is not None:
        return f"{words}: {limit_words(offer, workload)}"
    return words


def nearest_reasons(model_ids: "pd.Series[str]", reasons: pd.Series) -> "pd.Series[str]":
    """Return of each model, by its id, the reason that is nearest to a price of those why its offers don't count.

    Args:
        model_ids: of each offer.
        reasons: why each does not count; missing where it does. What is no key of `MISSING` is far from any price.
    """
    nearest = {reason: place for place, reason in enumerate(MISSING)}
    found = pd.Series(reasons.astype(object).to_numpy(), index=pd.Index(model_ids, name="model_id")).dropna()
    ranked = found.to_frame("reason").assign(place=found.map(nearest).fillna(len(nearest)))
    ranked = ranked.sort_values("place", kind="stable")
    return ranked.loc[~ranked.index.duplicated(), "reason"].rename(None)


def _longest_in_words(offers: pd.DataFrame, workload: Workload) -> "pd.Series[str]":
    """Return by model whose offer takes the longest request, and what it takes."""
    roomiest = offers.assign(room=offers[["window_tokens", "prompt_tokens"]].astype(float).min(axis=1))
    roomiest = roomiest.sort_values("room", ascending=False, kind="stable").drop_duplicates("model_id")
    told = [limit_words(row, workload) for row in roomiest.to_dict("records")]
    return pd.Series(told, index=roomiest["model_id"], dtype=object)


def limit_words(offer: Mapping[Any, Any], workload: Workload) -> str:
    """Return what of an offer a request of a workload is too long for, whose it is and how many tokens it holds.

    Args:
        offer: a row of `catalog.pricing.eligible.known_offers`.
        workload: whose request does not fit.
    """
    total = workload.input_tokens + workload.output_tokens
    limits = (
        ("window_tokens", "context_tokens", total, "a context window of {} tokens"),
        ("prompt_tokens", "max_input_tokens", workload.input_tokens, "at most {} tokens in"),
        ("max_output_tokens", "max_output_tokens", workload.output_tokens, "at most {} tokens out"),
    )
    told = [
        words.format(f"{offer[limit]:,.0f}") + ("" if pd.notna(offer[own]) else ", by what is known of the model")
        for limit, own, asked, words in limits
        if pd.notna(offer[limit]) and asked > offer[limit]
    ]
    return f"{offer['provider']} takes {' and '.join(told)}"


def output_tokens(offers: pd.DataFrame, workload: Workload) -> "float | pd.Series[float]":
    """Return how many tokens each offer's model writes where the usual one writes the output of the workload.

    A model of which that is not known counts as usual.
    """
    if "verbosity" not in offers:
        return workload.output_tokens
    return workload.output_tokens * offers["verbosity"].astype(float).fillna(1.0)


def bill(offers: pd.DataFrame, workload: Workload, *, by_verbosity: bool = True) -> pd.DataFrame:
    """Return offers with what a workload costs at each: the columns of `Bill`.

    A request's cost is fresh input x input price + cache reads x read price + cache writes x write price + output x
    output price. Above a long-context threshold the tier's prices hold for the whole request. In a batch, fresh input
    and output cost the batch price, cached parts their own price: no second discount is assumed.

    Args:
        offers: prices in USD per million tokens; input and output known.
        workload: what is asked in a month.
        by_verbosity: bill each for as much as its model writes (`output_tokens`), where the offers say so; else all of
            them for the same output.
    """
    written = output_tokens(offers, workload) if by_verbosity else workload.output_tokens
    priced = _at_length(offers, workload.input_tokens)
    share = workload.batch_share
    price_in, price_out = priced["input_usd_per_mtok"], priced["output_usd_per_mtok"]
    batch_in, batch_out = (priced[name].fillna(priced[now]) for name, now in zip(_BATCH_PRICES, _NEEDED, strict=True))
    mixed_in = (1 - share) * price_in + share * batch_in
    fresh = workload.input_tokens - workload.cached_tokens - workload.cache_written_tokens
    requests = workload.requests_per_month / _TOKENS_A_PRICE
    per_million = {
        "fresh_input_usd_per_month": fresh * mixed_in,
        "cached_input_usd_per_month": workload.cached_tokens * priced["cache_read_usd_per_mtok"].fillna(mixed_in),
        "cache_write_usd_per_month": workload.cache_written_tokens
        * priced["cache_write_usd_per_mtok"].fillna(mixed_in),
        "output_usd_per_month": written * ((1 - share) * price_out + share * batch_out),
    }
    request_usd = sum(per_million.values()) / _TOKENS_A_PRICE
    return offers.assign(
        usd_per_month=request_usd * workload.requests_per_month,
        usd_per_request=request_usd,
        **{part: requests * usd for part, usd in per_million.items()},
        above_tokens=priced["above_tokens"],
        assumed=_assumed(priced, workload),
    )


def _at_length(offers: pd.DataFrame, input_tokens: float) -> pd.DataFrame:
    """Return the prices that hold for a request of this length, as floats, and the threshold it is above.

    A price that a tier does not state is not known there: what holds below the threshold says nothing about it.
    """
    names = [*_PRICES, *_BATCH_PRICES]
    priced = offers.reindex(columns=names).astype(float).assign(above_tokens=math.nan)
    if "tiers" not in offers:
        return priced
    tiers = {row: tier_above(text, input_tokens) for row, text in offers["tiers"].dropna().items()}
    found = {row: tier for row, tier in tiers.items() if tier is not None}
    if not found:
        return priced
    above = pd.DataFrame.from_dict(found, orient="index").reindex(columns=priced.columns).astype(float)
    return pd.concat([priced.drop(index=above.index), above]).reindex(offers.index)


def _assumed(priced: pd.DataFrame, workload: Workload) -> pd.Series:
    unknown = {
        "cached": priced["cache_read_usd_per_mtok"].isna() & (workload.cached_tokens > 0),
        "written": priced["cache_write_usd_per_mtok"].isna() & (workload.cache_written_tokens > 0),
        "batch": priced[list(_BATCH_PRICES)].isna().any(axis=1) & (workload.batch_share > 0),
    }
    codes = np.zeros(len(priced), int)
    for place, is_unknown in enumerate(unknown.values()):
        codes |= is_unknown.to_numpy(int) << place
    words = [
        "; ".join(ASSUMED[reason] for place, reason in enumerate(unknown) if code >> place & 1) or None
        for code in range(2 ** len(unknown))
    ]
    return pd.Series(np.array(words, dtype=object)[codes], index=priced.index)


def spread(bills: pd.DataFrame) -> pd.DataFrame:
    """Return how far the providers of each model are apart, each provider once, with its cheapest eligible offer.

    Columns: model_id, cheapest_usd_per_month, middle_usd_per_month (the median), dearest_usd_per_month, and
    dearest_over_cheapest (1: all alike; by the request, so that it holds for a month without requests too).
    """
    each = bills.assign(seller=bills["provider"].str.lower())
    each = each.sort_values("usd_per_request", kind="stable").drop_duplicates(["model_id", "seller"])
    by_model = each.groupby("model_id")
    per_month, per_request = by_model["usd_per_month"], by_model["usd_per_request"]
    return pd.DataFrame(
        {
            "cheapest_usd_per_month": per_month.min(),
            "middle_usd_per_month": per_month.median(),
            "dearest_usd_per_month": per_month.max(),
            "dearest_over_cheapest": per_request.max() / per_request.min(),
        }
    ).reset_index()


def cost_over_time(periods: pd.DataFrame, workload: Workload) -> pd.DataFrame:
    """Return what the workload would have cost in each period of a price, oldest first: the columns of `Bill`.

    OpenRouter's variants of a model (`:batch`, `:extended` …) are other products and are left out.

    Args:
        periods: rows of price_history, as `queries.prices_of` gives them; they state neither batch prices nor tiers.
        workload: what is asked in a month.
    """
    is_priced = (periods["price_kind"] == "list") & (periods[list(_NEEDED)].fillna(0) > 0).all(axis=1)
    is_variant = (periods["provider"].str.lower() == "openrouter") & periods["model_name"].str.contains(":", na=False)
    kept = bill(periods[is_priced & ~is_variant], workload)
    return kept.sort_values(["valid_from", "provider"], kind="stable").reset_index(drop=True)


def compare_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return task costs with each figure's ratio to the median of the models run in the same way.

    The same way is the same benchmark, version and harness. A ratio needs three models; else it is unknown. Adds
    usd_over_median (dollars, by the task or else by the run) and output_tokens_over_median (1.5: it writes half as much
    again as the median model for the same tasks).
    """
    dollars = tasks["usd_per_task"].fillna(tasks["usd_per_run"])
    way = [tasks[key].fillna("") for key in ("benchmark_id", "benchmark_version", "harness")]
    return tasks.assign(
        usd_over_median=_over_median(dollars, way),
        output_tokens_over_median=_over_median(tasks["output_tokens_per_task"], way),
    )


def _over_median(figures: pd.Series, way: list[pd.Series]) -> pd.Series:
    grouped = figures.astype(float).groupby(way)
    return figures / grouped.transform("median").where(grouped.transform("count") >= 3)  # noqa: PLR2004 - see above


def tasks_at_list_price(tasks: pd.DataFrame, bills: pd.DataFrame) -> pd.DataFrame:
    """Return task costs with what the same tokens cost at the model's cheapest offer today: usd_per_task_today.

    Without caches or tiers: a task is many requests, and boards say neither how many nor what was cached. Unknown where
    the board does not publish tokens, or the model has no bill.
    """
    known = tasks[tasks[["input_tokens_per_task", "output_tokens_per_task"]].notna().all(axis=1)]
    both = known.reset_index(names="row").merge(bills[["model_id", *_NEEDED]], on="model_id")
    usd = (
        both["input_tokens_per_task"] * both["input_usd_per_mtok"]
        + both["output_tokens_per_task"] * both["output_usd_per_mtok"]
    ) / _TOKENS_A_PRICE
    return tasks.assign(usd_per_task_today=usd.groupby(both["row"]).min().reindex(tasks.index))

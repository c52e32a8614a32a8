"""The offers of a need: which count, which meet each gate of offers, and which one stands in a model's row.

A model passes the gates of offers if one offer meets all of them. Its row shows the cheapest such offer; the fastest of
which the speed is known stands beside it. A price and a speed together are always of one offer.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from catalog.decide.need import CRITERIA, Need
from catalog.decide.value import price_worth
from catalog.decide.wishes import OF_OFFERS as WISHES_OF_OFFERS
from catalog.decide.wishes import wish_parts, wishes_met
from catalog.filters import asked_of_sellers
from catalog.numeric import Floats
from catalog.plain import quick_to_read
from catalog.pricing.eligible import (
    SPEED_COLUMNS,
    VERBOSITY_COLUMNS,
    Eligibility,
    Mask,
    known_offers,
    why_ineligible,
)
from catalog.pricing.offers import with_blended
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import at_workload, bill, cheapest_first, output_tokens, spent_on
from catalog.store import Store

_TOKENS = 1e6
# The gates of offers, in the order in which they are told. The first three say which offers count at all.
OF_OFFERS = ("provider", "region", "data_policy", "price_to", "speed_from", "latency_to_s", "budget_usd_per_month")
# No gate can let these in, so they are not billed: bills take most of the time.
_NEVER_SOLD = ("withdrawn", "apart", "variable", "no_price", "flagged")
_NEVER = (*_NEVER_SOLD, "other_effort", "too_long")
_READ = (
    *(
        "model_id",
        "provider",
        "seller",
        "is_well_known",
        "area",
        "data_policy",
        "policies",
        "price_kind",
        "flag",
        "tiers",
    ),
    *("effort", "own_effort", "price_conditions", "sold_until", "withdrawn_since", "seller_kind", "seller_country"),
    *("input_usd_per_mtok", "output_usd_per_mtok", "cache_read_usd_per_mtok", "cache_write_usd_per_mtok"),
    *("batch_input_usd_per_mtok", "batch_output_usd_per_mtok", "window_tokens", "prompt_tokens", "max_output_tokens"),
    *("price_source_id", "price_source", "price_as_of"),
    *SPEED_COLUMNS,
    *VERBOSITY_COLUMNS,
)
_ORDER = ("model_id", "candidate", "provider", "usd_per_request", "price_as_of")
# What an offer says in the row of its model.
ROW = (
    *("usd_per_month", "usd_per_request", "usd_per_mtok", "provider", "seller_told", "assumed", "price_terms"),
    "sold_until",
    *("price_source_id", "price_source", "price_as_of"),
    *SPEED_COLUMNS,
    *VERBOSITY_COLUMNS,
    "latency_s",
    *("area", "data_policy", "policies"),
)
# What the words of an offer are made of: they are made for those in a row alone.
_TERMED = ("price_conditions", "seller_kind", "seller_country")
_KEPT = ("candidate", *(column for column in ROW if column not in {"seller_told", "price_terms"}))
# What the fastest offer says beside it.
FASTEST = {
    "output_tokens_per_second": "fastest_tokens_per_second",
    "provider": "fastest_provider",
    "usd_per_month": "fastest_usd_per_month",
    "usd_per_request": "fastest_usd_per_request",
}


def offers_in_play(store: Store) -> pd.DataFrame:
    """Return the offers that may count for some need: those of `known_offers` that no gate and no workload leaves out.

    They have what a decision reads and no more, so that it need not look at the others each time.
    """
    offers = known_offers(store)
    why = why_ineligible(offers, Eligibility(all_sellers=True))
    return quick_to_read(offers.loc[~why.isin(_NEVER_SOLD), list(_READ)].reset_index(drop=True))


@dataclass(frozen=True, slots=True)
class NeedOffers:
    """Every offer that could count for a need, billed for its workload, and which gates of offers each meets.

    Attributes:
        rows: the offers of each candidate, with `ROW` but for what `with_terms` adds, and `blended_usd_per_mtok`.
        asked: which of them count.
        meets: which meet the gates that compare a figure, by the name of the gate.
        spent: the column of what is paid, and for what, as `spent_on` returns them.
        loss: by what the offers of one model are told apart, the least first: the cost of a request, or where a wish is
            asked of offers what their prices and the wishes that they miss take off the value.
    """

    rows: pd.DataFrame
    asked: Eligibility
    meets: Mapping[str, Mask]
    spent: tuple[str, str]
    loss: Floats
    _counted: dict[Eligibility, Mask] = field(default_factory=dict)

    def gates(self) -> list[str]:
        """Return the names of the gates of offers that are asked, in the order in which they are told."""
        asked = {
            *self.meets,
            *(["provider"] if self.asked.sellers else []),
            *(["region"] if self.asked.areas else []),
            *(["data_policy"] if self.asked.data_policies else []),
        }
        return [gate for gate in OF_OFFERS if gate in asked]

    def meeting(self, opened: Collection[str] = ()) -> Mask:
        """Return which rows count and meet every gate of offers, but for those that are opened."""
        asked = replace(
            self.asked,
            sellers=() if "provider" in opened else self.asked.sellers,
            areas=() if "region" in opened else self.asked.areas,
            data_policies=() if "data_policy" in opened else self.asked.data_policies,
        )
        if asked not in self._counted:
            self._counted[asked] = why_ineligible(self.rows, asked).isna().to_numpy(bool)
        found = self._counted[asked]
        for gate, meets in self.meets.items():
            found = found if gate in opened else found & meets
        return found

    def have_one(self, candidates: "pd.Series[str]", rows: Mask) -> Mask:
        """Return which candidates have one of some rows."""
        found: Mask = candidates.isin(self.rows["candidate"][rows]).to_numpy(bool)
        return found

    def cheapest(self, candidates: "pd.Series[str]") -> pd.DataFrame:
        """Return the cheapest offer that meets every gate of each of some candidates that has one, by candidate.

        One that meets more wishes is taken where that is worth more than what it costs more.
        """
        is_asked = self._of(candidates)
        rows = self.rows.loc[is_asked, list(_ORDER)].assign(loss=self.loss[is_asked])
        least = rows["loss"].groupby(rows["candidate"]).transform("min")
        # Only those of equal price are put in order: to sort all takes longer than to find the least.
        return self._at(cheapest_first(rows[rows["loss"].eq(least)]).drop_duplicates("candidate"))

    def fastest(self, candidates: "pd.Series[str]") -> pd.DataFrame:
        """Return the fastest offer that meets every gate of each of some candidates that has one of known speed."""
        is_timed = self._of(candidates) & self.rows["output_tokens_per_second"].notna().to_numpy()
        rows = self.rows.loc[is_timed, [*_ORDER, "output_tokens_per_second"]]
        most = rows["output_tokens_per_second"].groupby(rows["candidate"]).transform("max")
        return self._at(cheapest_first(rows[rows["output_tokens_per_second"].eq(most)]).drop_duplicates("candidate"))

    def _of(self, candidates: "pd.Series[str]") -> Mask:
        found: Mask = self.meeting() & self.rows["candidate"].isin(candidates).to_numpy(bool)
        return found

    def _at(self, chosen: pd.DataFrame) -> pd.DataFrame:
        rows = with_terms(self.rows.loc[chosen.index, [*_KEPT, *_TERMED]], *self.spent)
        return rows[["candidate", *ROW]].set_index("candidate")


def offers_for(need: Need, rows: pd.DataFrame) -> NeedOffers:
    """Return the offers of a need.

    Args:
        need: the need.
        rows: what `billed` returns for it.
    """
    asked = replace(
        asked_of_sellers(need.filters, _at_workload(need)),
        areas=tuple(need.region),
        data_policies=tuple(need.data_policy),
    )
    return NeedOffers(rows, asked, dict(_figures_met(need, rows)), spent_on(need.workload), _loss(need, rows))


def billed(need: Need, offers: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return every offer that could count for a workload, of each candidate, with its bill: whatever else is asked.

    Args:
        need: the need, of which the workload, the share of input and whether verbosity counts are read.
        offers: rows of `catalog.pricing.eligible.known_offers`, or of `offers_in_play`.
        others: model_id, effort, candidate and `VERBOSITY_COLUMNS` of the models at other efforts than their own: they
            have the same offers, billed for what they write at that effort.
    """
    workload = need.workload
    rows = _of_candidates(offers[list(_READ)], others)
    rows = rows.loc[~why_ineligible(rows, _at_workload(need)).isin(_NEVER)].reset_index(drop=True)
    rows = bill(with_blended(rows, need.gates().input_percent / 100), workload, by_verbosity=need.verbosity)
    written = output_tokens(rows, workload) if need.verbosity else workload.output_tokens
    latency = rows["time_to_first_token_s"] + written / rows["output_tokens_per_second"]
    tokens = workload.input_tokens + workload.output_tokens
    rows = rows.assign(usd_per_mtok=rows["usd_per_request"] / tokens * _TOKENS, latency_s=latency)
    return quick_to_read(rows)


def _at_workload(need: Need) -> Eligibility:
    return at_workload(Eligibility(all_sellers=True), need.workload)


def _of_candidates(offers: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the offers of each candidate: those of the models, and the same again for each other effort."""
    own = offers[["model_id"]].assign(place=np.arange(len(offers)))
    again = own.merge(others[["model_id", "effort", "candidate", *VERBOSITY_COLUMNS]], on="model_id")
    if again.empty:
        return offers.assign(candidate=offers["model_id"])
    found = offers.iloc[np.concatenate([own["place"], again["place"]])].reset_index(drop=True)
    texts = {"candidate": ("model_id", "candidate"), "own_effort": ("own_effort", "effort")}
    texts |= {name: (name, name) for name in ("verbosity_effort", "verbosity_source")}
    said = {
        name: np.concatenate([offers[ours].to_numpy(object), again[theirs].to_numpy(object)])
        for name, (ours, theirs) in texts.items()
    }
    figures = {
        name: np.concatenate([offers[name].to_numpy(), again[name].to_numpy()])
        for name in ("verbosity", "verbosity_as_of")
    }
    return found.assign(**said, **figures)


def _loss(need: Need, rows: pd.DataFrame) -> Floats:
    wishes = [wish for wish in need.wishes if wish.partition(":")[0] in WISHES_OF_OFFERS]
    if not wishes:
        paid: Floats = rows["usd_per_request"].to_numpy(float)
        return paid
    price_weight = need.weights()[CRITERIA.index("price")]
    lost: Floats = -price_weight * price_worth(rows["usd_per_mtok"].to_numpy(float))
    lost -= wish_parts(wishes_met(rows, wishes))
    return lost


def _figures_met(need: Need, rows: pd.DataFrame) -> Iterator[tuple[str, Mask]]:
    for gate, most, column in (
        ("price_to", need.filters.price_to, "blended_usd_per_mtok"),
        ("latency_to_s", need.latency_to_s, "latency_s"),
        ("budget_usd_per_month", need.budget_usd_per_month, "usd_per_month"),
    ):
        if most is not None:
            yield gate, rows[column].le(most).to_numpy(bool)
    if need.filters.speed_from is not None:
        yield "speed_from", rows["output_tokens_per_second"].ge(need.filters.speed_from).to_numpy(bool)

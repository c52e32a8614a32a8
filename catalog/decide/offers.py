"""The offers of a need: which count, which meet each gate of offers, and which one stands in a model's row.

A model passes the gates of offers if one offer meets all of them. Its row shows the cheapest such offer; the fastest of
which the speed is known stands beside it. A price and a speed together are always of one offer.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from catalog.decide.need import Need
from catalog.filters import asked_of_sellers
from catalog.pricing.eligible import SPEED_COLUMNS, Eligibility, Mask, why_ineligible
from catalog.pricing.offers import one_a_model, with_blended
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import at_workload, bill, cheapest_first, spent_on

_TOKENS = 1e6
# The gates of offers, in the order in which they are told. The first three say which offers count at all.
OF_OFFERS = ("provider", "region", "data_policy", "price_to", "speed_from", "latency_to_s", "budget_usd_per_month")
# No gate can let these in, so they are not billed: bills take most of the time.
_NEVER = ("withdrawn", "apart", "variable", "no_price", "other_effort", "too_long", "flagged")
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
)
_ORDER = ("model_id", "provider", "usd_per_request", "price_as_of")
# What an offer says in the row of its model.
ROW = (
    *("usd_per_month", "usd_per_request", "usd_per_mtok", "provider", "seller_told", "assumed", "price_terms"),
    "sold_until",
    *("price_source_id", "price_source", "price_as_of"),
    *SPEED_COLUMNS,
    "latency_s",
)
# What the fastest offer says beside it.
FASTEST = {
    "output_tokens_per_second": "fastest_tokens_per_second",
    "provider": "fastest_provider",
    "usd_per_month": "fastest_usd_per_month",
    "usd_per_request": "fastest_usd_per_request",
}


@dataclass(frozen=True, slots=True)
class NeedOffers:
    """Every offer that could count for a need, billed for its workload, and which gates of offers each meets.

    Attributes:
        rows: the offers, with `ROW` and `blended_usd_per_mtok`.
        asked: which of them count.
        meets: which meet the gates that compare a figure, by the name of the gate.
    """

    rows: pd.DataFrame
    asked: Eligibility
    meets: Mapping[str, Mask]
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

    def have_one(self, model_ids: "pd.Series[str]", rows: Mask) -> Mask:
        """Return which models have one of some rows."""
        found: Mask = model_ids.isin(self.rows["model_id"][rows]).to_numpy(bool)
        return found

    def cheapest(self) -> pd.DataFrame:
        """Return the cheapest offer of each model that meets every gate, by model_id."""
        ordered = cheapest_first(self.rows.loc[self.meeting(), list(_ORDER)])
        return self._at(one_a_model(ordered, "usd_per_request", "cheapest"))

    def fastest(self) -> pd.DataFrame:
        """Return the fastest offer of each model that meets every gate and has a known speed, by model_id."""
        is_timed = self.meeting() & self.rows["output_tokens_per_second"].notna().to_numpy()
        ordered = cheapest_first(self.rows.loc[is_timed, [*_ORDER, "output_tokens_per_second"]])
        ordered = ordered.sort_values("output_tokens_per_second", ascending=False, kind="stable")
        return self._at(ordered.drop_duplicates("model_id"))

    def _at(self, chosen: pd.DataFrame) -> pd.DataFrame:
        return self.rows.loc[chosen.index, ["model_id", *ROW]].set_index("model_id")


def offers_for(need: Need, offers: pd.DataFrame) -> NeedOffers:
    """Return the offers of a need.

    Args:
        need: the need.
        offers: rows of `catalog.pricing.eligible.known_offers`.
    """
    workload = need.workload
    fits = at_workload(Eligibility(all_sellers=True), workload)
    rows = offers.loc[~why_ineligible(offers, fits).isin(_NEVER), list(_READ)].reset_index(drop=True)
    rows = bill(with_blended(rows, need.gates().input_percent / 100), workload)
    latency = rows["time_to_first_token_s"] + workload.output_tokens / rows["output_tokens_per_second"]
    tokens = workload.input_tokens + workload.output_tokens
    rows = rows.assign(usd_per_mtok=rows["usd_per_request"] / tokens * _TOKENS, latency_s=latency)
    rows = with_terms(rows, *spent_on(workload))
    asked = replace(
        asked_of_sellers(need.filters, fits), areas=tuple(need.region), data_policies=tuple(need.data_policy)
    )
    return NeedOffers(rows, asked, dict(_figures_met(need, rows)))


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

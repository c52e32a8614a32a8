"""How far the prices that a team is shown first can be paid: the figures of a snapshot, as a table.

    python -m tests.price_figures

It reads the current snapshot, else the bundled figures. Ends with status 1 where a figure is worse than
docs/methods/prices.md states. The frontiers are those of quality and price at three parts of input to one of output,
in each domain that a preset of Choose asks for: what a team sees on Trade-offs without a gate.
"""

import sys
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from catalog import queries
from catalog.answers import choose, cost
from catalog.decide.need import presets
from catalog.pricing.eligible import Eligibility, eligible_offers, known_offers
from catalog.pricing.offers import one_offer_a_model, pareto_frontier, with_blended
from catalog.pricing.workload import Workload
from catalog.snapshot import Snapshot, current_snapshot

LONG = Workload(requests_per_month=1000, input_tokens=2_000_000, output_tokens=1000)
THIRD, INPUT_SHARE, PRICE = 1 / 3, 0.75, "blended_usd_per_mtok"
# What is asked: on the frontiers at most this many models under a third of the middle of their sellers.
CHEAP_ON_FRONTIERS_AT_MOST = 2


def models_with_quality_and_price(snapshot: Snapshot) -> int:
    """Return how many models have a general ability and an offer that counts by default."""
    abilities = snapshot.ask(queries.abilities_in, "general")
    offers = eligible_offers(snapshot.ask(known_offers), Eligibility())
    return len(set(abilities["model_id"]) & set(offers["model_id"]))


def frontiers(snapshot: Snapshot) -> Iterator[pd.DataFrame]:
    """Yield the frontier of each domain: model_id, value, provider and blended_usd_per_mtok of its models."""
    models = snapshot.ask(queries.models_in_play)
    sold = set(models.loc[models["withdrawn_since"].isna(), "model_id"])
    offers = one_offer_a_model(eligible_offers(snapshot.ask(known_offers), Eligibility()), INPUT_SHARE, "cheapest")
    needs = [choose.need_named(snapshot, name) for name in presets()]
    for domain in sorted({domain for need in needs for domain in need.shares()}):
        abilities = snapshot.ask(queries.abilities_in, domain)
        own = abilities[abilities["is_own"] & (abilities["coverage"] > 0) & abilities["model_id"].isin(sold)]
        points = own[["model_id", "value"]].merge(offers[["model_id", "provider", PRICE]], on="model_id")
        yield points[pareto_frontier(points, "value", PRICE)]


def middles(offers: pd.DataFrame) -> pd.Series:
    """Return the middle of the sellers of each model, each at its cheapest, whatever kind of seller it is."""
    priced = eligible_offers(offers.assign(flag=None), Eligibility(all_sellers=True))
    return with_blended(priced, INPUT_SHARE).groupby(["model_id", "seller"])[PRICE].min().groupby(level=0).median()


def on_frontiers(snapshot: Snapshot) -> pd.DataFrame:
    """Return the rows of all frontiers, with times: the price shown over the middle of the model's sellers."""
    rows = pd.concat(frontiers(snapshot), ignore_index=True)
    return rows.assign(times=rows[PRICE] / rows["model_id"].map(middles(snapshot.ask(known_offers))))


def shut_that_pass(snapshot: Snapshot) -> int:
    """Return how many models that their maker no longer sells pass a preset."""
    models = snapshot.ask(queries.models_in_play)
    shut = set(models.loc[models["withdrawn_since"].notna(), "model_id"])
    passing = (choose.answer(snapshot, choose.need_named(snapshot, name)).passing for name in presets())
    return len(shut & set().union(*(set(found["model_id"]) for found in passing)))


def too_long_billed(snapshot: Snapshot) -> int:
    """Return how many offers get a bill for two million tokens, though their known window or prompt is smaller."""
    bills = cost.answer(snapshot, cost.CostQuestion(workload=LONG, resellers=True, withdrawn=True)).costing.bills
    limits = bills[["window_tokens", "prompt_tokens"]].to_numpy(float, na_value=np.nan)
    return int((limits < LONG.input_tokens).any(axis=1).sum())


def figures(snapshot: Snapshot) -> tuple[Mapping[str, str], bool]:
    """Return the figures in words, and whether they are as stated."""
    shown = on_frontiers(snapshot)
    cheap = shown[shown["times"] < THIRD]
    shut, long = shut_that_pass(snapshot), too_long_billed(snapshot)
    told = {
        "models with quality and price": f"{models_with_quality_and_price(snapshot):,}",
        "places on the frontiers": f"{len(shown)}",
        "models on the frontiers": f"{shown['model_id'].nunique()}",
        "places under a third of the middle of their sellers": f"{len(cheap)}",
        "models under a third of the middle of their sellers": f"{cheap['model_id'].nunique()}",
        "withdrawn models that pass a preset": f"{shut}",
        "bills of requests longer than a known window": f"{long}",
    }
    each = cheap.drop_duplicates("model_id").itertuples()
    told |= {f"{row.model_id} at {row.provider}": f"{row.times:.2f} of the middle" for row in each}
    return told, cheap["model_id"].nunique() <= CHEAP_ON_FRONTIERS_AT_MOST and not shut and not long


def main() -> int:
    """Print the figures as a table."""
    told, is_as_stated = figures(current_snapshot())
    print("| figure | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in told.items()), sep="\n")
    return 0 if is_as_stated else 1


if __name__ == "__main__":
    sys.exit(main())

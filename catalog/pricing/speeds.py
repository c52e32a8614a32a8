"""One speed a model, of speeds that were taken in different ways and must not be mixed unseen."""

from typing import Any

import pandas as pd

from catalog.curated.providers import provider
from catalog.plain import plain
from catalog.records import SpeedEvidence, SpeedStatistic

# Best first. What nobody took in the field is estimated.
EVIDENCE: dict[SpeedEvidence, str] = {
    "measured": "measured by a third party",
    "community": "reported by the community",
    "estimated": "estimated, not measured",
}
# The figure of a model's fastest seller. It is true of that seller; of the model it is the best case, no usual one.
BEST_PROVIDER: SpeedStatistic = "best provider's median"
# Percentiles that speak for a usual request; the others say how slow a request can be.
_USUAL = ("p50", "mean")


def speed_words(row: Any) -> str:  # noqa: ANN401 - a row of a frame
    """Return what a speed is a figure of, where that is stated, and whose: the name under which it is told.

    Args:
        row: with statistic, and with speed_evidence or evidence.
    """
    evidence = row["speed_evidence"] if "speed_evidence" in row else row["evidence"]
    statistic = plain(row["statistic"])
    return f"{statistic}, {EVIDENCE[evidence]}" if statistic else EVIDENCE[evidence]


def usual(speeds: pd.DataFrame) -> pd.DataFrame:
    """Return those rows of `queries.speeds` that speak for a usual request, alone or among few others.

    Throughput of many requests together is no speed of one and stays out; so do percentiles of the slow ones.
    """
    is_usual = speeds["percentile"].isna() | speeds["percentile"].isin(_USUAL)
    return speeds[speeds["output_tokens_per_second"].notna() & ~speeds["is_throughput"] & is_usual]


def sellers_speeds(speeds: pd.DataFrame) -> pd.DataFrame:
    """Return one speed a model and seller of `queries.speeds`: of the best kind of evidence, the newest.

    A best provider's median counts as any other of that seller: it is the seller's own median, which was the highest.
    Throughput of many requests together is no speed of one and stays out. Adds seller, the provider's slug.
    """
    known = usual(speeds)
    known = known[known["provider"].notna()]
    ranked = known.assign(
        seller=known["provider"].map(lambda name: provider(name).slug).astype("str"), rank=_rank(known)
    )
    ordered = ranked.sort_values(["rank", "speed_as_of"], ascending=[True, False], kind="stable")
    return ordered.drop_duplicates(["model_id", "seller"]).drop(columns="rank").reset_index(drop=True)


def _rank(speeds: pd.DataFrame) -> "pd.Series[float]":
    return speeds["evidence"].map({kind: place for place, kind in enumerate(EVIDENCE)}).astype(float)


def one_speed_a_model(speeds: pd.DataFrame, hardware: str | None = None) -> pd.DataFrame:
    """Return one real row a model, with its evidence: how fast one request is answered.

    At a hosted service, or on one kind of hardware. Each service counts once, with its newest row. Of the best kind of
    evidence that a model has, the row in the middle counts (of two, the slower), so that neither a lucky service nor a
    slow one speaks for the model. Throughput of many requests together is no speed of one and stays out, and a best
    provider's median is no usual service's: it speaks for a model only where nothing else does, under its own name.

    Args:
        speeds: what `queries.speeds` returns.
        hardware: on what the model runs; None for hosted services.

    Returns:
        The columns of `speeds`, and `speeds_compared`: how many rows the one stands for.
    """
    known = usual(speeds)
    known = known[known["provider"].notna() if hardware is None else known["hardware"] == hardware]
    ranked = known.assign(rank=_rank(known) + known["statistic"].isin([BEST_PROVIDER]) / 2)
    best = ranked[ranked["rank"] == ranked.groupby("model_id")["rank"].transform("min")]
    newest = best.sort_values("speed_as_of", ascending=False, kind="stable").drop_duplicates(["model_id", "provider"])
    rows = newest if hardware is None else best
    ordered = rows.sort_values("output_tokens_per_second", kind="stable")
    place = ordered.groupby("model_id").cumcount()
    size = ordered.groupby("model_id")["model_id"].transform("size")
    return ordered.assign(speeds_compared=size)[place == (size - 1) // 2].drop(columns="rank").reset_index(drop=True)

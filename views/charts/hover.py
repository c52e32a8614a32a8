"""What a point says when it is pointed at: each figure with its source and date."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from catalog.curated.providers import maker_title, seller_title
from catalog.numeric import BILLION
from catalog.pricing.speeds import speed_words
from views.shell import palette
from views.shell.wording import chart_text, count, day, figure, usd

Row = Mapping[Hashable, Any]
EVIDENCE = {"measured": "measured by the board", "preference": "people's votes", "self-reported": "self-reported"}


def point_label(name: str, effort: str | None) -> str:
    """Return a model's name with its effort, where one is stated."""
    return name if pd.isna(effort) else f"{name} ({effort})"


def with_hover(points: pd.DataFrame) -> pd.DataFrame:
    """Return points of `catalog.tradeoffs.scatter` with hover: what each says when it is pointed at."""
    return points.assign(hover=[hover_text(row) for row in points.to_dict("records")])


def hover_text(row: Row) -> str:
    """Return what is known of one point of `catalog.tradeoffs.scatter`, safe to show on a chart."""
    mark = palette.mark_of(row["weights"])
    developer = "" if pd.isna(row["developer"]) else f"{chart_text(maker_title(row['developer']))}, "
    lines = [
        f"<b>{chart_text(point_label(row['name'], row['effort']))}</b>",
        f"{developer}{mark.title.lower()}{_size(row)}",
    ]
    for part in (_quality(row), _price(row), _speed(row)):
        lines += ["", *part] if part else []
    return "<br>".join(lines)


def _size(row: Row) -> str:
    known = row["parameters"]
    return "" if pd.isna(known) else f", {known / BILLION:,.4g} billion parameters"


def _quality(row: Row) -> list[str]:
    if pd.isna(row["value"]):
        return []
    interval = "" if pd.isna(row["low"]) or pd.isna(row["high"]) else f"{figure(row['low'])} to {figure(row['high'])}"
    if not pd.isna(row["coverage"]):
        told = (
            "not measured here, inferred" if row["coverage"] == 0 else f"{100 * row['coverage']:.0f} % of it measured"
        )
        return [f"Ability {figure(row['value'])} ({interval} with 90 % certainty)", told]
    samples = "" if pd.isna(row["samples"]) else f", {count(int(row['samples']), 'sample')}"
    source = f"{chart_text(row['score_source'])}, {day(row['score_as_of'])}"
    return [
        f"Score {figure(row['value'])}{f' ({interval})' if interval else ''}{samples}",
        f"{EVIDENCE[row['evidence']]}; {source}",
    ]


def _price(row: Row) -> list[str]:
    if pd.isna(row["blended_usd_per_mtok"]):
        return []
    lines = [
        f"Blended price {usd(row['blended_usd_per_mtok'])} per million tokens",
        f"{usd(row['input_usd_per_mtok'])} in, {usd(row['output_usd_per_mtok'])} out at {seller_text(row)}",
        *terms_lines(row),
        f"{_of_providers(row)}; {chart_text(row['price_source'])}, {day(row['price_as_of'])}",
    ]
    return lines if pd.isna(row["flag"]) else [*lines, f"odd price: {chart_text(row['flag'])}"]


def seller_text(row: Row) -> str:
    """Return who sells, and what that seller is, safe to show on a chart."""
    return f"{chart_text(seller_title(row['provider']))} ({chart_text(row['seller_told'])})"


def terms_lines(row: Row) -> list[str]:
    """Return the conditions of a price, one a line, safe to show on a chart."""
    terms = row["price_terms"]
    return [chart_text(part) for part in terms.split("; ")] if isinstance(terms, str) else []


def _of_providers(row: Row) -> str:
    told = f"one of {count(int(row['providers']), 'provider')}"
    low, high = row["cheapest_usd_per_mtok"], row["dearest_usd_per_mtok"]
    return told if pd.isna(low) or low == high else f"{told}, {usd(low)} to {usd(high)}"


def _speed(row: Row) -> list[str]:
    if pd.isna(row["output_tokens_per_second"]):
        return []
    others = int(row["speeds_compared"]) - 1
    middle = f", the middle of {count(others + 1, 'figure')}" if others else ""
    place = chart_text(seller_title(row["speed_place"]))  # hardware that is no seller keeps its name
    return [
        f"{figure(row['output_tokens_per_second'])} tokens per second at {place}{middle}",
        f"{speed_words(row)}; {chart_text(row['speed_source'])}, {day(row['speed_as_of'])}",
        *([chart_text(row["conditions"])] if isinstance(row["conditions"], str) else []),
    ]

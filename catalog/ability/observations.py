"""Scores as observations of a matrix: one row a model at an effort, one column a test as one board runs it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from catalog.curated.memberships import Membership
from catalog.efforts import level_of
from catalog.numeric import NORMAL_95, Flags, Floats, Ints

ELO_A_LOGIT = 400 / np.log(10)
_USUAL_QUESTIONS = 200.0
_LEAST_SLACK, _MOST_SLACK = 1e-3, 0.1
_LEAST_SHARE = -0.5
_HARNESS_ROWS = 15
_BOUNDED = ["percent", "mcc", "index"]
_FULL_PRECISION = ["bfloat16", "float16", "bf16", "fp16", "fp32", "float32"]
# What an observation's variance grows by, in squared logits.
_CLAIMED, _FLAGGED, _QUANTISED, _LEAST = 0.15, 0.5, 0.05, 1e-4


@dataclass(frozen=True)
class Cells:
    """The observations of a sparse matrix. All y rise with quality.

    Attributes:
        cells: row, column, y, value (on the test's own scale), own_variance (of y).
        rows: model_id, effort ("" where none is stated), years (release, from 2025 on) and size (log10 of the
            parameters) and thinking (the level of the effort), each NaN if unknown, by row number, sorted by model.
        columns: benchmark_id, benchmark_version, board, domain (the main one), source_id, scale and is_vote (people's
            votes make it, and no known answer), by column number.
        scores: each score that was used: its label in the table it came from, row, column and share of the cell.
    """

    cells: pd.DataFrame
    rows: pd.DataFrame
    columns: pd.DataFrame
    scores: pd.DataFrame

    def only(self, mask: Flags) -> "Cells":
        """Return these observations without the cells outside a mask; rows and columns keep their numbers."""
        return replace(self, cells=self.cells[mask].reset_index(drop=True))


def observe(
    scores: pd.DataFrame,
    benchmarks: pd.DataFrame,
    memberships: Sequence[Membership],
    models: pd.DataFrame | None = None,
) -> Cells:
    """Return the observations on the tests that belong to a domain. Composites belong to none, so they stay out.

    Several results of one row on one column become one, weighted by their precision; their spread adds to its noise.

    Args:
        scores: rows of the table `scores`.
        benchmarks: rows of the table `benchmarks`.
        memberships: which domains each benchmark speaks for.
        models: rows of the table `models`: when each was released, and how large it is, as far as is known.
    """
    primary = _primary_domains(memberships)
    facts = ["benchmark_id", "scale", "scale_min", "scale_max", "higher_is_better", "chance"]
    used = scores[np.isfinite(scores["value"].astype(float)) & scores["model_id"].notna()]
    known = benchmarks.loc[benchmarks["benchmark_id"].isin(primary), facts]
    used = used.reset_index(names="score").merge(known, on="benchmark_id", how="inner")
    used = used.assign(
        benchmark_version=used["benchmark_version"].astype(object).fillna(""),
        effort=used["effort"].astype(object).fillna(""),
        board=_boards(used),
        is_vote=used["evidence"] == "preference",
    )
    used = used.assign(**_observed(used))
    used["column"], columns = _numbered(used, ["benchmark_id", "benchmark_version", "board"])
    used["row"], rows = _numbered(used, ["model_id", "effort"])
    columns = columns.join(
        used.groupby("column")[["scale", "floor", "span", "low_slack", "high_slack", "source_id", "is_vote"]].first()
    )
    columns = columns.assign(domain=columns["benchmark_id"].map(primary))
    used["share"] = 1 / used["own_variance"]
    used["share"] /= used.groupby(["row", "column"])["share"].transform("sum")
    return Cells(
        cells=_merged(used),
        rows=_with_traits(rows, models),
        columns=columns,
        scores=used[["score", "row", "column", "share"]],
    )


def soft_logit(share: Floats, low_slack: Floats, high_slack: Floats) -> Floats:
    """Return a finite logit of a share of what lies between guessing (0) and the ceiling (1); both may be overstepped.

    Each slack says how near an end noise alone can bring a score: within it the logit flattens.
    """
    result: Floats = np.log(_positive(share, low_slack)) - np.log(_positive(1 - share, high_slack))
    return result


def soft_logit_slope(share: Floats, low_slack: Floats, high_slack: Floats) -> Floats:
    """Return the slope of `soft_logit`: how much a share's noise grows through it."""
    slope: Floats = 1 / np.hypot(share, 2 * low_slack) + 1 / np.hypot(1 - share, 2 * high_slack)
    return slope


def to_scale(y: Floats, columns: pd.DataFrame) -> Floats:
    """Return the scores, each on its test's own scale, that stand for y; one row of `columns` for each y."""
    scale = columns["scale"].to_numpy()
    sign = np.sign(columns["span"].to_numpy(float))
    result = np.where(scale == "minutes", np.exp(np.clip(y, -20, 20)), sign * y * ELO_A_LOGIT)
    part = columns[np.isin(scale, _BOUNDED)]
    share = _share_of(
        y[np.isin(scale, _BOUNDED)], part["low_slack"].to_numpy(float), part["high_slack"].to_numpy(float)
    )
    result[np.isin(scale, _BOUNDED)] = part["floor"].to_numpy(float) + share * part["span"].to_numpy(float)
    return result


def _share_of(y: Floats, low_slack: Floats, high_slack: Floats) -> Floats:
    """Invert `soft_logit` by bisection."""
    low, high = np.full_like(y, _LEAST_SHARE), np.ones_like(y)
    for _ in range(40):
        middle = (low + high) / 2
        is_below = soft_logit(middle, low_slack, high_slack) < y
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return (low + high) / 2


def _positive(share: Floats, slack: Floats) -> Floats:
    """Return about the share where it is well above its slack, and something small and positive below."""
    root = np.hypot(share, 2 * slack)
    # Below zero the two terms nearly cancel; the second form keeps the digits.
    return np.where(share < 0, 2 * slack**2 / (root - share), (root + share) / 2)


def _with_traits(rows: pd.DataFrame, models: pd.DataFrame | None) -> pd.DataFrame:
    thinking = rows["effort"].map(level_of).astype(float)
    if models is None:
        return rows.assign(years=np.nan, size=np.nan, thinking=thinking)
    known = models.drop_duplicates("model_id").set_index("model_id")
    released = pd.to_datetime(rows["model_id"].map(known["release_date"]))
    years = (released - pd.Timestamp(2025, 1, 1)).dt.days / 365.25
    parameters = rows["model_id"].map(known["parameters"]).astype(float)
    return rows.assign(years=years, size=np.log10(parameters.where(parameters > 0)), thinking=thinking)


def _primary_domains(memberships: Sequence[Membership]) -> dict[str, str]:
    best: dict[str, tuple[float, str]] = {}
    for one in memberships:
        if one.weight > best.get(one.benchmark_id, (0.0, ""))[0]:
            best[one.benchmark_id] = (one.weight, one.domain)
    return {benchmark_id: domain for benchmark_id, (_, domain) in best.items()}


def _boards(used: pd.DataFrame) -> "pd.Series[str]":
    """Return who ran the test and how: a way of running it that many rows share is a board of its own."""
    harness = used["harness"].astype(object).fillna("")
    rows = used.assign(harness=harness).groupby(["source_id", "benchmark_id", "harness"])["score"].transform("size")
    board = used["source_id"].str.cat(harness.where(rows >= _HARNESS_ROWS, ""), sep="/")
    return board.mask(used["evidence"] == "self-reported", used["source_id"] + "/self-reported")


def _observed(used: pd.DataFrame) -> dict[str, Floats]:
    """Return y, its own variance and the constants of the scale."""
    ends = _ends(used)
    floor, span, bottom, width = ends["floor"], ends["span"], ends["bottom"], ends["width"]
    value = used["value"].to_numpy(float)
    scale = used["scale"].to_numpy()
    stated = _questions(used)
    known = np.nan_to_num(stated, nan=_USUAL_QUESTIONS)
    guess = np.clip((floor - bottom) / width, 0, 0.9)
    by_chance = np.sqrt(guess * (1 - guess) / known) / (1 - guess)
    low_slack = np.clip(np.maximum(0.5 / known, np.where(span > 0, by_chance, 0)), _LEAST_SLACK, _MOST_SLACK)
    high_slack = np.clip(0.5 / known, _LEAST_SLACK, _MOST_SLACK)
    share = np.clip((value - floor) / span, _LEAST_SHARE, 1.0)
    is_bounded, is_time = np.isin(scale, _BOUNDED), scale == "minutes"
    time = np.maximum(value, 1e-3)
    y = np.select(
        [is_bounded, is_time],
        [soft_logit(share, low_slack, high_slack), np.log(time)],
        np.sign(span) * value / ELO_A_LOGIT,
    )
    slope = np.select(
        [is_bounded, is_time],
        [soft_logit_slope(share, low_slack, high_slack) / np.abs(span), 1 / time],
        1 / ELO_A_LOGIT,
    )
    rate = (np.clip((value - bottom) / width, 0, 1) * known + 1) / (known + 2)
    binomial = np.where(is_bounded, width * np.sqrt(rate * (1 - rate) / known), 0.0)
    error = (used["high"].to_numpy(float) - used["low"].to_numpy(float)) / (2 * NORMAL_95)
    own = np.nan_to_num(np.where(np.isnan(error), binomial, error) * slope) ** 2
    return {
        "y": y,
        "own_variance": np.maximum(own + _doubt(used), _LEAST),
        "floor": floor,
        "span": span,
        "low_slack": low_slack,
        "high_slack": high_slack,
    }


def _ends(used: pd.DataFrame) -> dict[str, Floats]:
    """Return where a bounded score starts (guessing, or the worst) and how far it goes: negative if lower is better."""
    top = used["scale_max"].fillna(100.0).to_numpy(float)
    bottom = used["scale_min"].fillna(0.0).to_numpy(float)
    least = np.where(used["scale"] == "mcc", 0.0, bottom)
    chance = used["chance"].to_numpy(float)
    guess = np.where(np.isnan(chance) | (chance >= top), least, chance)
    is_higher = used["higher_is_better"].astype(bool).to_numpy()
    return {
        "floor": np.where(is_higher, guess, top),
        "span": np.where(is_higher, top - guess, bottom - top),
        "bottom": bottom,
        "width": top - bottom,
    }


def _questions(used: pd.DataFrame) -> Floats:
    """Return the number of questions: stated with the score, else the middle of what others state for the test."""
    stated = used["samples"].astype(float)
    stated = stated.where(stated > 0)
    result: Floats = stated.fillna(stated.groupby(used["benchmark_id"]).transform("median")).to_numpy(float)
    return result


def _doubt(used: pd.DataFrame) -> Floats:
    """Return the variance that a score's standing adds: claimed by its developer, flagged, or of a quantised copy."""
    is_quantised = used["precision"].notna() & ~used["precision"].isin(_FULL_PRECISION)
    claimed = np.where(used["evidence"] == "self-reported", _CLAIMED, 0.0)
    flagged = np.where(used["contamination"] == "flagged", _FLAGGED, 0.0)
    return claimed + flagged + np.where(is_quantised, _QUANTISED, 0.0)


def _numbered(used: pd.DataFrame, keys: list[str]) -> tuple[Ints, pd.DataFrame]:
    groups = used.groupby(keys, sort=True)
    return groups.ngroup().to_numpy(), groups.size().reset_index()[keys]


def _merged(used: pd.DataFrame) -> pd.DataFrame:
    by_share = used.assign(y=used["y"] * used["share"], value=used["value"] * used["share"], spread=used["y"])
    one = by_share.groupby(["row", "column"], as_index=False).agg(
        y=("y", "sum"),
        value=("value", "sum"),
        own_variance=("own_variance", "mean"),
        spread=("spread", "var"),
        results=("y", "size"),
    )
    one["own_variance"] += one["spread"].fillna(0.0) / one["results"]
    return one[["row", "column", "y", "value", "own_variance"]]

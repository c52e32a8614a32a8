"""How well the ability model foretells scores that it was not shown, held against four plain baselines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from catalog.ability.domains import (
    Growth,
    calibrated,
    expected,
    grouped,
    missed_means,
    part_of_cells,
    settled,
    whole_boards,
)
from catalog.ability.factors import FactorSettings, arranged
from catalog.ability.factors import fit as fit_factors
from catalog.ability.observations import Cells, observe, to_scale
from catalog.ability.order import OrderHeld, order_held
from catalog.ability.placing import Placed
from catalog.ability.twins import twins
from catalog.curated.memberships import Membership
from catalog.numeric import NORMAL_90, Flags, Floats, Ints
from etl.documents import write_between
from validation.baselines import Guess, SeenCells, additive, column_mean, low_rank, neighbours

PAGE = Path(__file__).resolve().parents[1] / "docs" / "validation" / "ability.md"
BEGIN, END = "<!-- figures of python -m etl validate: begin -->", "<!-- figures: end -->"
OURS = "this model"
ELO_A_POINT, POINTS_A_DOUBLING = 10.0, 10.0
EXPERIMENTS = {
    "random": (3, "a tenth of all results (what a row has on one test, of all boards and versions, goes together)"),
    "benchmarks": (2, "every fifth test, for half of the models"),
    "newest": (2, "the newest results of a third of the models that have results of several dates"),
}
TRIES: dict[str, FactorSettings] = {
    "as chosen": FactorSettings(),
    "2 factors": FactorSettings(factors=2),
    "8 factors": FactorSettings(factors=8),
    "14 factors": FactorSettings(factors=14),
    "nothing known of a model but its scores": FactorSettings(traits=()),
    "normal noise (odd cells count whole)": FactorSettings(tail=0.0),
    "loadings hardly held to their source's": FactorSettings(loading_spread=1.0),
}
_NEIGHBOURS = (3, 5, 8, 12)
_RANKS = ((2, 30.0), (5, 30.0), (8, 30.0), (12, 30.0), (16, 30.0), (24, 30.0))
_PARTS, _TUNING_PART = 10, 0
_LEAST_RANKED = 5
_THIN = 30
_GOAL_LESS = 0.2
_GOAL_HELD = (0.85, 0.95)
_LAST_ROUNDS = 5
_BOARD_PARTS, _LEAST_BLOCKS, _LEAST_PAIRS = 5, 15, 500


@dataclass(frozen=True, slots=True)
class Trial:
    """Cells that may be seen, cells that must be foretold, and which of these are of models with a list price."""

    seen: Cells
    hidden: pd.DataFrame
    is_listed: Flags

    @property
    def row(self) -> Ints:
        """Return the rows of the hidden cells."""
        return np.asarray(self.hidden["row"], np.int64)

    @property
    def column(self) -> Ints:
        """Return the columns of the hidden cells."""
        return np.asarray(self.hidden["column"], np.int64)

    @property
    def about(self) -> pd.DataFrame:
        """Return what is known of the columns of the hidden cells, a row a cell."""
        return self.seen.columns.iloc[self.column]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        outcomes: a row a hidden cell and method: experiment, method, domain, is_listed, truth, guess, error, column,
            repeat, and of this model whether its 90 % interval held the truth.
        chosen: the settings of the baselines that did best on the tuning cells.
        tries: title and the errors of each try on the tuning cells.
        boards: a row a hidden board of a model and domain, as `board_outcomes` returns it.
        order: how the abilities of the snapshot agree with what was measured, by domain and of efforts.
    """

    outcomes: pd.DataFrame
    chosen: Mapping[str, str]
    tries: pd.DataFrame
    boards: pd.DataFrame
    order: Sequence[OrderHeld]


def validate(
    tables: Mapping[str, pd.DataFrame],
    memberships: Sequence[Membership],
    tries: Mapping[str, FactorSettings],
    report: Callable[[str], None] = lambda _: None,
) -> Report:
    """Hide scores, foretell them, and say how far off each method was.

    The settings of baselines and of tries are judged on one tenth of the cells; the random experiment hides others.

    Args:
        tables: scores, benchmarks, models, offers, abilities and ability_tests, as the snapshot has them.
        memberships: which domains each benchmark speaks for.
        tries: settings to try, by title.
        report: is told what is going on.
    """
    cells = observe(tables["scores"], tables["benchmarks"], memberships, tables["models"])
    offers = tables["offers"]
    listed = set(offers.loc[offers["price_kind"] == "list", "model_id"])
    is_listed = cells.rows["model_id"].isin(listed).to_numpy()
    days = _days(cells, tables["scores"])
    report("choosing the baselines' settings")
    tuning = _trial(cells, is_listed, part_of_cells(cells, _PARTS, _TUNING_PART, "random"))
    guesses, chosen = _chosen(tuning)
    tried = []
    for title, settings in tries.items():
        report(f"trying: {title}")
        tried.append({"title": title} | _errors(_ours(tuning, settings, calibrate=False)))
    outcomes = []
    for experiment, (repeats, _) in EXPERIMENTS.items():
        for repeat in range(repeats):
            report(f"{experiment}, {repeat + 1} of {repeats}")
            trial = _trial(cells, is_listed, _hidden(experiment, repeat, cells, days))
            outcomes.append(outcomes_of(trial, guesses).assign(experiment=experiment, repeat=repeat))
    report("whole boards")
    boards = board_outcomes(cells)
    order = tuple(order_held(cells, tables["ability_tests"], tables["abilities"], listed))
    return Report(pd.concat(outcomes, ignore_index=True), chosen, pd.DataFrame(tried), boards, order)


def board_outcomes(cells: Cells) -> pd.DataFrame:
    """Hide a fifth of what models have on a whole board, of those with others, and foretell its mean in each domain.

    Returns:
        A row a model at an effort, board and domain: source_id, error (the distance of the means, in logits), doubt
        (the standard deviation of the forecast without the tests' noise) and is_held: whether the 90 % interval held.
    """
    is_hidden = whole_boards(cells, parts=_BOARD_PARTS, salt="board")
    hidden = cells.only(is_hidden).cells
    at, growth = _settled(cells.only(~is_hidden), FactorSettings())
    row, column = (hidden[name].to_numpy(np.int64) for name in ("row", "column"))
    source, domain = (cells.columns[name].to_numpy(object)[column] for name in ("source_id", "domain"))
    block, named = pd.factorize(pd.MultiIndex.from_arrays([row, source, domain]))
    miss, doubt, noise = missed_means(at, hidden, block)
    return pd.DataFrame(
        {
            "source_id": named.get_level_values(1),
            "error": np.abs(miss),
            "doubt": np.sqrt(doubt) * growth.boards,
            "is_held": np.abs(miss) <= NORMAL_90 * np.sqrt(doubt * growth.boards**2 + noise),
        }
    )


def _settled(seen: Cells, settings: FactorSettings) -> tuple[Placed, Growth]:
    """Return the model of some cells, calibrated."""
    arrays, groups = arranged(seen, settings.traits), grouped(seen)
    start, growth, groups = calibrated(seen, settings, groups)
    return settled(arrays, fit_factors(arrays, settings, start, _LAST_ROUNDS), groups, settings), growth


def in_points(value: Floats, columns: pd.DataFrame) -> Floats:
    """Return scores in points: 10 Elo are a point, a doubling of minutes is 10; one row of `columns` for each score."""
    scale = columns["scale"].to_numpy()
    doublings = np.log2(np.maximum(value, 1e-3))
    return np.select([scale == "elo", scale == "minutes"], [value / ELO_A_POINT, doublings * POINTS_A_DOUBLING], value)


def outcomes_of(trial: Trial, guesses: Mapping[str, Guess]) -> pd.DataFrame:
    """Return how far off the baselines and this model are on the hidden cells of a trial, a row a cell and method."""
    told = [_baseline(trial, guess).assign(method=name) for name, guess in guesses.items()]
    return pd.concat([*told, _ours(trial, FactorSettings(), calibrate=True)], ignore_index=True)


def summary(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return for each experiment and method the error in points and the rank correlation.

    Columns: domains (the mean of the domains' means), listed_domains (the same of models with a list price), tests (the
    mean of the columns' means), all (the mean of all cells), and rank (Spearman's, a mean over columns with five hidden
    cells or more).
    """
    rows = [
        {"experiment": experiment, "method": method, **_errors(part), "rank": _rank_correlation(part)}
        for (experiment, method), part in outcomes.groupby(["experiment", "method"], sort=False)
    ]
    return pd.DataFrame(rows)


def by_domain(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return for each domain: cells, ours, best (the least error of any baseline there), which, and the share held."""
    error = outcomes.pivot_table(index="domain", columns="method", values="error")
    baselines = error.drop(columns=OURS)
    ours = outcomes[outcomes["method"] == OURS].groupby("domain")
    return pd.DataFrame(
        {
            "cells": ours.size(),
            "ours": error[OURS],
            "best": baselines.min(axis=1),
            "which": baselines.idxmin(axis=1),
            "held": ours["is_held"].mean(),
        }
    )


def write_page(report: Report, page: Path = PAGE) -> str:
    """Put the figures into the page between its marks, and return them.

    Raises:
        ValueError: the page has no marks.
    """
    figures = "\n".join(_page_lines(report)).rstrip()
    write_between(page, BEGIN, END, figures)
    return figures


def _page_lines(report: Report) -> Iterator[str]:
    summed = summary(report.outcomes)
    yield from ["### Goals", "", *_verdicts(report.outcomes, summed), ""]
    for experiment, (repeats, what) in EXPERIMENTS.items():
        part = summed[summed["experiment"] == experiment].sort_values("domains")
        ours = report.outcomes[(report.outcomes["experiment"] == experiment) & (report.outcomes["method"] == OURS)]
        yield from [f"### Hidden: {what}", "", f"{len(ours):,} cells in {repeats} repeats; errors in points.", ""]
        yield "| method | mean of domains | listed models | mean of tests | all cells | rank correlation |"
        yield "|---|---|---|---|---|---|"
        for row in part.to_dict("records"):
            figures = " | ".join(f"{row[name]:.2f}" for name in ("domains", "listed_domains", "tests", "all", "rank"))
            yield f"| {row['method']} | {figures} |"
        yield from ["", f"The 90 % intervals held {ours['is_held'].mean():.1%} of the cells.", ""]
    yield "Settings of the baselines, chosen on cells that no experiment at random hides: "
    yield "; ".join(f"{name}: {settings}" for name, settings in report.chosen.items()) + "."
    yield from _board_lines(report.boards)
    yield from _order_lines(report.order)
    yield from _domain_lines(report.outcomes)
    yield from _try_lines(report.tries)


def _board_lines(boards: pd.DataFrame) -> Iterator[str]:
    yield from ["", "### Hidden: whole boards", ""]
    yield (
        f"{len(boards):,} means of a model over its tests on one board in one domain; a fifth of all, of models that "
        "other boards know. Errors in logits. Quartiles by the doubt in the forecast, without the noise of the tests."
    )
    quartile = pd.qcut(boards["doubt"].rank(method="first"), 4, labels=["narrowest", "second", "third", "widest"])
    parts = {f"{name} quarter": part for name, part in boards.groupby(quartile, observed=True)}
    parts |= {f"{name} hidden": part for name, part in boards.groupby("source_id") if len(part) >= _LEAST_BLOCKS}
    yield from ["", "| of | means | intervals held | error |", "|---|---|---|---|"]
    for name, part in parts.items():
        yield f"| {name} | {len(part):,} | {part['is_held'].mean():.0%} | {part['error'].mean():.2f} |"


def _order_lines(order: Sequence[OrderHeld]) -> Iterator[str]:
    yield from ["", "### Order: what was measured, and how the abilities stand", ""]
    yield (
        "A pair: one model wins nine in ten of at least five tests that both took (all that people voted on one board "
        "is one test); of efforts: one thinks more. Of models with a list price. In a circle: no order follows. "
        "Overruled: more than two points the other way; apart: the intervals, too."
    )
    yield from ["", "| of | pairs | in a circle | overruled | apart |", "|---|---|---|---|---|"]
    for one in sorted(order, key=lambda one: -one.pairs):
        if one.pairs >= _LEAST_PAIRS or not one.domain:
            figures = f"{one.pairs:,} | {one.circles:,} | {one.overruled:,} | {one.apart:,}"
            yield f"| {one.domain or 'efforts'} | {figures} |"


def _verdicts(outcomes: pd.DataFrame, summed: pd.DataFrame) -> Iterator[str]:
    random = summed[summed["experiment"] == "random"].set_index("method")
    names = {
        "domains": "mean of domains",
        "listed_domains": "mean of domains, models with a list price",
        "tests": "mean of tests",
        "all": "all cells pooled",
    }
    for by, name in names.items():
        best = random.drop(index=OURS)[by].idxmin()
        less = 1 - random.loc[OURS, by] / random.loc[best, by]
        verdict = f"{_met(less >= _GOAL_LESS)} ({less:.0%} less than {best})"
        yield f"- 20 % less error than the best baseline, {name}: {verdict}."
    ours = outcomes[(outcomes["experiment"] == "random") & (outcomes["method"] == OURS)]
    held = float(ours["is_held"].mean())
    is_held = _GOAL_HELD[0] <= held <= _GOAL_HELD[1]
    yield f"- 90 % intervals that hold 85 to 95 %: {_met(is_held)} ({held:.1%} of all cells at random)."
    domains = by_domain(outcomes[outcomes["experiment"] == "random"])
    enough = domains[domains["cells"] >= _THIN]
    off = enough[(enough["held"] < _GOAL_HELD[0]) | (enough["held"] > _GOAL_HELD[1])]
    yield f"- The same in each domain with {_THIN} cells or more: {_met(off.empty)} ({_listed(off, 'held', '.0%')})."
    worse = enough[enough["ours"] > enough["best"]]
    told = f"worse than that domain's own best baseline: {', '.join(worse.index)}" if len(worse) else "none is"
    yield f"- No domain worse than the best baseline there: {_met(worse.empty)} ({told})."


def _met(is_met: bool) -> str:  # noqa: FBT001 - a yes or no put into words
    return "met" if is_met else "not met"


def _listed(frame: pd.DataFrame, column: str, form: str) -> str:
    return ", ".join(f"{name} {value:{form}}" for name, value in frame[column].items()) or "none outside"


def _domain_lines(outcomes: pd.DataFrame) -> Iterator[str]:
    yield from ["", "### By domain, at random", ""]
    yield f"Domains with fewer than {_THIN} hidden cells are thin: their row says little."
    yield from [
        "",
        "| domain | cells | this model | best baseline there | which | intervals held |",
        "|---|---|---|---|---|---|",
    ]
    for domain, row in by_domain(outcomes[outcomes["experiment"] == "random"]).iterrows():
        thin = " (thin)" if row["cells"] < _THIN else ""
        figures = f"{row['ours']:.2f} | {row['best']:.2f} | {row['which']} | {row['held']:.0%}"
        yield f"| {domain}{thin} | {row['cells']:,} | {figures} |"


def _try_lines(tries: pd.DataFrame) -> Iterator[str]:
    if tries.empty:
        return
    yield from ["", "### What was tried", "", "Errors in points on the tuning cells, one repeat.", ""]
    yield from [
        "| settings | mean of domains | models with a list price | mean of tests | all cells |",
        "|---|---|---|---|---|",
    ]
    for row in tries.to_dict("records"):
        figures = " | ".join(f"{row[name]:.2f}" for name in ("domains", "listed_domains", "tests", "all"))
        yield f"| {row['title']} | {figures} |"


def _ours(trial: Trial, settings: FactorSettings, *, calibrate: bool) -> pd.DataFrame:
    """Return the outcomes of this model on a trial; without calibration, fitted once and without intervals."""
    growth: Mapping[str, float] = {"": 1.0}
    if calibrate:
        at, calibration = _settled(trial.seen, settings)
        growth = calibration.scores
    else:
        seen = arranged(trial.seen, settings.traits)
        at = settled(seen, fit_factors(seen, settings), grouped(trial.seen), settings)
    own = trial.hidden["own_variance"].to_numpy(float)
    mean, variance = expected(at, twins(at), trial.row, trial.column, own)
    grown = trial.about["domain"].map(growth).fillna(growth[""]).to_numpy(float)
    is_held = np.abs(trial.hidden["y"].to_numpy(float) - mean) <= NORMAL_90 * np.sqrt(variance) * grown
    told = _outcome(trial, in_points(to_scale(mean, trial.about), trial.about))
    return told.assign(method=OURS, is_held=is_held.astype(float))


def _outcome(trial: Trial, guess: Floats) -> pd.DataFrame:
    """Return a row a hidden cell: what it was, and what was guessed, in points."""
    truth = in_points(trial.hidden["value"].to_numpy(float), trial.about)
    return pd.DataFrame(
        {
            "column": trial.column,
            "domain": trial.about["domain"].to_numpy(),
            "is_listed": trial.is_listed[trial.row],
            "truth": truth,
            "guess": guess,
            "error": np.abs(truth - guess),
        }
    )


def _errors(part: pd.DataFrame) -> dict[str, float]:
    listed = part[part["is_listed"]]
    return {
        "domains": float(part.groupby("domain")["error"].mean().mean()),
        "listed_domains": float(listed.groupby("domain")["error"].mean().mean()),
        "tests": float(part.groupby("column")["error"].mean().mean()),
        "all": float(part["error"].mean()),
    }


def _chosen(tuning: Trial) -> tuple[dict[str, Guess], dict[str, str]]:
    """Return the baselines with the settings that err least on the tuning cells (mean of domains)."""

    def error(guess: Guess) -> float:
        told = _baseline(tuning, guess)
        return float(told.groupby("domain")["error"].mean().mean())

    near = {f"{n} neighbours": _with(neighbours, count=n) for n in _NEIGHBOURS}
    ranks = {f"rank {rank}, ridge {ridge:g}": _with(low_rank, rank=rank, ridge=ridge) for rank, ridge in _RANKS}
    best_near = min(near, key=lambda name: error(near[name]))
    best_rank = min(ranks, key=lambda name: error(ranks[name]))
    guesses: dict[str, Guess] = {
        "mean of the test": column_mean,
        "mean of the model, offset of the test": additive,
        "nearest neighbours": near[best_near],
        "low-rank completion": ranks[best_rank],
    }
    return guesses, {"nearest neighbours": best_near, "low-rank completion": best_rank}


def _baseline(trial: Trial, guess: Guess) -> pd.DataFrame:
    """Return the outcomes of one baseline on a trial."""
    seen, columns = trial.seen.cells, trial.seen.columns
    column = seen["column"].to_numpy(np.int64)
    points = in_points(seen["value"].to_numpy(float), columns.iloc[column])
    known = SeenCells(seen["row"].to_numpy(np.int64), column, points, len(trial.seen.rows), len(columns))
    return _outcome(trial, guess(known, trial.row, trial.column))


def _with(guess: Callable[..., Floats], **settings: float) -> Guess:
    def set_up(known: SeenCells, row: Ints, column: Ints) -> Floats:
        return guess(known, row, column, **settings)

    return set_up


def _trial(cells: Cells, is_listed: Flags, is_hidden: Flags) -> Trial:
    return Trial(cells.only(~is_hidden), cells.only(is_hidden).cells, is_listed)


def _hidden(experiment: str, repeat: int, cells: Cells, days: pd.Series) -> Flags:
    if experiment == "random":
        return part_of_cells(cells, _PARTS, _TUNING_PART + 1 + repeat, "random")
    row, column = cells.cells["row"].to_numpy(), cells.cells["column"].to_numpy()
    model = cells.rows["model_id"].to_numpy(object)[row]
    if experiment == "benchmarks":
        tests = cells.columns["benchmark_id"].to_numpy(object)[column]
        return _share(tests, f"tests {repeat}", 5) & _share(model, f"models {repeat}", 2)
    by_model = days.groupby(model)
    newest, oldest = by_model.transform("max"), by_model.transform("min")
    result: Flags = ((days == newest) & (newest > oldest)).to_numpy() & _share(model, f"newest {repeat}", 3)
    return result


def _share(names: Sequence[str], salt: str, parts: int) -> Flags:
    """Return a fixed share of names: one of so many parts."""
    salted = pd.Series(names, dtype=object) + f"|{salt}"
    chosen: Flags = pd.util.hash_pandas_object(salted, index=False).to_numpy(np.uint64) % np.uint64(parts) == 0
    return chosen


def _days(cells: Cells, scores: pd.DataFrame) -> pd.Series:
    """Return the day of each cell's newest result; a result without a day counts as the oldest."""
    day = pd.to_datetime(scores["as_of"]).fillna(pd.Timestamp(1970, 1, 1))
    dated = cells.scores.assign(as_of=day.loc[cells.scores["score"]].to_numpy())
    newest = dated.groupby(["row", "column"], as_index=False)["as_of"].max()
    return cells.cells[["row", "column"]].merge(newest, on=["row", "column"], how="left")["as_of"]


def _rank_correlation(part: pd.DataFrame) -> float:
    """Return Spearman's rank correlation of truth and guess, a mean over the columns with enough hidden cells."""
    keys = ["repeat", "column"]
    enough = part[part.groupby(keys)["truth"].transform("size") >= _LEAST_RANKED]
    ranked = enough.groupby(keys)[["truth", "guess"]].rank()
    centred = ranked - ranked.groupby([enough["repeat"], enough["column"]]).transform("mean")
    products = pd.DataFrame(
        {
            "both": centred["truth"] * centred["guess"],
            "truth": centred["truth"] ** 2,
            "guess": centred["guess"] ** 2,
        }
    )
    summed = products.groupby([enough["repeat"], enough["column"]]).sum()
    moving = summed[summed["truth"] > 0]
    # A guess that does not tell the rows apart has no order: it counts as none.
    correlation = (moving["both"] / np.sqrt(moving["truth"] * moving["guess"].where(moving["guess"] > 0))).fillna(0.0)
    return float(correlation.mean())

"""ForecastBench: questions on what will happen, asked before it does; one CSV of models under the same prompts.

Traps: people and simple rules stand among the models, as organisation "ForecastBench"; other teams' entries are not the
same test; a model stands once a prompt (`-scratchpad`, else none), and a number behind an id of Claude is its thinking
budget in tokens; with news is another condition; the interval is a text `[a, b]`, and dashes stand for nothing. Overall
is higher for better and Brier scores are lower, so only Overall is read; always saying 50 % has 50.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import csv_rows, number, refuse_fractions, score_of, whole
from etl.source import Answer, Batch, Door, Source

URL = (
    "https://raw.githubusercontent.com/forecastingresearch/forecastbench-datasets/main/leaderboards/csv/"
    "leaderboard_baseline.csv"
)
BOARD = "ForecastBench"
INTERVAL = "Overall 95% CI"
TOKENS_A_K = 1024
_NEEDED = ("Team", "Model Organization", "Model", "Overall", "N", INTERVAL)
_ENDS = re.compile(r"\[\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\]")
_PROMPT = re.compile(r"[-_ ]scratchpad$")
_BUDGET = re.compile(r"(claude-.+)-(\d{4,5})")
_NEWS = re.compile(r"\bwith[-_ ]news\b")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the board of the same prompts for all."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the overall score of each model and prompt."""
    batch = Batch()
    for answer in answers:
        values: list[float] = []
        for row in csv_rows(answer, _NEEDED):
            model = (row["Model"] or "").strip()
            reason = _why_not(row, model)
            if reason:
                batch.reject(reason, f"{model}, {row['Team']}")
            else:
                values += _add(row, model, answer, batch)
        refuse_fractions(values, answer.url)
    return batch


def _why_not(row: dict[str, str], model: str) -> str | None:
    """Return why a row is no model under the board's own prompts, or None."""
    if not model:
        return "no model named"
    if row["Model Organization"] == BOARD:
        return "people or a simple rule, not a model"
    if row["Team"] != BOARD:
        return "another team's entry, not the same test"
    if _NEWS.search(model):
        return "with news, another condition"
    return None


def _add(row: dict[str, str], model: str, answer: Answer, batch: Batch) -> list[float]:
    value = score_of(_stated(row["Overall"]), 100, f"{model}, Overall", batch)
    if value is None:
        return []
    interval = _ENDS.fullmatch((row[INTERVAL] or "").strip())
    try:
        low, high = (number(end, model) for end in interval.groups()) if interval else (None, None)
        samples = whole(_stated(row["N"]), model)
    except ParseError:
        batch.reject("the interval or the number of forecasts is not a number", f"{model}: {row[INTERVAL]}, {row['N']}")
        return []
    if low is not None and high is not None and not low <= value <= high:
        batch.reject("the interval does not hold the score", f"{model}: {value:g} in {row[INTERVAL]}")
        return []
    asked = _PROMPT.sub("", model)
    budget = _BUDGET.fullmatch(asked)
    score = Score(
        effort=f"thinking-{round(int(budget[2]) / TOKENS_A_K)}k" if budget else None,
        benchmark_id="forecastbench_overall",
        value=value,
        low=low,
        high=high,
        samples=samples,
        evidence="measured",
        contamination="clean",  # what was asked had not happened yet
        harness="scratchpad prompt" if asked != model else "plain prompt",
        model_name=model,
        as_of=answer.last_modified,
    )
    batch.add(score, Name(budget[1] if budget else asked, developer=row["Model Organization"] or None))
    return [value]


def _stated(cell: str | None) -> str:
    """Return a cell's text, nothing for a dash."""
    return (cell or "").strip().strip("\u2014")


SOURCE = Source(
    source_id="forecastbench",
    title="ForecastBench",
    publisher="Forecasting Research Institute",
    url="https://www.forecastbench.org/",
    licence="CC-BY-SA-4.0",
    attribution=(
        "ForecastBench by the Forecasting Research Institute, CC BY-SA 4.0, "
        "https://github.com/forecastingresearch/forecastbench-datasets"
    ),
    cadence_days=14,
    fetch=fetch,
    parse=parse,
    min_rows=80,
    may_redistribute=False,
    serves=True,
)

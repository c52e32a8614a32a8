"""Berkeley Function Calling Leaderboard, version 4: how well a model calls tools, with the runs' latency and cost.

Traps: figures are percent strings; one model stands in up to two rows, called through its own tool interface "(FC)" or
by prompt "(Prompt)", some with thinking on; a link to huggingface.co can be to an organisation's page; the overall
score is a weighted mean of the other columns; the hardware behind the latencies is not stated, nor is the number of
requests behind the cost of a whole run.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.reading import csv_rows, hub_repo, optional_number, percent_score, shown
from etl.source import Answer, Batch, Door, Source

URL = "https://gorilla.cs.berkeley.edu/data_overall.csv"
VERSION = "v4"
BENCHMARKS = {
    "Overall Acc": "bfcl_overall",
    "Non-Live AST Acc": "bfcl_non_live_ast",
    "Live Acc": "bfcl_live",
    "Multi Turn Acc": "bfcl_multi_turn",
    "Web Search Acc": "bfcl_web_search",
    "Memory Acc": "bfcl_memory",
    "Relevance Detection": "bfcl_relevance",
    "Irrelevance Detection": "bfcl_irrelevance",
}
COST = "Total Cost ($)"
LATENCIES = {"Latency Mean (s)": "mean", "Latency 95th Percentile (s)": "p95"}
_UNITS = {"latency": "seconds", "cost": "dollars"}
_NAME = re.compile(r"(?P<text>.*\S)\s*\((?P<mode>FC|Prompt)(?P<thinking>[ +]+thinking)?\)", re.IGNORECASE)


def fetch(door: Door) -> Sequence[Answer]:
    """Return the leaderboard's table."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the scores, the latencies and the cost of each row."""
    batch = Batch()
    for answer in answers:
        for row in csv_rows(answer, ("Model", "Model Link", "Organization", COST, *BENCHMARKS, *LATENCIES)):
            if not row["Model"] or any(not isinstance(cell, str) for cell in row.values()):
                batch.reject("the row does not match the header", row["Model"] or "no name")
                continue
            _add_row(batch, row, answer)
    return batch


def _add_row(batch: Batch, row: dict[str, str], answer: Answer) -> None:
    model_name = row["Model"].strip()
    match = _NAME.fullmatch(model_name)
    harness = match["mode"] if match else None
    effort = "thinking" if match and match["thinking"] else None
    name = Name(
        match["text"] if match else model_name, row["Organization"].strip() or None, hub_repo(row["Model Link"])
    )
    for column, benchmark_id in BENCHMARKS.items():
        value = percent_score(row[column], f"{model_name}, {column}", batch)
        if value is not None:
            score = Score(
                effort=effort,
                benchmark_id=benchmark_id,
                benchmark_version=VERSION,
                value=value,
                evidence="measured",
                harness=harness,
                model_name=model_name,
                as_of=answer.last_modified,
            )
            batch.add(score, name)
    for column, percentile in LATENCIES.items():
        latency = _measured(row[column], "latency", f"{model_name}, {column}", batch)
        if latency is not None:
            speed = Speed(
                effort=effort,
                task_latency_s=latency,
                percentile=percentile,
                conditions=f"one request of BFCL {VERSION}, mode {harness or 'not stated'}; hardware not stated",
                evidence="measured",
                model_name=model_name,
                as_of=answer.last_modified,
            )
            batch.add(speed, name)
    usd = _measured(row[COST], "cost", f"{model_name}, {COST}", batch)
    if usd is not None:
        cost = TaskCost(
            effort=effort,
            benchmark_id="bfcl_overall",
            benchmark_version=VERSION,
            usd_per_run=usd,
            evidence="measured",
            harness=harness,
            model_name=model_name,
            as_of=answer.last_modified,
        )
        batch.add(cost, name)


def _measured(text: str, what: str, where: str, batch: Batch) -> float | None:
    """Return seconds or dollars; a 0 was not measured."""
    try:
        figure = optional_number(text, where)
    except ParseError:
        figure = -1
    if figure is not None and figure < 0:
        batch.reject(f"the {what} is not a number of {_UNITS[what]}", f"{where}: {shown(text)}")
        return None
    return figure or None


SOURCE = Source(
    source_id="bfcl",
    title="Berkeley Function Calling Leaderboard",
    publisher="UC Berkeley, Gorilla",
    url="https://gorilla.cs.berkeley.edu/leaderboard.html",
    licence="Apache-2.0",
    attribution="Berkeley Function Calling Leaderboard V4, UC Berkeley, Apache-2.0, "
    "https://gorilla.cs.berkeley.edu/leaderboard.html",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=500,
    serves=True,
)

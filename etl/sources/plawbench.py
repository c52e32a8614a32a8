"""PLawBench: consultation, case analysis and drafting in Chinese legal practice, graded by a model against rubrics.

Traps: the table stands in a README, in a `<div>`, with the best figures in bold; Overall is made of the three tasks,
which alone are read; where the two kinds of drafting do not average to the row's figure for drafting, nothing tells
which is right; ids carry dates, and `-global` and `-inner` name whose cloud answered; the small Qwen3 are written
without the 3, which no other generation fits (an 8b, and a 4b of 2507).
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.reading import refuse_fractions, score_of, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._markdown_tables import rows_of

URL = "https://raw.githubusercontent.com/SKYLENAGE-AI/PLawBench/main/README.md"
BENCHMARKS = {
    "Task1": "plawbench_consultation",
    "Task2-Avg": "plawbench_case_analysis",
    "Task3-Avg": "plawbench_drafting",
}
PARTS = {"Task3-Avg": ("Task3-Plaintiff", "Task3-Defendant")}  # those whose mean the figure is
_SPELLINGS = ((re.compile(r"-(?:global|inner)$"), ""), (re.compile(r"^Qwen-(?=\d+b\b)"), "Qwen3-"))
_ROUNDED = 0.02


def fetch(door: Door) -> Sequence[Answer]:
    """Return the README that holds the table."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return three scores for each model."""
    batch = Batch()
    for answer in answers:
        needed = ("Model", *BENCHMARKS, *(part for parts in PARTS.values() for part in parts))
        values = []
        for row in rows_of(text_of(answer), needed, answer.url, batch):
            model_name = row["Model"]
            for column, benchmark_id in BENCHMARKS.items():
                where = f"{model_name}, {column}"
                value = score_of(row[column], 100, where, batch)
                parts = [score_of(row[part], 100, where, batch) for part in PARTS.get(column, ())]
                if value is None:
                    continue
                values.append(value)
                known = [part for part in parts if part is not None]
                if known and abs(value - sum(known) / len(known)) > _ROUNDED:
                    batch.reject("the figure is not the mean of its parts", f"{where}: {value:g}, parts {known}")
                    continue
                score = Score(
                    benchmark_id=benchmark_id,
                    value=value,
                    evidence="measured",
                    model_name=model_name,
                    as_of=answer.last_modified,
                )
                batch.add(score, Name(_spelt(model_name)))
        refuse_fractions(values, answer.url)
    return batch


def _spelt(model_name: str) -> str:
    """Return a model's name without what this board puts into it or leaves out of it."""
    for pattern, instead in _SPELLINGS:
        model_name = pattern.sub(instead, model_name)
    return model_name


SOURCE = Source(
    source_id="plawbench",
    title="PLawBench",
    publisher="Skylenage",
    url="https://github.com/SKYLENAGE-AI/PLawBench",
    licence="none stated",
    attribution="PLawBench, figures of a public board, no licence stated, https://github.com/SKYLENAGE-AI/PLawBench",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=45,
    serves=True,
)

"""WeirdML: machine-learning programs for seventeen unusual data sets, five answers a run; a CSV, a row an effort.

Traps: the name that is shown tells the model and its effort, while the slug beside it is only an address and can be
another model's (`-pro`, a longer context), but where it is that name with a day, the day tells two models of one name
apart; the seventeen tasks' columns are parts of `avg_acc`; `cost_per_run_usd` is
of a run of five answers, `mean_total_output_tokens` of one of them (five times it, at list price, makes the cost); what
ran at home under Ollama is a quantised copy, whose tag says how, and its cost is nobody's price. The release day is the
model's and no day of a run. Epoch AI's archive holds an older copy of this board, which is not read there.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.numeric import NORMAL_95
from catalog.records import Score, TaskCost
from etl.errors import ParseError
from etl.reading import csv_rows, optional_number, refuse_fractions, score_of
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/htihle/htihle.github.io/main/data/weirdml_data.csv"
NEEDED = (
    *("display_name", "model_slug", "API source", "avg_acc", "avg_acc_standard_error"),
    *("cost_per_run_usd", "mean_total_output_tokens"),
)
ANSWERS_A_RUN = 5
AT_HOME = "Ollama"
_TAG = re.compile(r":.*?-(q\d\w*)$")
_DATED = re.compile(r"(?:.*/)?(?P<model>.+?)-20\d\d-?[01]\d-?[0-3]\d")
_LEVEL_AND_BUDGET = re.compile(r"\((\w+), (\d+k)\)$")  # "(high, 16k)"


def fetch(door: Door) -> Sequence[Answer]:
    """Return the board's data file."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each model and effort, and what a run of it cost."""
    batch = Batch()
    for answer in answers:
        values = []
        for row in csv_rows(answer, NEEDED):
            shown_name = (row["display_name"] or "").strip()
            if not shown_name or any(not isinstance(row[column], str) for column in NEEDED):
                batch.reject("the row does not match the header", shown_name or "no name")
                continue
            value = score_of(row["avg_acc"], 1, shown_name, batch)
            if value is not None:
                values.append(value)
                _add(batch, row, shown_name, value, answer)
        refuse_fractions(values, answer.url)
    return batch


def _name(shown_name: str, slug: str) -> Name:
    """Return the name that is shown, with the day of its slug where that is the same name."""
    bare, bracket, effort = shown_name.partition(" (")
    dated = _DATED.fullmatch(slug)
    model = slug.rsplit("/", maxsplit=1)[-1] if dated and dated["model"] == bare else bare
    return Name(_LEVEL_AND_BUDGET.sub(r"(\1 \2)", f"{model}{bracket}{effort}"))


def _add(batch: Batch, row: dict[str, str], shown_name: str, value: float, answer: Answer) -> None:
    """Add one row's score, with what a run of five answers cost where that is stated."""
    try:
        error, usd, tokens = (
            optional_number(row[column], f"{shown_name}, {column}")
            for column in ("avg_acc_standard_error", "cost_per_run_usd", "mean_total_output_tokens")
        )
    except ParseError as problem:
        batch.reject("an error or a cost is not a number", str(problem))
        return
    is_at_home = row["API source"] == AT_HOME
    half = None if error is None else 100 * NORMAL_95 * error
    tag = _TAG.search(row["model_slug"]) if is_at_home else None
    name = _name(shown_name, row["model_slug"].strip())
    score = Score(
        benchmark_id="weirdml",
        value=value,
        low=None if half is None else max(0.0, value - half),
        high=None if half is None else min(100.0, value + half),
        evidence="measured",
        precision=tag[1].lower().replace("_", "-") if tag else None,
        model_name=shown_name,
        as_of=answer.last_modified,
    )
    batch.add(score, name)
    cost = TaskCost(
        benchmark_id="weirdml",
        usd_per_task=None if is_at_home else usd or None,
        output_tokens_per_task=tokens * ANSWERS_A_RUN if tokens else None,
        evidence="measured",
        model_name=shown_name,
        as_of=answer.last_modified,
    )
    if cost.usd_per_task or cost.output_tokens_per_task:
        batch.add(cost, name)


SOURCE = Source(
    source_id="weirdml",
    title="WeirdML",
    publisher="Håvard Tveit Ihle",
    url="https://htihle.github.io/weirdml.html",
    licence="none stated",
    attribution="WeirdML by Håvard Tveit Ihle, figures of a public board, no licence stated, https://htihle.github.io/weirdml.html",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=200,
    serves=True,
)

"""BigCodeBench: Python tasks that need many libraries, full and hard set, from an instruction or a docstring.

Traps: `date` mixes release days with other days and typing errors, so it is not read; `size` and `act_param` are wrong
for several mixtures of experts (8 x 22 = 176, Maverick as 109), so a size is kept only where both agree; the link can
be a bare repository id; base models have no `instruct` score. Effort and temperature stand in the name.
"""

import re
from collections.abc import Sequence
from typing import Any

from catalog.identity.resolve import Name
from catalog.numeric import BILLION
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.reading import field_of, hub_repo, json_of, optional_number, refuse_fractions, score_of, table_of
from etl.source import Answer, Batch, Door, Source

SITE = "https://bigcode-bench.github.io"
BOARDS = {f"{SITE}/results.json": "bigcodebench", f"{SITE}/results-hard.json": "bigcodebench_hard"}
SETTINGS = ("instruct", "complete")
_REPO_ID = re.compile(r"[\w.-]+/[\w.-]+")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the results of the full and of the hard set."""
    return [door.get(url) for url in BOARDS]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return up to two scores for each model and set, and the size of dense models."""
    batch = Batch()
    for answer in answers:
        board = field_of(BOARDS, answer.url, "the boards of BigCodeBench")
        values = []
        for model_name, row in table_of(json_of(answer), answer.url).items():
            passes = row.get("pass@1") if isinstance(row, dict) else None
            if not isinstance(passes, dict):
                batch.reject("the entry has no pass@1", model_name)
                continue
            name = Name(model_name.strip(), hub_repo_id=_repo(row.get("link")))
            for setting in SETTINGS:
                value = score_of(passes.get(setting), 100, f"{model_name}, {setting}", batch)
                if value is not None:
                    values.append(value)
                    score = Score(
                        benchmark_id=f"{board}_{setting}",
                        value=value,
                        evidence="measured",
                        model_name=name.text,
                        as_of=answer.last_modified,
                    )
                    batch.add(score, name)
            parameters = _parameters(row, model_name, batch)
            if parameters and board == "bigcodebench":
                batch.add(Model(parameters=parameters, as_of=answer.last_modified), name)
        refuse_fractions(values, answer.url)
    return batch


def _repo(link: object) -> str | None:
    """Return the Hub repository of a link, which can be a bare id."""
    is_bare = isinstance(link, str) and _REPO_ID.fullmatch(link) is not None
    return str(link) if is_bare else hub_repo(link)


def _parameters(row: dict[str, Any], model_name: str, batch: Batch) -> int | None:
    """Return how many parameters a dense model has."""
    try:
        size, active = (optional_number(row.get(key), key) for key in ("size", "act_param"))
    except ParseError:
        batch.reject("the size is not a number", f"{model_name}: {row.get('size')}, {row.get('act_param')}")
        return None
    return round(size * BILLION) if size and size == active else None


SOURCE = Source(
    source_id="bigcodebench",
    title="BigCodeBench",
    publisher="BigCode",
    url=f"{SITE}/",
    licence="none stated",
    attribution=f"BigCodeBench leaderboard, BigCode, figures of a public board, no licence stated, {SITE}/",
    cadence_days=90,
    fetch=fetch,
    parse=parse,
    min_rows=400,
)

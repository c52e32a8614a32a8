"""The first Open LLM Leaderboard's results by MMLU subject: 5,198 Hub models, frozen since 2024.

A fraction of right answers a subject. Old, and contaminated at the top: the best rows score far above every model of
their time, and the board marked none of them, so that contamination is unknown for all.
"""

from collections.abc import Sequence
from datetime import date

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import csv_rows, score_of
from etl.source import Answer, Batch, Source

_AS_OF = date(2024, 1, 1)  # the file states no day; the board stopped in 2024
_PREFIX = "MMLU_"
_TESTS = {
    "arc:challenge|25": ("arc_challenge", "lm-evaluation-harness, 25-shot"),
    "hellaswag|10": ("hellaswag", "lm-evaluation-harness, 10-shot"),
    "MMLU_average": ("mmlu", "lm-evaluation-harness, 5-shot"),
}
_SUBJECTS = 57


def parse(answers: Sequence[Answer]) -> Batch:
    """Read one score a model and subject, and the three averages."""
    batch = Batch()
    for answer in answers:
        for row in csv_rows(answer, ["fullname", *_TESTS]):
            tests = _TESTS | {
                column: (f"mmlu_{column.removeprefix(_PREFIX)}", "lm-evaluation-harness, 5-shot")
                for column in row
                if column.startswith(_PREFIX) and column not in _TESTS
            }
            if len(tests) != len(_TESTS) + _SUBJECTS:
                message = f"{answer.url}: {_SUBJECTS} MMLU subjects expected, found {len(tests) - len(_TESTS)}"
                raise ParseError(message)
            _add_model(batch, row, tests)
    return batch


def _add_model(batch: Batch, row: dict[str, str], tests: dict[str, tuple[str, str]]) -> None:
    repo = row["fullname"].strip()
    name = Name(repo, hub_repo_id=repo)
    for column, (benchmark_id, harness) in tests.items():
        value = score_of(row[column], 1, f"mmlu_by_subject: {repo}: {column}", batch)
        if value is not None:
            score = Score(
                benchmark_id=benchmark_id,
                value=value,
                evidence="measured",
                harness=harness,
                model_name=repo,
                as_of=_AS_OF,
            )
            batch.add(score, name)


SOURCE = Source(
    source_id="mmlu_by_subject",
    title="Open LLM Leaderboard v1, MMLU by subject",
    publisher="Hugging Face",
    url="https://huggingface.co/spaces/open-llm-leaderboard-old/open_llm_leaderboard",
    licence="none stated; figures of a public board",
    attribution="Open LLM Leaderboard v1 by Hugging Face, frozen in 2024, https://huggingface.co/open-llm-leaderboard-old",
    cadence_days=None,
    fetch=None,
    parse=parse,
    min_rows=150_000,
    archive="open_llm_v1_mmlu_by_task.csv",
)

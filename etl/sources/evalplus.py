"""EvalPlus: HumanEval and MBPP with their own tests, and with many more tests ("+").

Traps: `size` counts active parameters for some mixtures of experts and is wrong for others, so it is not read; MBPP is
null for half of the models; names write months in parentheses.
"""

from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.reading import hub_repo, json_of, refuse_fractions, score_of, table_of
from etl.source import Answer, Batch, Door, Source

URL = "https://evalplus.github.io/results.json"
BENCHMARKS = {
    "humaneval": "evalplus_humaneval",
    "humaneval+": "evalplus_humaneval_plus",
    "mbpp": "evalplus_mbpp",
    "mbpp+": "evalplus_mbpp_plus",
}


def fetch(door: Door) -> Sequence[Answer]:
    """Return the leaderboard's results."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return up to four scores for each model."""
    batch = Batch()
    for answer in answers:
        values = []
        for model_name, row in table_of(json_of(answer), answer.url).items():
            passes = row.get("pass@1") if isinstance(row, dict) else None
            if not isinstance(passes, dict):
                batch.reject("the entry has no pass@1", model_name)
                continue
            name = Name(model_name.strip(), hub_repo_id=hub_repo(row.get("link")))
            for key, benchmark_id in BENCHMARKS.items():
                value = score_of(passes.get(key), 100, f"{model_name}, {key}", batch)
                if value is not None:
                    values.append(value)
                    score = Score(
                        benchmark_id=benchmark_id,
                        value=value,
                        evidence="measured",
                        model_name=name.text,
                        as_of=answer.last_modified,
                    )
                    batch.add(score, name)
        refuse_fractions(values, answer.url)
    return batch


SOURCE = Source(
    source_id="evalplus",
    title="EvalPlus",
    publisher="EvalPlus",
    url="https://evalplus.github.io/leaderboard.html",
    licence="Apache-2.0",
    attribution="EvalPlus leaderboard, Apache-2.0, https://evalplus.github.io/leaderboard.html",
    cadence_days=180,
    fetch=fetch,
    parse=parse,
    min_rows=200,
)

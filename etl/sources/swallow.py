"""Swallow LLM leaderboard: Japanese and English tasks, for tuned models (post, MT-Bench) and base models (pre).

Traps: figures are fractions, translation (BLEU) among them; averages are derived and not read; sizes of API models are
written as 0; active parameters are written for some mixtures of experts only, otherwise all parameters are repeated;
a setting `on` without quotes would be true in YAML.
"""

import re
from collections.abc import Sequence
from typing import Any

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.numeric import BILLION
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.reading import day, hub_repo, list_of, optional_number, score_of, table_of, yaml_of
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/swallow-llm/leaderboard/main/_data/model.yml"
NEEDED = {"model_id", "url", "date", "params", "active_params", "family", "results"}
EFFORTS = {None: None, "N/A": None, "off": "none", "on": "thinking", False: "none", True: "thinking"}
_LEVEL = re.compile(r"on \((minimal|low|medium|high|xhigh|max)\)")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the leaderboard's data file."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the facts and the scores of each model."""
    batch = Batch()
    for answer in answers:
        rows = [table_of(row, answer.url) for row in list_of(yaml_of(answer), answer.url)]
        if not any(row.keys() >= NEEDED for row in rows):
            message = f"{answer.url}: entries with the keys {sorted(NEEDED)} expected"
            raise ParseError(message)
        for row in rows:
            model_name = str(row.get("model_id") or "").strip()
            if not row.keys() >= NEEDED or not model_name:
                batch.reject("the entry lacks a key", f"{model_name or 'no name'}: {sorted(NEEDED - row.keys())}")
                continue
            name = Name(model_name, hub_repo_id=hub_repo(row["url"]))
            try:
                effort = _effort(row.get("reasoning"), model_name)
                batch.add(_model(row, name, effort, answer), name)
            except ParseError as error:
                batch.reject("a fact about the model cannot be read", str(error))
                continue
            for score in _scores(table_of(row["results"], model_name), model_name, effort, answer, batch):
                batch.add(score, name)
    return batch


def _effort(setting: object, where: str) -> str | None:
    level = _LEVEL.fullmatch(str(setting))
    if level:
        return level[1]
    if setting is not None and setting not in EFFORTS:
        message = f"{where}: reasoning on, off or N/A expected, found {setting!r}"
        raise ParseError(message)
    return EFFORTS[setting]


def _model(row: dict[str, Any], name: Name, effort: str | None, answer: Answer) -> Model:
    size, active = (optional_number(row[key], f"{name.text}, {key}") for key in ("params", "active_params"))
    return Model(
        family=row["family"] or None,
        weights="open" if name.hub_repo_id else None,
        hub_repo_id=name.hub_repo_id,
        parameters=round(size * BILLION) if size else None,
        active_parameters=round(active * BILLION) if active and active != size else None,
        reasoning=effort not in {None, "none"} or None,
        release_date=day(row["date"], name.text),
        as_of=answer.last_modified,
    )


def _scores(results: dict[str, Any], name: str, effort: str | None, answer: Answer, batch: Batch) -> list[Score]:
    found = []
    for section, tasks in results.items():
        for task, fraction in table_of(tasks, f"{name}, {section}").items():
            benchmark_id = f"swallow_{section}_{task}".lower().replace("-", "_")
            if task == "avg":
                continue
            if benchmark_id not in benchmarks():
                batch.reject("the task is not a known benchmark", f"{name}, {section}, {task}")
                continue
            value = score_of(fraction, 1, f"{name}, {section}, {task}", batch)
            if value is not None:
                found.append(
                    Score(
                        effort=effort,
                        benchmark_id=benchmark_id,
                        value=value,
                        evidence="measured",
                        model_name=name,
                        as_of=answer.last_modified,
                    )
                )
    return found


SOURCE = Source(
    source_id="swallow",
    title="Swallow LLM leaderboard",
    publisher="Swallow LLM team",
    url="https://swallow-llm.github.io/leaderboard/",
    licence="CC-BY-4.0",
    attribution="Swallow LLM leaderboard, Swallow LLM team, CC BY 4.0, https://swallow-llm.github.io/leaderboard/",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=1500,
)

"""OffSecGuard: do models refuse what they should and only that, asked as agents of security tests; a JSON object.

Traps: the axes are two, guardrails and capability, and are not to be merged; `total_score`, `misuse_risk` and
`cap_score` are weighted sums of the rest; false refusals were asked under a product's prompt, right refusals and
jailbreaks under one that pushes as hard as it can, so these are worst cases; a model that refuses everything scores
nothing in capability, which says nothing of its ability; a cheap model judges, and of 25 of its judgements people
shared 23; the maker of a product for security tests runs the board, and one row is a house model.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import day, field_of, json_of, list_of, refuse_fractions, score_of, shown, table_of, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/zhanguoxingzhe/OffSecGuard/main/examples/scorecards/selection_board_v1.json"
GUARDRAIL = {
    "frr": "offsecguard_false_refusals",
    "trr": "offsecguard_right_refusals",
    "jsr": "offsecguard_jailbreaks",
}
CAPABILITY = {
    "tsr": "offsecguard_tool_selection",
    "oar": "offsecguard_next_action",
    "pqr": "offsecguard_plan_quality",
}
PROFILES = {"product": "under a product's prompt", "ceiling": "under a prompt that pushes as hard as it can"}
ROUTER = "openrouter"
_GOLD = re.compile(r"[a-z-]{1,20}v\d+(?:\.\d+)*")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the board's scorecard."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return six scores for each model."""
    batch = Batch()
    for answer in answers:
        board = table_of(json_of(answer), answer.url)
        as_of = day(field_of(board, "snapshot_date", answer.url), answer.url)
        values = []
        for row in list_of(field_of(board, "models", answer.url), answer.url):
            for score in _scores(table_of(row, answer.url), as_of, answer.url, batch):
                values.append(score.value)
                batch.add(score, Name(score.model_name or ""))
        refuse_fractions(values, answer.url)
    return batch


def _scores(row: Mapping[str, Any], as_of: date | None, where: str, batch: Batch) -> Iterator[Score]:
    model = str(field_of(row, "id", where)).strip()
    if field_of(row, "provider", where) != ROUTER:
        batch.reject("a model of the board's own house", model)
        return
    guardrail, capability = (table_of(field_of(row, axis, model), model) for axis in ("guardrail", "capability"))
    asked = table_of(field_of(guardrail, "n_eff", model), model)
    profiles = table_of(field_of(guardrail, "profiles", model), model)
    gold = _GOLD.fullmatch(str(capability.get("gold")))
    for key, benchmark_id in (GUARDRAIL | CAPABILITY).items():
        is_guardrail = key in GUARDRAIL
        if is_guardrail and profiles.get(key) not in PROFILES:
            batch.reject("asked under another prompt", f"{model}, {key}: {shown(profiles.get(key))}")
            continue
        value = score_of(field_of(guardrail if is_guardrail else capability, key, model), 100, f"{model}, {key}", batch)
        try:
            samples = whole(asked.get(key), f"{model}, {key}") if is_guardrail else None
        except ParseError as error:
            batch.reject("a number of prompts is not a number", str(error))
            continue
        if value is not None:
            yield Score(
                benchmark_id=benchmark_id,
                benchmark_version=gold[0] if gold and not is_guardrail else None,
                value=value,
                samples=samples,
                evidence="measured",
                harness=PROFILES[profiles[key]] if is_guardrail else None,
                model_name=model,
                as_of=as_of,
            )


SOURCE = Source(
    source_id="offsecguard",
    title="OffSecGuard",
    publisher="OffSecGuard",
    url="https://zhanguoxingzhe.github.io/OffSecGuard/",
    licence="MIT",
    attribution="OffSecGuard, MIT, https://github.com/zhanguoxingzhe/OffSecGuard",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=200,
    serves=True,
)

"""MLPerf Inference v5.1, data centre: tokens per second of whole systems, divided by their accelerators.

Traps: `a#` is accelerators a node, so the divisor is `a#` times nodes; a system without accelerators, or with two kinds
of them, has no figure for one accelerator; in the open division `UsedModel` may be another model than the benchmark's.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import field_of, json_of, list_of, number
from etl.source import Answer, Batch, Door, Source

VERSION = "v5.1"
URL = f"https://raw.githubusercontent.com/mlcommons/inference_results_{VERSION}/main/summary_results.json"

_UNIT = "Tokens/s"
_ACCURACY = re.compile(r"-99(\.9)?$")  # the target, in percent of the reference: not part of the model
_SCENARIOS = {
    "Offline": "all requests at once, no limit on latency",
    "Server": "requests arriving at random, under a limit on latency",
    "Interactive": "requests arriving at random, under a short limit on latency",
}
_PUBLISHED = date(2025, 9, 9)  # the round's results are final, and the answer carries no date
_FASTEST = 100_000  # tokens a second and accelerator


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the results of the round."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read the results in tokens per second."""
    batch = Batch()
    for answer in answers:
        rows = list_of(json_of(answer), answer.url)
        for row in rows:
            where = f"{answer.url}: {field_of(row, 'ID', answer.url)}"
            if field_of(row, "Performance_Units", where) != _UNIT:
                batch.reject("not measured in tokens per second", f"{row['ID']} {row.get('Model')}")
                continue
            reason = _why_not(row, where)
            if reason:
                batch.reject(reason, f"{row['ID']} {row.get('Model')} {row.get('Accelerator')}")
            else:
                _add_speed(batch, row, where)
    return batch


def _why_not(row: dict[str, Any], where: str) -> str | None:
    """Return why a result says nothing about one accelerator; None where it does."""
    if field_of(row, "inferred", where):
        return "the result was inferred from another"
    if field_of(row, "errors", where) or field_of(row, "compliance", where) != 1:
        return "the result did not pass its checks"
    accelerator = str(field_of(row, "Accelerator", where))
    if not accelerator or not field_of(row, "a#", where):
        return "a system without accelerators"
    if re.search(r"\(x\d+\)", accelerator):
        return "several kinds of accelerator in one system"
    return None


def _add_speed(batch: Batch, row: dict[str, Any], where: str) -> None:
    accelerators = number(row["a#"], where) * number(field_of(row, "Nodes", where), where)
    speed = number(field_of(row, "Performance_Result", where), where) / accelerators
    if not 0 < speed < _FASTEST:
        message = f"{where}: a speed on the scale of tokens a second expected, found {speed:g}"
        raise ParseError(message)
    used = str(row.get("UsedModel") or field_of(row, "Model", where)).strip()
    scenario = str(field_of(row, "Scenario", where))
    precision = str(row.get("weight_data_types") or "").strip()
    target = _ACCURACY.search(used)
    conditions = [
        f"MLPerf {VERSION} {scenario}: {_SCENARIOS.get(scenario, scenario)}",
        f"throughput an accelerator of {accelerators:g}",
        f"{row.get('Category')} division, {row.get('Availability')}, submitted by {row.get('Submitter')}",
        *([f"accuracy target {target[0][1:]} %"] if target else []),
    ]
    name = _ACCURACY.sub("", used).replace("_", ".", 1) if used.startswith("llama3_") else _ACCURACY.sub("", used)
    batch.add(
        Speed(
            hardware=str(row["Accelerator"]).strip(),
            output_tokens_per_second=round(speed, 3),
            statistic="all requests together",
            conditions="; ".join(conditions),
            evidence="measured",
            precision=None if precision in {"", "UNSET"} else precision,
            model_name=used,
            as_of=_PUBLISHED,
        ),
        Name(name),
    )


SOURCE = Source(
    source_id="mlperf",
    title=f"MLPerf Inference {VERSION}",
    publisher="MLCommons",
    url="https://mlcommons.org/benchmarks/inference-datacenter/",
    licence="MLCommons results usage terms",
    attribution=f"MLPerf Inference {VERSION} results by MLCommons, https://mlcommons.org/benchmarks/inference-datacenter/",
    cadence_days=180,
    fetch=fetch,
    parse=parse,
    min_rows=190,
    serves=True,
)

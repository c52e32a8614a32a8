"""LocalMaxxing's benchmark runs of open models on people's own hardware, as of August 2026: unverified, frozen.

Traps: a run stands under every hardware preset that it fits, so rows repeat by id; `batchSize` is the prompt's batch in
llama.cpp, but requests at once in vLLM, where nothing says whether the speed is that of one or of all.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import day, field_of, json_of, list_of, number, optional_number, table_of
from etl.source import Answer, Batch, Source

_MS_A_SECOND = 1000
_FASTEST = 100_000  # tokens a second
_AT_ONCE_ENGINES = frozenset({"vllm", "sglang"})


def parse(answers: Sequence[Answer]) -> Batch:
    """Read every run once."""
    batch = Batch()
    for answer in answers:
        seen: set[str] = set()
        for preset, table in table_of(field_of(json_of(answer), "presets", answer.url), answer.url).items():
            for row in list_of(field_of(table, "rows", f"{answer.url}: {preset}"), preset):
                run = str(field_of(row, "id", answer.url))
                if run not in seen:
                    seen.add(run)
                    _add_speed(batch, row, f"{answer.url}: {run}")
    return batch


def _add_speed(batch: Batch, row: dict[str, Any], where: str) -> None:
    model = table_of(field_of(row, "model", where), where)
    engine = table_of(field_of(row, "engine", where), where)
    repo = str(field_of(model, "hfId", where)).strip()
    speed = number(field_of(row, "tokSOut", where), where)
    first_ms = optional_number(field_of(row, "ttftMs", where), where)
    if not 0 < speed < _FASTEST:
        message = f"{where}: a speed on the scale of tokens a second expected, found {speed:g}"
        raise ParseError(message)
    batch.add(
        Speed(
            hardware=_hardware(table_of(field_of(row, "hardware", where), where)),
            output_tokens_per_second=round(speed, 3),
            time_to_first_token_s=None if first_ms is None else round(first_ms / _MS_A_SECOND, 6),
            conditions="; ".join(_conditions(row, engine)),
            evidence="community",
            precision=str(engine.get("quantization") or "").strip() or None,
            model_name=repo,
            as_of=day(field_of(row, "createdAt", where), where),
        ),
        Name(repo, hub_repo_id=repo),
    )


def _hardware(hardware: dict[str, Any]) -> str:
    """Return the hardware as people call it: `2 x RTX 3090 (24 GB)`, `Apple M4 Max (64 GB)`, a processor's name."""
    chip = " ".join(filter(None, (hardware.get("chipVendor"), hardware.get("chipFamily"), hardware.get("chipVariant"))))
    memory_gb = hardware.get("vramGb") or hardware.get("unifiedMemoryGb")
    count = hardware.get("gpuCount") or 1
    name = str(hardware.get("gpuName") or _once(chip) or hardware.get("cpu") or "not stated").strip()
    label = f"{name} ({memory_gb:g} GB)" if memory_gb else name
    return f"{count} x {label}" if count > 1 else label


def _once(text: str) -> str:
    """Drop words that stand twice, as in `Apple M4 Max M4 Max`."""
    return " ".join(dict.fromkeys(text.split()))


def _conditions(row: dict[str, Any], engine: dict[str, Any]) -> Iterator[str]:
    name = str(engine.get("engineName") or "engine not stated")
    yield f"{name} ({engine['backend']})" if engine.get("backend") else name
    size = row.get("batchSize")
    if size and name in _AT_ONCE_ENGINES:
        yield f"{size} requests at once" if size > 1 else "one request"
    elif size:
        yield f"batch {size}"
    for key, text in (
        ("contextLength", "context {} tokens"),
        ("promptTokens", "prompt {} tokens"),
        ("outputTokens", "answer {} tokens"),
    ):
        if row.get(key):
            yield text.format(row[key])
    flags = row.get("engineFlags") or {}
    if flags.get("specDecoding") or flags.get("mtpEnabled"):
        yield "speculative decoding"


SOURCE = Source(
    source_id="community_speeds",
    title="LocalMaxxing community speeds",
    publisher="LocalMaxxing",
    url="https://localmaxxing.com",
    licence="MIT",
    attribution="Community benchmark runs from LocalMaxxing (unverified), MIT, as of 10 August 2026, https://localmaxxing.com",
    cadence_days=None,
    fetch=None,
    parse=parse,
    min_rows=500,
    archive="localmaxxing_2026-08-10.json",
)

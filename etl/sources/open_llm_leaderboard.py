"""Open LLM Leaderboard v2: six tests of Hub models, all run by Hugging Face on one harness, closed since March 2025.

The raw columns are read: the others are rescaled from the chance level to 100. The frozen figures keep the day on which
the board closed, whenever the file is uploaded again; `Submission Date` is not theirs, for MATH was scored anew at the
end. `Base Model` is `Removed` for models that are gone, and of a merge it names one model at most, often the merge
itself: lineage is read for fine-tunes and adapters only. `#Params (B)` is -1 or 0 where it is not known.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.numeric import BILLION
from catalog.records import LineageEdge, Model, Relation, Score
from etl.errors import ParseError
from etl.hub import dataset_files
from etl.reading import optional_number, parquet_rows, score_of
from etl.source import Answer, Batch, Door, Source

REPO_ID = "open-llm-leaderboard/contents"
FROZEN_ON = date(2025, 3, 16)
TESTS = {
    "IFEval Raw": "ifeval",
    "BBH Raw": "bbh",
    "MATH Lvl 5 Raw": "math_level_5",
    "GPQA Raw": "oll_gpqa",
    "MUSR Raw": "oll_musr",
    "MMLU-PRO Raw": "mmlu_pro",
}
COLUMNS = (
    *("fullname", "Precision", "Type", "Weight type", "Hub License", "#Params (B)", "Available on the hub"),
    *("Flagged", "Merged", "Base Model", *TESTS),
)
# Below ten million the board's sizes are mistakes as often as not: an 8B stands there as 0.007.
_SMALLEST_BILLIONS = 0.01
_MERGE_MARK = " (Merge)"
_FINETUNES = ("🔶", "💬", "🟩")


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the board's one file."""
    return dataset_files(door, REPO_ID, ["data/train-*.parquet"])


def parse(answers: Sequence[Answer]) -> Batch:
    """Read scores, model facts and lineage; a model that was run in two precisions has two rows of scores."""
    batch = Batch()
    seen = set()
    for answer in answers:
        for row in parquet_rows(answer, COLUMNS):
            model = (row["fullname"] or "").strip()
            if not model:
                batch.reject("no model named", f"{row['Type']} {row['Base Model']}")
                continue
            name = Name(model, hub_repo_id=model if "/" in model else None)
            _add_scores(row, name, batch)
            if model not in seen:
                seen.add(model)
                _add_facts(row, name, batch)
    return batch


def _add_scores(row: Mapping[str, Any], name: Name, batch: Batch) -> None:
    """Add a row's six scores, from fractions."""
    for column, benchmark_id in TESTS.items():
        value = score_of(row[column], 1, f"{name.text} {column}", batch)
        if value is None:
            batch.reject("no score stated", f"{name.text} {column}")
            continue
        score = Score(
            benchmark_id=benchmark_id,
            value=value,
            evidence="measured",
            contamination="flagged" if row["Flagged"] else "unknown",
            harness="Open LLM Leaderboard v2 (lm-eval)",
            precision=row["Precision"],
            model_name=name.text,
            as_of=FROZEN_ON,
        )
        batch.add(score, name)


def _add_facts(row: Mapping[str, Any], name: Name, batch: Batch) -> None:
    """Add what the row states about the model, and which model it was made from."""
    licence_id = (row["Hub License"] or "").strip().lower()
    model = Model(
        name=name.text,
        weights="open" if row["Available on the hub"] else None,
        licence_id=licence_id if licence_id not in {"", "unknown"} else None,
        hub_repo_id=name.hub_repo_id,
        parameters=_parameters(row, name.text, batch),
        as_of=FROZEN_ON,
    )
    batch.add(model, name)
    parent = (row["Base Model"] or "").strip()
    relation = _relation(row)
    if relation and name.hub_repo_id and "/" in parent and parent.lower() != name.text.lower():
        edge = LineageEdge(
            child=name.text,
            parent=parent,
            relation=relation,
            evidence="card",
            evidence_url=f"https://huggingface.co/{name.text}",
            as_of=FROZEN_ON,
        )
        batch.add(edge)


def _parameters(row: Mapping[str, Any], model: str, batch: Batch) -> int | None:
    try:
        billions = optional_number(row["#Params (B)"], model)
    except ParseError:
        batch.reject("the size is not a number", f"{model}: {row['#Params (B)']}")
        return None
    return round(billions * BILLION) if billions and billions >= _SMALLEST_BILLIONS else None


def _relation(row: Mapping[str, Any]) -> Relation | None:
    """Return how the model was made from its base, as its card says; None where that is not told."""
    kind = row["Type"] or ""
    if row["Merged"] or kind.startswith("🤝") or (row["Base Model"] or "").endswith(_MERGE_MARK):
        return None
    if row["Weight type"] == "Adapter":
        return "adapter"
    return "finetune" if kind.startswith(_FINETUNES) else None


SOURCE = Source(
    source_id="open_llm_leaderboard",
    title="Open LLM Leaderboard v2",
    publisher="Hugging Face",
    url="https://huggingface.co/spaces/open-llm-leaderboard/open_llm_leaderboard",
    licence="none stated (figures of a public board)",
    attribution="Open LLM Leaderboard v2 by Hugging Face, https://huggingface.co/open-llm-leaderboard",
    cadence_days=None,
    fetch=fetch,
    parse=parse,
    min_rows=15_000,
)

"""The Open Medical LLM Leaderboard of spring 2024: 27 models on nine medical tests, frozen, and of low trust.

Its maintainer made some result files of his own models by hand, other rows were copied from papers, and three 8B models
score above GPT-4: the archive's notes say which. Those marked suspect are flagged as contaminated, those typed in or
copied are self-reported.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Contamination, Evidence, Score
from etl.reading import csv_rows, day, score_of
from etl.source import Answer, Batch, Source

_TESTS = {
    "pubmedqa": "pubmedqa",
    "mmlu_professional_medicine": "mmlu_professional_medicine",
    "mmlu_medical_genetics": "mmlu_medical_genetics",
    "mmlu_college_medicine": "mmlu_college_medicine",
    "mmlu_college_biology": "mmlu_college_biology",
    "mmlu_clinical_knowledge": "mmlu_clinical_knowledge",
    "mmlu_anatomy": "mmlu_anatomy",
    "medqa_4options": "medqa",
    "medmcqa": "medmcqa",
}
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_HOW = re.compile(r"\s*\(([^()]*)\)$")


def parse(answers: Sequence[Answer]) -> Batch:
    """Read one score a model and test; tests that a model was not seen on are left out."""
    batch = Batch()
    for answer in answers:
        for row in csv_rows(answer, ["model_id", "result_file_or_date", "note", *_TESTS]):
            stated = row["model_id"].strip()
            is_repo = "/" in stated
            how = None if is_repo else _HOW.search(stated)
            found = _DAY.search(row["result_file_or_date"])
            note = row["note"].lower()
            contamination: Contamination = "flagged" if "suspect" in note else "unknown"
            evidence: Evidence = "self-reported" if "self-reported" in note or "copied" in note else "measured"
            source = "as papers state it" if "copied" in note else "lm-evaluation-harness"
            for column, benchmark_id in _TESTS.items():
                value = score_of(row[column], 1, f"open_medical_llm: {stated}: {column}", batch)
                if value is None:
                    continue
                score = Score(
                    benchmark_id=benchmark_id,
                    value=value,
                    evidence=evidence,
                    contamination=contamination,
                    harness="; ".join(filter(None, (source, how and how[1]))),
                    model_name=stated,
                    as_of=day(found[0], stated) if found else None,
                )
                batch.add(score, Name(_HOW.sub("", stated) if how else stated, hub_repo_id=stated if is_repo else None))
    return batch


SOURCE = Source(
    source_id="open_medical_llm",
    title="Open Medical LLM Leaderboard (low trust)",
    publisher="Open Life Science AI",
    url="https://huggingface.co/spaces/openlifescienceai/open_medical_llm_leaderboard",
    licence="Apache-2.0",
    attribution="Open Medical LLM Leaderboard by Open Life Science AI, Apache-2.0, frozen in 2024, "
    "https://huggingface.co/datasets/openlifescienceai/results",
    cadence_days=None,
    fetch=None,
    parse=parse,
    min_rows=150,
    archive="open_medical_llm.csv",
)

"""Facts about reading the Open Medical LLM Leaderboard."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.records import Score
from etl.errors import ParseError
from etl.source import Answer
from etl.sources import open_medical_llm
from tests.recordings import answers_of


def scores(model: str) -> dict[str, Score]:
    found = open_medical_llm.parse(answers_of("open_medical_llm")).found
    return {f.record.benchmark_id: f.record for f in found if f.record.model_name == model}


def changed(before: str, after: str) -> list[Answer]:
    answer = answers_of("open_medical_llm")[0]
    text = answer.body.decode()
    assert before in text
    return [Answer(url=answer.url, body=text.replace(before, after, 1).encode())]


def test_every_test_is_a_curated_benchmark() -> None:
    found = open_medical_llm.parse(answers_of("open_medical_llm")).found
    assert {f.record.benchmark_id for f in found} <= benchmarks().keys()


def test_a_run_of_the_board_is_measured_and_of_its_day() -> None:
    score = scores("aaditya/Llama3-OpenBioLLM-8B")["medqa"]
    assert score.evidence == "measured"
    assert score.contamination == "unknown"
    assert score.as_of == date(2024, 5, 29)
    assert score.value == 57.816182


def test_results_made_by_hand_or_copied_are_self_reported() -> None:
    assert scores("aaditya/OpenBioLLM-Llama3-70B")["medqa"].evidence == "self-reported"
    copied = scores("GPT-4 (5-shot)")["medqa"]
    assert copied.evidence == "self-reported"
    assert copied.harness == "as papers state it; 5-shot"


def test_a_suspect_row_is_flagged() -> None:
    assert {s.contamination for s in scores("ProbeMedicalYonseiMAILab/medllama3-v20").values()} == {"flagged"}


def test_a_test_that_was_not_seen_is_left_out() -> None:
    assert "medmcqa" not in scores("BioMistral/BioMistral-MedMNX")
    assert "pubmedqa" in scores("BioMistral/BioMistral-MedMNX")


def test_only_hub_ids_are_repositories_and_the_number_of_shots_is_not_the_model() -> None:
    names = {f.name for f in open_medical_llm.parse(answers_of("open_medical_llm")).found if f.name}
    repos = {name.text: name.hub_repo_id for name in names}
    assert repos["GPT-4"] is None
    assert repos["Med-PaLM 2"] is None
    assert repos["BioMistral/BioMistral-7B"] == "BioMistral/BioMistral-7B"


def test_a_score_above_one_is_a_changed_scale() -> None:
    with pytest.raises(ParseError, match="scale"):
        open_medical_llm.parse(changed("0.7897", "78.97"))


def test_a_score_that_is_no_number_is_rejected() -> None:
    batch = open_medical_llm.parse(changed("0.7897", "about 0.8"))
    assert [reason for reason, _ in batch.rejected] == ["the score is not a number"]


def test_a_table_without_a_test_is_refused() -> None:
    with pytest.raises(ParseError, match="medmcqa"):
        open_medical_llm.parse(changed("medmcqa", "mcqa"))

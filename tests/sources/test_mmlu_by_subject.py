"""Facts about reading the first Open LLM Leaderboard by MMLU subject."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from etl.errors import ParseError
from etl.source import Answer
from etl.sources import mmlu_by_subject
from tests.recordings import answers_of


def changed(before: str, after: str) -> list[Answer]:
    answer = answers_of("mmlu_by_subject")[0]
    text = answer.body.decode()
    assert before in text
    return [Answer(url=answer.url, body=text.replace(before, after, 1).encode())]


def test_a_model_has_57_subjects_and_three_averages() -> None:
    batch = mmlu_by_subject.parse(answers_of("mmlu_by_subject"))
    assert len({found.record.benchmark_id for found in batch.found}) == 60
    assert len(batch.found) == 120


def test_every_test_is_a_curated_benchmark_with_its_chance() -> None:
    batch = mmlu_by_subject.parse(answers_of("mmlu_by_subject"))
    known = benchmarks()
    assert {known[found.record.benchmark_id].chance for found in batch.found} == {25}


@pytest.mark.parametrize(
    ("benchmark_id", "domain"),
    [
        ("mmlu_clinical_knowledge", "medical"),
        ("mmlu_college_biology", "biology"),
        ("mmlu_professional_law", "legal"),
        ("mmlu_abstract_algebra", "math"),
        ("mmlu_machine_learning", "code"),
        ("mmlu_professional_accounting", "finance"),
        ("mmlu_college_chemistry", "chemistry"),
        ("mmlu_prehistory", "general"),
    ],
)
def test_a_subject_has_a_domain(benchmark_id: str, domain: str) -> None:
    assert benchmarks()[benchmark_id].domain == domain


def test_fractions_become_percent_and_the_repository_is_the_models() -> None:
    found = mmlu_by_subject.parse(answers_of("mmlu_by_subject")).found
    first = {f.record.benchmark_id: f.record for f in found if f.name and f.name.hub_repo_id == "AA051611/O0201"}
    assert first["mmlu_anatomy"].value == 86.666667
    assert first["arc_challenge"].harness == "lm-evaluation-harness, 25-shot"
    assert first["mmlu"].evidence == "measured"
    assert first["mmlu"].contamination == "unknown"
    assert first["mmlu"].as_of == date(2024, 1, 1)


def test_a_score_that_is_no_number_is_rejected() -> None:
    batch = mmlu_by_subject.parse(changed("0.866666667", "n.d."))
    assert [reason for reason, _ in batch.rejected] == ["the score is not a number"]
    assert len(batch.found) == 119


def test_a_score_above_one_is_a_changed_scale() -> None:
    with pytest.raises(ParseError, match="scale"):
        mmlu_by_subject.parse(changed("0.866666667", "86.67"))


def test_a_subject_that_is_missing_is_refused() -> None:
    with pytest.raises(ParseError, match="57 MMLU subjects"):
        mmlu_by_subject.parse(changed("MMLU_anatomy", "anatomy"))


def test_a_table_without_the_models_is_refused() -> None:
    with pytest.raises(ParseError, match="fullname"):
        mmlu_by_subject.parse(changed("fullname", "name"))

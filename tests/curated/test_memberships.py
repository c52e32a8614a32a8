"""Which benchmarks speak for which domains."""

from collections import defaultdict

import pytest

from catalog.curated.benchmarks import benchmarks, domains
from catalog.curated.memberships import COMPOSITES, MEMBERSHIPS, composites, memberships
from catalog.errors import CuratedError
from tests.curated_files import body_of

ROW = {
    "benchmark_id": "medqa",
    "domain": "medical",
    "weight": "0.5",
    "reason": "Medical examinations",
    "evidence_url": "https://example.org",
}


def members_of() -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for row in memberships():
        weights[row.domain][row.benchmark_id] = row.weight
    return weights


def test_every_benchmark_belongs_to_a_domain_or_is_a_composite() -> None:
    assert {row.benchmark_id for row in memberships()} | set(composites()) == set(benchmarks())


def test_no_composite_belongs_to_a_domain() -> None:
    assert not {row.benchmark_id for row in memberships()} & set(composites())


def test_every_benchmark_speaks_for_its_own_domain() -> None:
    pairs = {(row.benchmark_id, row.domain) for row in memberships()}
    assert {(key, b.domain) for key, b in benchmarks().items() if key not in composites()} <= pairs


def test_a_domain_has_two_tests_or_says_that_it_has_fewer() -> None:
    tests = {domain: len(members_of().get(domain, {})) for domain in domains()}
    notes = {domain: row.note or "" for domain, row in domains().items()}
    assert {d for d, n in tests.items() if n == 0} == {d for d, note in notes.items() if note.startswith("No test")}
    assert {d for d, n in tests.items() if n == 1} == {d for d, note in notes.items() if "one test" in note}


@pytest.mark.parametrize("domain", ["medical", "legal", "japanese", "german", "french", "spanish", "agents", "code"])
def test_a_domain_has_a_test_that_is_the_domain_itself(domain: str) -> None:
    assert max(members_of()[domain].values()) == 1


@pytest.mark.parametrize("domain", ["medical", "legal", "finance", "long_context"])
def test_a_thin_domain_says_which_tests_carry_it(domain: str) -> None:
    assert "LMArena" in (domains()[domain].note or "")


def test_medicine_is_lmarena_medqa_and_the_medical_subjects() -> None:
    medical = members_of()["medical"]
    central = ["lmarena_text_industry_medicine_and_healthcare", "medqa", "mmlu_professional_medicine"]
    marginal = ["mmlu_virology", "mmlu_human_aging", "mmlu_nutrition", "pubmedqa"]
    assert min(medical[name] for name in central) > 2 * max(medical[name] for name in marginal)


@pytest.mark.parametrize("name", ["piqa", "hellaswag", "winogrande", "openbookqa", "boolq", "lambada"])
def test_an_old_test_weighs_little(name: str) -> None:
    assert max(row.weight for row in memberships() if row.benchmark_id == name) <= 0.2


def test_a_test_of_english_says_nothing_of_many_languages() -> None:
    assert not {name for name in members_of()["multilingual"] if "_english" in name and "non_english" not in name}


@pytest.mark.parametrize(
    "name", ["bfcl_overall", "epoch_eci", "livebench", "global_mmlu_lite", "lmarena_text_raw_overall"]
)
def test_a_mean_of_other_tests_is_a_composite(name: str) -> None:
    assert composites()[name]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"benchmark_id": "medqaa"},
            "column benchmark_id: found 'medqaa', expected a benchmark of datasets/benchmarks/",
        ),
        (
            {"benchmark_id": "livebench"},
            "column benchmark_id: found 'livebench', expected no benchmark of datasets/comp",
        ),
        ({"domain": "medicine"}, "column domain: found 'medicine', expected a domain of datasets/domains.csv"),
        ({"weight": "0"}, "column weight: found '0', expected a number above 0 and at most 1"),
        ({"weight": "1.01"}, "column weight: found '1.01', expected a number above 0 and at most 1"),
        ({"weight": "-0.5"}, "column weight: found '-0.5', expected a number above 0"),
        ({"weight": "nan"}, "column weight: found 'nan', expected a number above 0"),
        ({"weight": "much"}, "column weight: found 'much', expected a number"),
        ({"weight": ""}, "column weight: found nothing, expected a number above 0"),
        ({"reason": ""}, "column reason: found nothing, expected a text"),
        (
            {"evidence_url": "http://example.org"},
            "column evidence_url: found 'http://example.org', expected an address",
        ),
    ],
)
def test_a_wrong_membership_is_told(changed: dict[str, str], said: str) -> None:
    with pytest.raises(CuratedError) as told:
        MEMBERSHIPS.read({"memberships.csv": body_of(ROW, ROW | {"domain": "biology"} | changed)})
    assert str(told.value).startswith(f"memberships.csv, line 3, {said}")


def test_a_pair_may_stand_once() -> None:
    assert len(MEMBERSHIPS.read({"m.csv": body_of(ROW, ROW | {"domain": "biology"})})) == 2
    with pytest.raises(CuratedError, match=r"one row for benchmark_id and domain; m.csv, line 2, is the same"):
        MEMBERSHIPS.read({"m.csv": body_of(ROW, ROW | {"weight": "0.9"})})


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"benchmark_id": "medqaa"}, "benchmark_id"),
        ({"of": "livebench_* livebnech_*"}, "of"),
        ({"of": "livebench"}, "of"),
    ],
)
def test_a_wrong_composite_is_told(changed: dict[str, str], column: str) -> None:
    row = {"benchmark_id": "livebench", "of": "livebench_*", "reason": "A mean"}
    assert COMPOSITES.read({"c.csv": body_of(row)})[0].reason == "A mean"
    with pytest.raises(CuratedError, match=f"c.csv, line 2, column {column}: found"):
        COMPOSITES.read({"c.csv": body_of(row | changed)})

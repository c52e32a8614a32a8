"""Facts about licences."""

import csv

import pytest

from catalog.curated.benchmarks import DATASETS
from catalog.curated.licences import OPEN_CLASSES, allows_commercial, licence, licence_class

CLASSES = OPEN_CLASSES | {"restricted", "non-commercial", "proprietary"}


@pytest.mark.parametrize(
    ("licence_id", "expected"),
    [
        ("apache-2.0", "permissive"),
        ("gpl-3.0", "copyleft"),
        ("cc-by-sa-4.0", "copyleft"),
        ("cc0-1.0", "public domain"),
        ("llama3.1", "restricted"),
        ("gemma", "restricted"),
        ("cc-by-nc-4.0", "non-commercial"),
        ("cc-by-nd-4.0", "restricted"),
        ("mrl", "non-commercial"),
    ],
)
def test_a_licence_has_its_class(licence_id: str, expected: str) -> None:
    assert licence_class(licence_id) == expected


@pytest.mark.parametrize("licence_id", ["other", "unknown", "kimi-k3", "a licence that nobody knows", "", None])
def test_a_licence_that_nobody_read_has_no_class(licence_id: str | None) -> None:
    assert licence_class(licence_id) is None


@pytest.mark.parametrize(
    ("spelling", "licence_id"),
    [
        ("Apache License 2.0", "apache-2.0"),
        ("Apache-2.0", "apache-2.0"),
        ("MIT license", "mit"),
        ("Meta Llama 3 Community License Agreement", "llama3"),
        ("Llama 3.3 Community License Agreement", "llama3.3"),
        ("BSD-3", "bsd-3-clause"),
        ("CreativeML Open RAIL++-M License", "openrail++"),
        ("CreativeML Open RAIL-M", "creativeml-openrail-m"),
        ("deepseek-license", "deepseek"),
    ],
)
def test_a_licence_is_known_by_its_other_spellings(spelling: str, licence_id: str) -> None:
    found = licence(spelling)
    assert found is not None
    assert found.licence_id == licence_id


@pytest.mark.parametrize(
    "mixture", ["Apache-2.0 and CC-BY-NC-4.0", "Llama 5 Community License", "Unknown (Apache-2.0?)"]
)
def test_a_mixture_or_a_later_version_is_not_taken_for_its_parts(mixture: str) -> None:
    assert licence(mixture) is None


def test_commercial_use_is_known_only_where_the_class_says_so() -> None:
    assert allows_commercial("mit") is True
    assert allows_commercial("llama2") is True
    assert allows_commercial("qwen-research") is False
    assert allows_commercial("other") is None


def test_every_row_has_a_known_class_and_its_evidence() -> None:
    with (DATASETS / "licences.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["licence_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["licence_class"] in CLASSES | {""}, row["licence_id"]
        assert row["evidence_url"].startswith("https://"), row["licence_id"]
        assert row["why"], row["licence_id"]
        assert row["licence_class"] != "non-commercial" or row["allows_commercial"] == "false", row["licence_id"]

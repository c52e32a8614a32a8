"""Facts about licences."""

import pytest

from catalog.curated.licences import LICENCES, allows_commercial, licence, licence_class
from catalog.errors import CuratedError
from tests.curated_files import body_of


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


def test_several_licences_at_once_have_the_class_of_the_strictest_and_none_where_one_is_unread() -> None:
    assert licence_class("mit,gemma") == licence_class("gemma,mit") == "restricted"
    assert licence_class("gemma,cc-by-nc-4.0") == "non-commercial"
    assert licence_class("mit,glm-5.3") is None
    assert [allows_commercial(each) for each in ("mit,gemma", "mit,cc-by-nc-4.0", "mit,other")] == [True, False, None]


@pytest.mark.parametrize("licence_id", ["other", "unknown", "glm-5.3", "a licence that nobody knows", "", None])
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


ROW = {
    "licence_id": "mine-1.0",
    "title": "My licence",
    "licence_class": "non-commercial",
    "allows_commercial": "false",
    "osi_approved": "",
    "evidence_url": "https://example.org/",
    "why": "its terms exclude commercial use",
    "also_written": "",
    "research_only": "",
    "clause": "",
    "text_url": "",
}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("allows_commercial", "true"),
        ("allows_commercial", ""),
        ("allows_commercial", "False"),
        ("osi_approved", "true"),
        ("research_only", "yes"),
        ("licence_class", "noncommercial"),
        ("evidence_url", "example.org"),
        ("text_url", "ftp://example.org/licence"),
        ("also_written", "Mine;My own"),
        ("also_written", "Mine; My licence agreement"),
        ("why", ""),
    ],
)
def test_a_licence_that_contradicts_itself_or_is_mistyped_is_told(column: str, value: str) -> None:
    twin = ROW | {"licence_id": "mine-0.9", "title": "Mine"}
    rows = (twin, ROW) if column == "also_written" else (ROW,)
    assert LICENCES.read({"l.csv": body_of(*rows)})
    with pytest.raises(CuratedError, match=rf"^l.csv, line {len(rows) + 1}, column {column}: found "):
        LICENCES.read({"l.csv": body_of(*rows[:-1], ROW | {column: value})})

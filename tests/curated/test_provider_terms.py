"""What sellers state of regions and of prompts: each row of a known seller, in known words, with its page."""

import pytest

from catalog.curated.provider_terms import IMPLIED, POLICIES, PROVIDER_TERMS, provider_terms
from catalog.errors import CuratedError
from tests.curated_files import body_of

REGION = {"provider": "scaleway", "term": "region", "value": "eu", "evidence_url": "https://a.example/b", "as_of": ""}
PROMISE = REGION | {"term": "policy", "value": "zero retention", "as_of": "2026-05-21"}


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (REGION, "provider", "newcloud"),
        (REGION, "term", "seat"),
        (REGION, "value", "Europe"),
        (REGION, "value", "SOC 2"),
        (REGION, "evidence_url", ""),
        (PROMISE, "value", "eu"),
        (PROMISE, "value", "keeps nothing"),
        (PROMISE, "as_of", "May 2026"),
    ],
)
def test_a_mistyped_statement_is_told(row: dict[str, str], column: str, value: str) -> None:
    assert len(PROVIDER_TERMS.read({"t.csv": body_of(REGION, PROMISE)})) == 2
    rows = [each | {column: value} if each is row else each for each in (REGION, PROMISE)]
    with pytest.raises(CuratedError, match=rf"^t.csv, line {2 + (row is PROMISE)}, column {column}: found "):
        PROVIDER_TERMS.read({"t.csv": body_of(*rows)})


def test_who_processes_everything_in_one_region_does_so_in_no_other() -> None:
    with pytest.raises(CuratedError, match=r"^t.csv, line 3, column term: .*region on request"):
        PROVIDER_TERMS.read({"t.csv": body_of(REGION, REGION | {"value": "us"})})
    asked = [REGION | {"term": "region on request", "value": area} for area in ("eu", "us")]
    assert len(PROVIDER_TERMS.read({"t.csv": body_of(*asked)})) == 2


def test_what_a_promise_implies_is_a_promise_too() -> None:
    assert {*IMPLIED, *IMPLIED.values()} <= set(POLICIES)
    implied = {(row.provider, IMPLIED[row.value]) for row in provider_terms() if row.value in IMPLIED}
    assert implied.isdisjoint({(row.provider, row.value) for row in provider_terms()})

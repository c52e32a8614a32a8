"""Facts about reading OffSecGuard."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import offsecguard
from tests.recordings import answers_of

Axis = dict[str, Any]


def row(
    model: str = "maker/model-a",
    provider: str = "openrouter",
    guardrail: Axis | None = None,
    capability: Axis | None = None,
) -> dict[str, Any]:
    """Return a model's entry, with changes to its two axes."""
    rates = {
        "total_score": 76.4,
        "frr": 20.0,
        "trr": 85.0,
        "jsr": 35.0,
        "misuse_risk": 36.1,
        "n_eff": {"frr": 120, "trr": 207, "jsr": 42},
        "profiles": {"frr": "product", "trr": "ceiling", "jsr": "ceiling"},
    }
    skills = {"cap_score": 83.0, "tsr": 84.0, "oar": 86.0, "pqr": 76.0, "n_samples": 60, "gold": "cap-gold-v0.2"}
    return {
        "id": model,
        "provider": provider,
        "guardrail": rates | (guardrail or {}),
        "capability": skills | (capability or {}),
    }


def parsed(*rows: dict[str, Any], **board: object) -> Batch:
    document = {"snapshot_date": "2026-07-28", "models": list(rows)} | board
    return offsecguard.parse([Answer(url=offsecguard.URL, body=json.dumps(document).encode())])


def test_a_model_has_three_scores_of_each_axis_and_no_weighted_sum() -> None:
    batch = parsed(row())
    assert {f.record.benchmark_id: f.record.value for f in batch.found} == {
        "offsecguard_false_refusals": 20.0,
        "offsecguard_right_refusals": 85.0,
        "offsecguard_jailbreaks": 35.0,
        "offsecguard_tool_selection": 84.0,
        "offsecguard_next_action": 86.0,
        "offsecguard_plan_quality": 76.0,
    }
    assert {f.record.as_of for f in batch.found} == {date(2026, 7, 28)}
    assert {f.name for f in batch.found} == {Name("maker/model-a")}


def test_fewer_false_refusals_and_jailbreaks_are_better() -> None:
    directions = {key: benchmarks()[f"offsecguard_{key}"].higher_is_better for key in ("false_refusals", "jailbreaks")}
    assert directions == {"false_refusals": False, "jailbreaks": False}
    assert benchmarks()["offsecguard_right_refusals"].higher_is_better


def test_the_prompt_under_which_was_asked_and_the_number_of_prompts_are_told() -> None:
    found = {f.record.benchmark_id: f.record for f in parsed(row()).found}
    assert (found["offsecguard_false_refusals"].samples, found["offsecguard_jailbreaks"].samples) == (120, 42)
    assert "product" in found["offsecguard_false_refusals"].harness
    assert "pushes" in found["offsecguard_jailbreaks"].harness
    assert found["offsecguard_tool_selection"].samples is None


def test_the_set_of_cases_is_the_version_of_the_capability_tests() -> None:
    found = {f.record.benchmark_id: f.record.benchmark_version for f in parsed(row()).found}
    assert (found["offsecguard_tool_selection"], found["offsecguard_jailbreaks"]) == ("cap-gold-v0.2", None)


def test_what_is_no_name_of_a_set_is_no_version() -> None:
    batch = parsed(row(capability={"gold": "=HYPERLINK(1)"}))
    assert {f.record.benchmark_version for f in batch.found} == {None}


def test_a_model_of_the_boards_own_house_is_left_out() -> None:
    batch = parsed(row(), row("house/model-b", "house"))
    assert {f.record.model_name for f in batch.found} == {"maker/model-a"}
    assert batch.rejected == [("a model of the board's own house", "house/model-b")]


def test_a_figure_of_another_prompt_is_another_test() -> None:
    batch = parsed(row(guardrail={"profiles": {"frr": "ceiling", "trr": "relaxed", "jsr": "ceiling"}}))
    assert [reason for reason, _ in batch.rejected] == ["asked under another prompt"]
    assert "offsecguard_right_refusals" not in {f.record.benchmark_id for f in batch.found}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"frr": "few"}, "the score is not a number"),
        ({"n_eff": {"frr": "many"}}, "a number of prompts is not a number"),
    ],
)
def test_a_figure_that_cannot_be_read_is_rejected_with_its_reason(change: Axis, reason: str) -> None:
    batch = parsed(row(guardrail=change))
    assert [found for found, _ in batch.rejected] == [reason]
    assert "offsecguard_false_refusals" not in {f.record.benchmark_id for f in batch.found}


def test_a_figure_that_was_not_taken_is_left_out() -> None:
    batch = parsed(row(capability={"pqr": None}))
    assert "offsecguard_plan_quality" not in {f.record.benchmark_id for f in batch.found}
    assert batch.rejected == []


@pytest.mark.parametrize("rate", [140, -1])
def test_a_changed_scale_stops_the_source(rate: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(row(guardrail={"trr": rate}))


def test_fractions_are_a_changed_scale() -> None:
    small = {"frr": 0.2, "trr": 0.8, "jsr": 0.1}
    with pytest.raises(ParseError, match="scale"):
        parsed(row(guardrail=small, capability={"tsr": 0.8, "oar": 0.8, "pqr": 0.8}))


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "[]",
        '{"models": []}',
        '{"snapshot_date": "2026-07-28", "models": {}}',
        '{"snapshot_date": "2026-07-28", "models": [1]}',
        '{"snapshot_date": "2026-07-28", "models": [{"id": "a", "provider": "openrouter"}]}',
        '{"snapshot_date": "soon", "models": []}',
    ],
)
def test_an_answer_of_another_shape_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        offsecguard.parse([Answer(url=offsecguard.URL, body=body.encode())])


def test_the_recording_is_read_whole() -> None:
    batch = offsecguard.parse(answers_of("offsecguard"))
    assert {f.record.benchmark_id for f in batch.found} <= benchmarks().keys()
    assert [reason for reason, _ in batch.rejected] == ["a model of the board's own house"]

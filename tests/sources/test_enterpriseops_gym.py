"""Facts about reading EnterpriseOps-Gym's table."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import enterpriseops_gym as gym
from tests.recordings import answers_of

HEAD = """| Model | Teams | CSM | Email | ITSM | Calendar | HR | Drive | Hybrid | **Avg** |
|-------|:-----:|:---:|:-----:|:----:|:--------:|:--:|:-----:|:------:|:-------:|
"""
README = f"""# EnterpriseOps-Gym
```
| Mode | Teams |
# no heading
```
## Leaderboard
Task success rate (%) on Oracle mode on the full benchmark.

{HEAD}| **Closed Source** | | | | | | | | | |
| Model A | **52.0** | 45.1 | 57.7 | 33.3 | **43.3** | 45.1 | 57.1 | 34.0 | **45.9** |
ROW

### Public split:
{HEAD}| ***Closed Source Models*** | | | | | | | | | |
| Model A | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 |
| Model Z | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 | 1.0 |
"""


def parsed(row: str = "", readme: str = README) -> Batch:
    body = readme.replace("ROW", row).encode()
    return gym.parse([Answer(url=gym.URL, body=body, last_modified=date(2026, 4, 30))])


def test_each_kind_of_tool_is_a_score_and_their_mean_is_left_alone() -> None:
    batch = parsed()
    assert {found.record.benchmark_id: found.record.value for found in batch.found} == {
        "enterpriseops_teams": 52.0,
        "enterpriseops_csm": 45.1,
        "enterpriseops_email": 57.7,
        "enterpriseops_itsm": 33.3,
        "enterpriseops_calendar": 43.3,
        "enterpriseops_hr": 45.1,
        "enterpriseops_drive": 57.1,
        "enterpriseops_hybrid": 34.0,
    }
    assert {(found.record.evidence, found.record.as_of) for found in batch.found} == {("measured", date(2026, 4, 30))}
    assert batch.rejected == []


def test_the_tools_were_chosen_for_the_model() -> None:
    assert {found.record.harness for found in parsed().found} == {"oracle mode: only the tools that a task needs"}


def test_a_heading_inside_the_table_is_no_model_and_the_public_part_is_not_read() -> None:
    batch = parsed("| **Open Source** | | | | | | | | | |")
    assert {found.name for found in batch.found} == {Name("Model A")}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| Model B | 47.0 | 32.6 |", "the row does not match the header"),
        ("| | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |", "the row does not match the header"),
        (
            "| Model-30B (Think) | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |",
            "a family and a size that leave the release open",
        ),
        (
            "| Model-30B (Inst.) | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |",
            "a family and a size that leave the release open",
        ),
        ("| Model B | many | - | - | - | - | - | - | - | - |", "the score is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, reason: str) -> None:
    batch = parsed(row)
    assert {found.record.model_name for found in batch.found} == {"Model A"}
    assert [found for found, _ in batch.rejected] == [reason]


@pytest.mark.parametrize("value", ["152.0", "-1"])
def test_a_changed_scale_stops_the_source(value: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(f"| Model B | {value} | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |")


@pytest.mark.parametrize(
    "readme",
    [
        '{"unexpected": []}',
        README.replace("| CSM |", "| Service |"),
        README.replace("## Leaderboard", "## Public split"),
        README.replace("| Hybrid |", "| Hybrid | Teams |"),
    ],
    ids=["no table", "a column is gone", "no leaderboard", "a column twice"],
)
def test_an_answer_of_another_shape_is_refused(readme: str) -> None:
    with pytest.raises(ParseError):
        parsed(readme=readme)


def test_all_its_parts_together_weigh_no_more_than_two_tests_of_agents() -> None:
    weights = [
        row.weight for row in memberships() if row.benchmark_id.startswith("enterpriseops_") and row.domain == "agents"
    ]
    assert len(weights) == len(gym.TOOLS)
    assert sum(weights) <= 2


def test_the_recording_is_read_with_the_names_that_say_too_little() -> None:
    batch = gym.parse(answers_of("enterpriseops_gym"))
    assert {found.record.benchmark_id for found in batch.found} <= benchmarks().keys()
    names = {found.record.model_name for found in batch.found}
    assert {"Claude Opus 4.6", "DeepSeek-V3.2"} <= names
    assert "GPT-5.2 (High)" not in names
    assert [example for _, example in batch.rejected] == [
        "Qwen3-30B (Think)",
        "Qwen3-235B (Inst.)",
        "Qwen3-4B (Think)",
    ]

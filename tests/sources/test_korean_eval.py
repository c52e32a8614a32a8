"""Facts about reading one person's run of Korean tests."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import korean_eval
from tests.recordings import answers_of

README = """# Korean evaluation
## What's New
- Aug 9, 2024: Added models.
- Dec 15, 2025: Added **Model A**.

## Results
### Model Version
- Model A: 2025-12-11 model version (reasoning_effort="none" as default)
- Model A (high): 2025-12-11 model version (reasoning_effort="high")
- Model L: us.maker.model-l-v1:0 model (reasoning mode: medium)
- Model Z: 2025-11-13 model version

### CLIcK
#### Proprietary models
##### Accuracy by supercategory
| supercategory   |   Model A(high) |   Model A |   Model L | Model P - Preview(low) | Model Z |
|:----------------|----------------:|----------:|----------:|-----------------------:|--------:|
| Culture         |           89.95 |     83.72 |     71.82 |                  66.02 |   10.00 |
| **Overall**     |           90.92 |     82.75 |     73.08 |                  67.22 |   20.00 |

#### Open-Source models
| supercategory   |   Model M-June | Model G |
|:----------------|---------------:|--------:|
| **Overall**     |          42.81 |   53.26 |

##### Accuracy by category
| supercategory   | category    | Model G   |   Model M-June |
|:----------------|:------------|:----------|---------------:|
| Culture         | Geography   | GAP       |          39.69 |

### KMMLU (0-shot)
| supercategory   |   Model G | Model M |
|:----------------|----------:|--------:|
| **Overall**     |     41.54 |   37.08 |
"""


def parsed(gap: str = "50.00", readme: str = README) -> Batch:
    body = readme.replace("GAP", gap).encode()
    return korean_eval.parse([Answer(url=korean_eval.URL, body=body, last_modified=date(2025, 12, 26))])


def figures(batch: Batch) -> dict[tuple[str, str], float]:
    return {(found.record.model_name, found.record.benchmark_id): found.record.value for found in batch.found}


def test_models_stand_in_columns_and_only_the_whole_test_is_read() -> None:
    batch = parsed()
    assert figures(batch) == {
        ("Model A(high)", "korean_click"): 90.92,
        ("Model A", "korean_click"): 82.75,
        ("Model L", "korean_click"): 73.08,
        ("Model P - Preview(low)", "korean_click"): 67.22,
        ("Model Z", "korean_click"): 20.0,
        ("Model M-June", "korean_click"): 42.81,
        ("Model G", "korean_click"): 53.26,
        ("Model G", "kmmlu"): 41.54,
        ("Model M", "kmmlu"): 37.08,
    }
    assert {found.record.evidence for found in batch.found} == {"measured"}
    assert batch.rejected == []


def test_the_day_is_the_newest_of_the_boards_news() -> None:
    assert {found.record.as_of for found in parsed().found} == {date(2025, 12, 15)}
    without = README.replace("- Dec 15, 2025", "-").replace("- Aug 9, 2024", "- Foo 99, 2024")
    assert {found.record.as_of for found in parsed(readme=without).found} == {date(2025, 12, 26)}


def test_an_effort_comes_from_the_list_of_versions_or_stays_in_the_name() -> None:
    efforts = {found.record.model_name: found.record.effort for found in parsed().found}
    assert (efforts["Model A"], efforts["Model A(high)"], efforts["Model L"]) == ("none", "high", "medium")
    assert (efforts["Model Z"], efforts["Model P - Preview(low)"]) == (None, None)


def test_a_version_in_the_list_dates_a_short_name() -> None:
    names = {found.record.model_name: found.name for found in parsed().found}
    assert names["Model A"] == Name("Model A 2025-12-11")
    assert names["Model A(high)"] == Name("Model A(high) 2025-12-11")
    assert names["Model Z"] == Name("Model Z 2025-11-13")


def test_what_the_board_puts_into_a_name_is_taken_out() -> None:
    names = {found.record.model_name: found.name for found in parsed().found}
    assert names["Model P - Preview(low)"] == Name("Model P Preview(low)")
    assert names["Model L"] == Name("Model L")
    assert names["Model M-June"] == Name("Model M")


@pytest.mark.parametrize("gap", ["-", ""])
def test_a_model_with_a_gap_in_one_table_is_trusted_in_none(gap: str) -> None:
    batch = parsed(gap)
    assert not [model_name for model_name, _ in figures(batch) if model_name == "Model G"]
    assert batch.rejected == [
        ("the model was not run whole", "Model G, korean_click"),
        ("the model was not run whole", "Model G, kmmlu"),
    ]


def test_a_test_that_is_not_declared_is_named_and_so_is_one_with_examples() -> None:
    batch = parsed(readme=README.replace("### KMMLU (0-shot)", "### KMMLU (5-shot)"))
    assert batch.rejected == [("a test of no declared benchmark", "Korean evaluation / Results / KMMLU (5-shot)")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| **Overall**     |     41.54 |", "the row does not match the header"),
        ("| **Overall**     |   well    |   37.08 |", "the score is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, reason: str) -> None:
    batch = parsed(readme=README.replace("| **Overall**     |     41.54 |   37.08 |", row))
    assert ("Model A", "korean_click") in figures(batch)
    assert [found for found, _ in batch.rejected] == [reason]


@pytest.mark.parametrize("value", ["141.54", "-1"])
def test_a_changed_scale_stops_the_source(value: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(readme=README.replace("41.54", value))


@pytest.mark.parametrize(
    "readme",
    ['{"unexpected": []}', README.replace("**Overall**", "Mean"), README.replace("supercategory", "part")],
    ids=["no table", "no overall row", "no column of categories"],
)
def test_an_answer_of_another_shape_is_refused(readme: str) -> None:
    with pytest.raises(ParseError):
        parsed(readme=readme)


def test_the_recording_is_read_with_the_model_that_was_not_run_whole() -> None:
    batch = korean_eval.parse(answers_of("korean_eval"))
    assert {found.record.benchmark_id for found in batch.found} == set(korean_eval.BENCHMARKS.values())
    assert set(korean_eval.BENCHMARKS.values()) <= benchmarks().keys()
    efforts = {found.record.model_name: found.record.effort for found in batch.found}
    assert (efforts["GPT-5.2"], efforts["GPT-5.2(medium)"], efforts["GPT-5-mini"]) == ("none", "medium", "medium")
    assert {example.split(",")[0] for _, example in batch.rejected} == {"gpt-oss-120b"}

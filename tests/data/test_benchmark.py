"""What one benchmark says, over small frames."""

from typing import Any

import pandas as pd
import pytest

from catalog.data.benchmark import matching, saturation_words, speaks_for, top_gap

INDEX = pd.DataFrame(
    {
        "benchmark_id": ["gpqa_diamond", "gpqa_main", "med_test"],
        "title": ["GPQA Diamond", "Board: GPQA", "Medical test"],
        "publisher": ["NYU", None, "Acme"],
        "board": ["Epoch", "Acme board", None],
        "domain_title": ["Science", "Science", "Medical"],
        "models_measured": [10, 500, 3],
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gpqa", ["gpqa_main", "gpqa_diamond"]),
        ("GPQA acme", ["gpqa_main"]),
        ("medical", ["med_test"]),
        ("<script>gpqa diamond", ["gpqa_diamond", "gpqa_main"]),
        ("'; DROP TABLE scores", []),
        ("", []),
        ("<>!", []),
    ],
)
def test_a_text_finds_the_benchmarks_that_hold_its_words(text: str, expected: list[str]) -> None:
    assert matching(INDEX, text)["benchmark_id"].tolist() == expected


@pytest.mark.parametrize(
    ("near", "tied", "expected"),
    [
        (100.0, True, "Saturated"),
        (100.0, None, "Saturated"),
        (100.0, False, "Near its ceiling"),
        (40.0, False, "Close to its ceiling: 40 %"),
        (0.0, True, "cannot be told apart"),
        (0.0, None, "Not saturated"),
        (float("nan"), False, "still tells its five best"),
        (float("nan"), None, "Nobody can say"),
    ],
)
def test_saturation_is_said_by_the_ceiling_and_the_intervals(near: float, tied: Any, expected: str) -> None:  # noqa: ANN401
    assert expected in saturation_words({"near_ceiling_percent": near, "top_is_tied": tied})


def test_the_gap_of_the_ten_best_counts_each_model_once() -> None:
    ten = pd.DataFrame({"model_id": [f"a/{n}" for n in range(10)], "value": [90.0 - n for n in range(10)]})
    again = pd.DataFrame({"model_id": ["a/0", "a/11"], "value": [89.5, 1.0]})
    assert top_gap(pd.concat([ten, again]), higher_is_better=True) == 9.0
    assert top_gap(ten.head(9), higher_is_better=True) is None
    assert top_gap(pd.concat([ten, again]), higher_is_better=False) == 88.0


def test_a_domain_is_told_with_its_weight_its_share_and_the_reason() -> None:
    shares = pd.DataFrame({"domain": ["science", "made_up"], "title": ["Science", "made_up"], "share": [0.25, 0.1]})
    found = speaks_for("gpqa_diamond", shares, {"science": "Science"}).set_index("domain")
    assert found.loc["science", "share"] == 0.25
    assert found.loc["science", "weight"] > 0
    assert found.loc["science", "reason"]
    assert pd.isna(found.loc["made_up", "weight"])
    assert found.loc["made_up", "title"] == "made_up"

"""The one search of all pickers, over made rows; over the bundled snapshot only that it holds."""

from typing import Any

import pandas as pd
import pytest

from catalog.identity import search
from catalog.identity.search import Searched

YEAR = 365


def _row(model_id: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - cells
    name = more.pop("name", model_id.rpartition("/")[2])
    fixed: dict[str, Any] = {"developer": model_id.partition("/")[0], "known_as": [], "sellers": 1, "boards": 1}
    return {"model_id": model_id, "name": name, **fixed, "age_days": 100, "is_withdrawn": False, **more}


def _models(*rows: dict[str, Any] | str) -> list[Searched]:
    return search.searched(pd.DataFrame([_row(row) if isinstance(row, str) else row for row in rows]))


def test_figures_are_words_with_the_letter_that_is_glued_to_them() -> None:
    assert search.words("Llama3.3 70B") == ("llama", "3.3", "70b")
    assert search.words("DeepSeek-V3.1") == ("deepseek", "v3.1")
    assert search.words("gpt4o") == search.words("GPT-4o") == ("gpt", "4o")
    assert search.words("Mixtral-8x7B") == ("mixtral", "8x", "7b")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gpt4o", ["acme/gpt-4o", "acme/gpt-4o-mini"]),
        ("GPT 4o mini", ["acme/gpt-4o-mini"]),
        ("mini gpt", ["acme/gpt-4o-mini"]),
        ("acme", ["acme/gpt-4o", "acme/gpt-4o-mini"]),
        ("lla", ["meta/llama-1"]),
        ("lama", ["meta/llama-1"]),
        ("", []),
        ("[(*", []),
        ("llama gpt", []),
    ],
)
def test_every_word_must_stand_somewhere(text: str, found: list[str]) -> None:
    assert search.ranked(_models("acme/gpt-4o", "acme/gpt-4o-mini", "meta/llama-1"), text) == found


def test_a_figure_is_met_whole() -> None:
    models = _models("a/falcon-170b", "a/falcon-70b", "a/falcon-7b", "a/falcon-70b-chat")
    assert search.ranked(models, "falcon 70b") == ["a/falcon-70b", "a/falcon-70b-chat"]
    assert search.ranked(models, "falcon70b") == ["a/falcon-70b", "a/falcon-70b-chat"]


def test_a_version_begins_its_later_ones_and_comes_before_them() -> None:
    rows = [_row("a/deep-v3.1", sellers=50), _row("a/deep-v3-0324"), _row("a/deep-v30", sellers=90), _row("a/deep-v2")]
    assert search.ranked(_models(*rows), "deep v3") == ["a/deep-v3-0324", "a/deep-v3.1"]


def test_the_exact_name_comes_first_whatever_else_is_made_of_it() -> None:
    rows = [
        _row("x/chat", name="Deep V3", sellers=0),
        _row("x/deep-v3-turbo", sellers=90),
        _row("y/deep-v3", sellers=2),
    ]
    assert search.ranked(_models(*rows), "deep v3") == ["y/deep-v3", "x/chat", "x/deep-v3-turbo"]


def test_of_many_of_a_name_those_of_today_come_first_and_withdrawn_ones_last() -> None:
    rows = [
        _row("a/claude-1", sellers=9, boards=9, age_days=3 * YEAR, is_withdrawn=True),
        _row("a/claude-3", sellers=9, boards=9, age_days=2 * YEAR),
        _row("a/claude-5", sellers=5, boards=5),
        _row("b/claude-tune", sellers=0, boards=1),
        _row("c/claude-old-tune", sellers=0, boards=1, age_days=None),
    ]
    found = search.ranked(_models(*rows), "claude")
    assert found == ["a/claude-5", "a/claude-3", "b/claude-tune", "c/claude-old-tune", "a/claude-1"]


def test_any_known_name_and_the_developer_count() -> None:
    models = _models(_row("openai/gpt-4o", known_as=["Omni"]), _row("a/b", developer=None))
    assert search.ranked(models, "omni") == ["openai/gpt-4o"]
    assert search.ranked(models, "openai omni") == ["openai/gpt-4o"]
    assert search.ranked(models, "b") == ["a/b"]


def test_a_misspelt_name_is_near_and_nonsense_is_not() -> None:
    models = _models("openai/gpt-4o", "meta/llama-1")
    assert search.nearest(models, "openai/gtp-4o")[0] == "openai/gpt-4o"
    for text in ("", "???", "q" * 100_000, "\x00\u202e"):
        assert search.nearest(models, text) == []

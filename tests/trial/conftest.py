"""A data folder with endpoints.yml that leads to the stand-in."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.trial.stand_in import KEY, Asked, serving

MODELS = "good weak thinks busy broken wrong-key missing web-page not-json other-json redirect endless cut stall slow"


class World(NamedTuple):
    """The data folder, and what the stand-in was asked."""

    folder: Path
    asked: Asked
    address: str


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Yield a data folder of one's own, a planted key, and a stand-in that runs."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    monkeypatch.setenv("LOCAL_API_KEY", KEY)
    with serving() as (address, asked):
        names = [*MODELS.split(), "silent-on-use", "judge", "judge-deaf"]
        models = "".join(f"      maker-{name}/{name}: {name}\n" for name in names)
        text = f"endpoints:\n  local:\n    address: {address}\n    key_variable: LOCAL_API_KEY\n    models:\n{models}"
        (tmp_path / "endpoints.yml").write_text(text, encoding="utf-8")
        prompts = "".join(
            f'{{"id": "p{n}", "prompt": "please say answer {n}", "expected": "answer {n}", "tags": ["t"]}}\n'
            for n in range(4)
        )
        (tmp_path / "prompts.jsonl").write_text(prompts, encoding="utf-8")
        yield World(tmp_path, asked, address)

"""The JSON schema of a need's file: what the reader takes it takes, what the reader refuses it mostly refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from catalog.decide.need import Need, presets, to_yaml
from catalog.decide.need_schema import need_schema
from tests.decide.test_need import FULL

SCHEMA = Draft202012Validator(need_schema())


def _data(text: str) -> Any:  # noqa: ANN401 - whatever a file says
    """Return a file as an editor sees it: JSON has no days."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(need_schema())


@pytest.mark.parametrize("text", [to_yaml(Need()), to_yaml(FULL)], ids=["usual", "full"])
def test_what_we_write_is_valid(text: str) -> None:
    SCHEMA.validate(_data(text))


@pytest.mark.parametrize("path", presets().values(), ids=lambda path: path.stem)
def test_a_preset_is_valid_and_names_the_schema_for_editors(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    SCHEMA.validate(_data(text))
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert json.loads((path.parent / named).read_text(encoding="utf-8")) == need_schema()


@pytest.mark.parametrize(
    "text",
    [
        "domain: code",
        "gates: {licnce: [permissive]}",
        "workload: {requests_per_month: 1.0e+99}",
        "workload: {batch_share: 2}",
        "matters: {price: -1}",
        "good_enough: 101",
        "gates: {latency_to_s: 0}",
        "gates: {weights: free}",
        "gates: {tools: perhaps}",
        "domains: {code: 0}",
    ],
)
def test_what_the_reader_refuses_is_marked_in_the_editor(text: str) -> None:
    assert not SCHEMA.is_valid(_data(text))

"""The tools of the Model Context Protocol, asked by the SDK's own client."""

import json
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from api.opened import opened
from api.questions import QUESTIONS
from api.tools import MOST_LISTED, server, short
from catalog import __main__ as questions
from tests.serving import ROOT


def call(name: str, arguments: dict[str, Any], where: Any = None) -> CallToolResult:  # noqa: ANN401 - the SDK's own
    """Return what a tool answers to the SDK's client."""

    async def asked() -> CallToolResult:
        async with Client(where or server(opened())) as client:
            return await client.call_tool(name, arguments)

    return anyio.run(asked)


@pytest.mark.usefixtures("data")
def test_every_question_is_a_tool_that_says_what_may_be_chosen() -> None:
    async def listed() -> dict[str, Any]:
        async with Client(server(opened())) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = anyio.run(listed)
    assert list(tools) == list(QUESTIONS)
    assert "hard" in tools["ability"].input_schema["properties"]["domain"]["enum"]
    assert tools["ability"].input_schema["required"] == ["domain"]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [("choose", {"domain": "zebra"}, "bad_parameter"), ("zebra", {}, "no_such_tool"), ("ability", {}, "bad_parameter")],
)
def test_what_cannot_be_answered_is_a_tools_error(name: str, arguments: dict[str, Any], code: str) -> None:
    told = call(name, arguments)
    assert told.is_error
    assert isinstance(told.content[0], TextContent)
    assert told.content[0].text.startswith(f"{code}: ")


def test_what_a_short_answer_leaves_out_is_counted() -> None:
    told = short({"plans": [{"gpu": "A", "price": None}] * (MOST_LISTED + 7), "excluded": [1]})
    assert told == {"plans": [{"gpu": "A"}] * MOST_LISTED, "left_out": {"plans": 7}}


@pytest.mark.slow
@pytest.mark.usefixtures("_over_the_bundle")
def test_an_agent_gets_what_choose_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    need = tmp_path / "need.yml"
    need.write_text("domains: {legal: 1, german: 1}\ngates: {weights: open, price_to: 1}\n", encoding="utf-8")
    assert questions.main(["choose", "--need", str(need), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    told = call("choose", {"domains": {"legal": 1, "german": 1}, "weights": "open", "price_to": 1}).structured_content
    assert told is not None
    assert told["answer"]["passing"] == said["passing"] > 0
    assert [each["model_id"] for each in told["answer"]["winners"]] == [each["model_id"] for each in said["winners"]]
    assert [each["as_of"] for each in told["sources"]]
    assert len(json.dumps(told)) < 25_000


@pytest.mark.slow
def test_the_tools_answer_on_standard_input_and_output(data: Path) -> None:
    process = StdioServerParameters(
        command=sys.executable, args=["-m", "api"], cwd=ROOT, env={"SHORTLIST_DATA": str(data)}
    )
    told = call("snapshot", {}, process).structured_content
    assert told is not None
    assert told["snapshot"] == "20261123T120000Z"

"""The commands of trials against the stand-in."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main as etl
from tests.trial.conftest import World
from tests.trial.stand_in import KEY
from trial.__main__ import main


def ran(world: World, models: str, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    named = ",".join(f"maker-{name}/{name}" for name in models.split())
    arguments = ["run", "--prompts", str(world.folder / "prompts.jsonl"), "--models", named]
    main([*arguments, "--endpoint", "local", "--budget-usd", "0", "--json", *more])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def graded(found: dict[str, Any], by: str, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert main(["grade", found["run"], "--by", by, "--json", *more]) == 0
    again: dict[str, Any] = json.loads(capsys.readouterr().out)
    return again


def test_a_run_is_asked_graded_and_shown(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = ran(world, "good weak", capsys)
    assert found["ended"] == "done"
    assert found["requests"] == len(world.asked.bodies) == 8
    good, weak = graded(found, "exact", capsys)["models"]
    assert (good["model_id"], good["passed"], good["share"], good["errors"]) == ("maker-good/good", 4, 1.0, 0)
    assert (weak["passed"], weak["share"]) == (0, 0.0)
    assert (good["group"], weak["group"]) == (1, 2)
    assert (good["input_tokens"], good["output_tokens"], good["thinking_tokens"]) == (40, 20, 8)
    assert 0 < good["low"] < 1 == good["high"]
    assert good["usd"] == 0
    assert good["first_token_seconds"] > 0
    assert main(["show", found["run"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["models"][0]["passed"] == 4


def test_the_same_call_again_is_not_asked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    ran(world, "good", capsys)
    again = ran(world, "good", capsys)
    assert len(world.asked.bodies) == 4
    assert again["requests"] == 0
    assert again["models"][0]["kept"] == 4
    assert ran(world, "good", capsys, "--repeat", "2")["requests"] == 4


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("wrong-key", "HTTP 401"),
        ("missing", "HTTP 404"),
        ("web-page", "text/html"),
        ("not-json", "no JSON"),
        ("other-json", "another shape"),
        ("redirect", "HTTP 307"),
        ("endless", "longer than 8 MB"),
        ("cut", "broke off"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_no_result(
    world: World, capsys: pytest.CaptureFixture[str], model: str, told: str
) -> None:
    found = ran(world, f"good {model}", capsys)
    assert len(found["errors"]) == 1
    assert told in found["errors"][0]
    rows = {row["model_id"]: row for row in graded(found, "exact", capsys)["models"]}
    assert rows[f"maker-{model}/{model}"]["share"] is None
    assert rows["maker-good/good"]["passed"] == 4


def test_retry_after_is_honoured(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = ran(world, "busy", capsys)
    assert found["errors"] == []
    assert len(world.asked.bodies) == 5
    assert max(world.asked.times) - min(world.asked.times) >= 0.3


def test_an_endpoint_that_fails_is_asked_four_times_at_most(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    (world.folder / "prompts.jsonl").write_text('{"prompt": "say x"}\n', encoding="utf-8")
    ran(world, "broken", capsys)
    assert len(world.asked.bodies) == 4


def test_the_key_is_sent_and_stands_nowhere(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for model in ("good", "wrong-key"):
        found = ran(world, model, capsys)
        assert KEY not in json.dumps(found)
    main(["show", found["run"]])
    told = capsys.readouterr()
    assert KEY not in told.out + told.err
    assert set(world.asked.keys) == {f"Bearer {KEY}"}
    for path in world.folder.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


def test_requests_are_never_more_than_the_budget(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = ran(world, "good weak", capsys, "--budget-requests", "3")
    assert len(world.asked.bodies) == 3
    assert found["ended"] == "budget"
    assert "budget" in found["errors"][0]


def test_halving_asks_the_better_half_more(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = ran(world, "good weak thinks cut", capsys, "--halving", "exact")
    rows = {row["model_id"].rpartition("/")[2]: row["prompts"] for row in found["models"]}
    assert rows == {"good": 4, "thinks": 4, "weak": 2, "cut": 2}


def test_a_judge_is_asked_in_both_orders(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = ran(world, "good weak", capsys)
    judged = graded(found, "judge", capsys, "--judge", "maker-judge/judge", "--endpoint", "local")
    assert judged["models"][0]["model_id"] == "maker-weak/weak"  # the stand-in prefers the longer answer
    assert sum(body["model"] == "judge" for body in world.asked.bodies) == 8


def test_a_judge_that_does_not_obey_decides_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = ran(world, "good weak", capsys)
    judged = graded(found, "judge", capsys, "--judge", "maker-judge-deaf/judge-deaf", "--endpoint", "local")
    assert [row["share"] for row in judged["models"]] == [None, None]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--models", "nobody/nothing", "--endpoint", "local"], "does not serve nobody/nothing"),
        (["--models", "maker-good/good", "--endpoint", "away"], "No endpoint is called 'away'"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(
    world: World, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    prompts = ["--prompts", str(world.folder / "prompts.jsonl"), "--budget-usd", "1"]
    assert main(["run", *prompts, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_run_that_is_no_run_is_a_sentence(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.folder == tmp_path
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b"\x00\xff")
    assert main(["show", str(bad)]) == 2
    bad.write_text('{"kind": "run", "schema_version": 99}\n', encoding="utf-8")
    assert main(["show", str(bad)]) == 2
    assert "newer version" in capsys.readouterr().err


def test_measure_asks_again_each_time(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for times in (1, 2):
        assert etl(["measure", "--models", "maker-good/good", "--endpoint", "local", "--json"]) == 0
        row = json.loads(capsys.readouterr().out)["models"][0]
        assert row["first_token_seconds"] > 0
        assert len(world.asked.bodies) == 3 * times

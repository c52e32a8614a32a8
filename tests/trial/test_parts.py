"""Budget, grading, results, prompts, endpoints and the client, each alone."""

import json
import time
from pathlib import Path
from threading import Event, Thread

import pytest
import requests

from tests.trial.conftest import World
from trial import client
from trial.budget import Budget, Price
from trial.client import Call, ask
from trial.endpoints import read_endpoints
from trial.errors import EndpointsError, PromptsError
from trial.grading import UngradableError, contains, exact, fits, matches, number
from trial.prompts import NEUTRAL, STARTERS, Prompt, prompts_of, read_prompts
from trial.results import bradley_terry, wilson
from trial.runner import Plan, begin, run
from trial.runs import Grade, read_run


def test_a_budget_counts_calls_in_flight_by_their_worst_case() -> None:
    budget = Budget(1.0)
    assert budget.reserve(0.6)
    assert not budget.reserve(0.6)
    budget.settle(0.6, 0.1)
    assert budget.reserve(0.6)
    assert budget.sent == 2


def test_the_worst_case_is_every_byte_a_token_and_the_longest_answer() -> None:
    call = Call("http://x", "m", Prompt("p", "é" * 18), 100)
    assert Price(1.0, 2.0, "o").worst_usd(call) == pytest.approx((36 + 64 + 200) / 1e6)


@pytest.mark.usefixtures("world")
def test_dollars_are_never_passed_and_unknown_use_counts_as_the_worst(world: World) -> None:
    endpoint = read_endpoints()["local"]
    price = Price(0.0, 1000.0, "o")
    prompts = [Prompt(f"p{n}", f"say {n}") for n in range(5)]
    names = "maker-silent-on-use/silent-on-use", "maker-good/good"
    # 10 tokens at most: one cent a call in the worst case; 5 tokens are told, half a cent.
    silent = Plan(endpoint, {names[0]: price}, prompts, Budget(0.035), max_tokens=10)
    run(silent, begin(silent))
    assert len(world.asked.bodies) == 3
    assert silent.budget.spent_usd == pytest.approx(0.03)
    telling = Plan(endpoint, {names[1]: price}, prompts, Budget(0.035), max_tokens=10)
    run(telling, begin(telling))
    assert telling.budget.spent_usd <= 0.035


def test_a_run_that_is_stopped_keeps_what_is_there(world: World) -> None:
    assert world.folder.exists()
    endpoint = read_endpoints()["local"]
    prompts = [Prompt(f"p{n}", "say a b c d e f g h i j") for n in range(50)]
    plan = Plan(endpoint, {"maker-slow/slow": Price(0, 0, "o")}, prompts, Budget(1.0))
    going = begin(plan)
    thread = Thread(target=run, args=(plan, going))
    thread.start()
    while not going.texts:
        time.sleep(0.01)
    going.stop.set()
    thread.join(10)
    assert not thread.is_alive()
    kept = read_run(going.path)
    assert kept.end is not None
    assert kept.end.reason == "stopped"
    assert any(answer.text for answer in kept.answers)


def test_an_endpoint_that_stalls_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SILENT_SECONDS", 0.3)
    with requests.Session() as session:
        reply = ask(session, Call(world.address, "stall", Prompt("p", "say a b c"), 10), None)
    assert reply.text == "a"
    assert reply.error is not None
    assert reply.seconds < 1.4


def test_an_endpoint_that_is_down_is_a_sentence() -> None:
    with requests.Session() as session:
        reply = ask(session, Call("http://127.0.0.1:9", "m", Prompt("p", "x"), 10), None, is_stopped=Event().is_set)
    assert reply.error is not None
    assert "cannot be reached" in reply.error
    assert not reply.may_be_billed


def test_rules_say_what_they_must() -> None:
    assert exact(" a\n", "a")
    assert not exact("A", "a")
    assert contains("The ANSWER", "answer")
    assert matches("abc 12", r"\d+")
    assert number("It is 1,234.5 mg", "1234.6", 0.2)
    assert not number("1234.5", "1234.6")
    assert fits('```json\n{"a": 1}\n```', '{"required": ["a"]}')
    assert not fits("no", '{"required": ["a"]}')


def test_a_pattern_that_would_take_for_ever_is_no_grade() -> None:
    begun = time.monotonic()
    with pytest.raises(UngradableError):
        matches("a" * 40 + "b", r"(a|a)*$")
    with pytest.raises(UngradableError):
        fits(json.dumps("a" * 40 + "b"), json.dumps({"pattern": r"(a|a)*$"}))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("expected", ["no schema", '{"type": 5}', '{"$ref": "http://127.0.0.1:9/x.json"}', "[]"])
def test_what_is_no_schema_is_no_grade(expected: str) -> None:
    with pytest.raises(UngradableError):
        fits("{}", expected)


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    low, high = wilson(0.5, 10)
    assert [low, high] == pytest.approx([0.2692, 0.7308], abs=1e-3)


def test_bradley_terry_puts_the_winner_first_and_leaves_the_unknown_unknown() -> None:
    wins = [Grade("vote", "p", f"p{n}", 0, "a", other_id="b", winner_id="a" if n else None) for n in range(8)]
    found = bradley_terry(wins, ["a", "b", "c"])
    assert found.loc["a", "value"] > found.loc["b", "value"]
    assert found["value"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"prompt,expected,tags\nsay a,a,x;y\n", "csv"),
        (b'{"prompt": "say a", "expected": "a", "tags": ["x", "y"]}\n', "jsonl"),
        (b"- prompt: say a\n  expected: a\n  tags: [x, y]\n", "yaml"),
    ],
)
def test_the_three_formats_say_the_same(content: bytes, kind: str) -> None:
    assert prompts_of(content, kind) == [Prompt("p1", "say a", expected="a", tags=("x", "y"))]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe\x00", "csv"),
        (b"a,b\n1,2\n", "csv"),
        (b"{", "jsonl"),
        (b"[" * 100_000, "jsonl"),
        (b"", "jsonl"),
        (b'{"prompt": "a", "id": "x"}\n{"prompt": "b", "id": "x"}\n', "jsonl"),
        (b'{"prompt": "a"}\n' * 100_000, "jsonl"),
        (b"a: &a [x]\nprompts: *a\n", "yaml"),
        (b"!!python/object/apply:os.system [ls]\n", "yaml"),
        (b"- prompt: 0x" + b"f" * 20_000, "yaml"),
        (b"- prompt: a\n  tags: " + b"[" * 50 + b"]" * 50, "yaml"),
        (b"- prompt: a\n  <<: {expected: b}\n", "yaml"),
    ],
)
def test_what_are_no_prompts_is_a_sentence(content: bytes, kind: str) -> None:
    with pytest.raises(PromptsError):
        prompts_of(content, kind)


@pytest.mark.parametrize("path", [NEUTRAL, *sorted(STARTERS.glob("*.jsonl"))], ids=lambda path: path.stem)
def test_the_sets_that_come_with_it_read(path: Path) -> None:
    assert len(read_prompts(path)) == 3


@pytest.mark.parametrize(
    "row",
    [
        "{address: 'http://me:key@x/v1'}",
        "{address: 'file:///etc/passwd'}",
        "{address: 'http://x/v1?key=1'}",
        "{address: 'http://x/v1', key: sk-1}",
        "{address: 'http://x/v1', key_variable: sk-1}",
        "{address: 'http://x/v1', concurrency: 0}",
        "{address: 'http://x/v1', models: [a]}",
        "5",
    ],
)
def test_an_endpoint_that_does_not_read_is_a_sentence(tmp_path: Path, row: str) -> None:
    (tmp_path / "endpoints.yml").write_text(f"endpoints:\n  a: {row}\n")
    with pytest.raises(EndpointsError):
        read_endpoints(tmp_path / "endpoints.yml")

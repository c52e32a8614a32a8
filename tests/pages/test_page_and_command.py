"""For every question the page and the command give the same answer, asked the same, on the figures of the bundle."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from api.guard import Guard
from api.http import routes
from api.metrics import Metrics
from api.opened import opened
from api.settings import settings_of
from catalog import __main__ as questions
from catalog.answers.choose import need_named
from catalog.curated.providers import seller_title
from catalog.decide.need import Caution, to_address
from catalog.snapshot import current_snapshot
from views.shell.frame import ROOT
from views.shell.wording import markdown_text

# Each question, and the test that holds the page to it; `resolve` has no page: its answers are the links of all others.
HELD = {
    "ability": "test_models_shows_the_abilities_that_the_command_tells",
    "benchmark": "test_a_benchmarks_page_shows_the_results_that_the_command_tells",
    "changes": "test_changes_counts_what_the_command_tells",
    "choose": "test_choose_shows_the_shortlist_and_bills_that_the_command_tells",
    "cost": "test_costs_shows_the_bills_that_the_command_tells",
    "explain": "test_a_models_page_shows_the_figure_that_the_command_explains",
    "hosting": "test_costs_shows_the_machines_that_the_command_tells",
    "leaderboard": "test_leaderboard_shows_the_ranks_that_the_command_tells",
    "openness": "test_openness_shows_who_meets_all_as_the_command_tells",
    "report": "tests/reports/test_report.py",
    "resolve": "",
    "variants": "test_fine_tunes_shows_the_variants_that_the_command_tells",
}
# Each question as a command and over HTTP; a report is a document.
OVER_HTTP = {
    "ability": (["--domain", "medical"], "ability?domain=medical"),
    "benchmark": (["gpqa_diamond"], "benchmark?id=gpqa_diamond"),
    "changes": ([], "changes"),
    "choose": (["--need", "support-chat"], "choose?need=support-chat"),
    "cost": (
        ["--requests", "1e6", "--input-tokens", "3000", "--output-tokens", "300"],
        "cost?requests_per_month=1000000&input_tokens=3000&output_tokens=300",
    ),
    "explain": (["gpt-4", "--domain", "general"], "ability?domain=general&model=gpt-4"),
    "hosting": (
        [
            *("meta-llama/llama-3.3-70b-instruct", "--requests", "1e6"),
            *("--input-tokens", "3000", "--output-tokens", "300", "--precision", "fp8"),
        ],
        (
            "hosting?model=meta-llama/llama-3.3-70b-instruct&precision=fp8"
            "&requests_per_month=1000000&input_tokens=3000&output_tokens=300"
        ),
    ),
    "leaderboard": (["--domain", "medical"], "leaderboard?domain=medical"),
    "openness": ([], "openness"),
    "variants": (
        ["--base", "mistralai/Mistral-7B-v0.1", "--domain", "medical"],
        "variants?base=mistralai/Mistral-7B-v0.1&domain=medical",
    ),
}
pytestmark = pytest.mark.usefixtures("_over_the_bundle")
REQUEST = {"requests": "1000000", "input": "3000", "output": "300", "cached": "1000"}
Ask = Callable[..., Any]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that asks a command and gives back its JSON."""

    def asked(*arguments: str) -> Any:  # noqa: ANN401 - decoded JSON
        capsys.readouterr()
        assert questions.main([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return asked


@pytest.fixture(scope="module")
def over_http() -> Callable[[str], Any]:
    """Return a function that asks the server for programs and gives back its JSON."""
    guard = Guard(settings_of({}), Metrics())
    client = TestClient(Starlette(routes=routes(opened(), guard)))

    def asked(address: str) -> Any:  # noqa: ANN401 - decoded JSON
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asked


def page(slug: str, *opened: str, **address: str | list[str]) -> AppTest:
    """Return a page at an address, some parts of it opened; the mark keeps a page without app.py on its own page."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["_framed"] = True
    for part in opened:
        app.session_state[part] = True
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{slug}.py").run()
    assert not app.exception
    return app


def table(app: AppTest, column: str) -> pd.DataFrame:
    """Return the first table of a page that has a column."""
    return next(each.value for each in app.dataframe if column in each.value)


def close(shown: Any, told: Any) -> bool:  # noqa: ANN401 - of any type
    return bool(pd.isna(shown) if told is None else shown == pytest.approx(told, rel=1e-9))


def alike(one: Any, other: Any) -> bool:  # noqa: ANN401 - decoded JSON
    """Return whether two answers are the same, sums apart that were added up in another order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(alike(each, its) for each, its in zip(one, other, strict=True))
    return bool(one == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other))


def test_every_question_is_held_to_its_page() -> None:
    asked = {name.removeprefix("question_") for name in dir(questions) if name.startswith("question_")}
    assert asked == set(HELD)
    for name in HELD.values():
        assert not name or name in globals() or (ROOT / name).is_file(), name


def test_every_question_but_the_report_is_asked_over_http_too() -> None:
    assert {*OVER_HTTP, "report", "resolve"} == set(HELD)


@pytest.mark.parametrize("name", OVER_HTTP)
def test_http_answers_what_the_command_tells(name: str, ask: Ask, over_http: Callable[[str], Any]) -> None:
    arguments, address = OVER_HTTP[name]
    told = ask(name, *arguments)
    answered = over_http(address)
    paged, answer = answered["page"], answered["answer"]
    for part, value in told.items():
        if part == "unbilled":
            continue  # told by their number: the list is longer than the answer
        whole = value[: len(answer[part])] if paged and part == paged["rows"] else value
        assert alike(answer[part], whole), part
    if paged and paged["rows"] in told:
        assert paged["total"] == len(told[paged["rows"]]) > 0


def test_models_shows_the_abilities_that_the_command_tells(ask: Ask) -> None:
    rows = table(page("models", domain="medical", inferred="true", withdrawn="true"), "value").dropna(subset="value")
    told = [row["value"] for row in ask("ability", "--domain", "medical")["rows"] if row["is_own"]]
    assert len(rows) > 100
    assert sorted(rows["value"]) == pytest.approx(sorted(told))


def test_a_models_page_shows_the_figure_that_the_command_explains(ask: Ask) -> None:
    best = next(row["model_id"] for row in ask("ability", "--domain", "general")["rows"] if row["is_own"])
    told = ask("explain", best, "--domain", "general")
    own = next(row for row in told["rows"] if row["is_own"])
    shown = {metric.label: metric.value for metric in page("model", id=best, domain="general").metric}
    assert shown["Ability: General"] == f"{own['value']:.1f}"


def test_leaderboard_shows_the_ranks_that_the_command_tells(ask: Ask) -> None:
    told = ask("leaderboard", "--domain", "medical")
    shown = table(page("leaderboard", domain="medical"), "rank_best")
    assert told["listed"] == len(shown) > 50
    assert list(shown["name"]) == [row["name"] for row in told["rows"]]
    for column in ("rank_best", "rank_worst", "value", "blended_usd_per_mtok", "output_tokens_per_second", "boards"):
        assert all(close(*each) for each in zip(shown[column], (row[column] for row in told["rows"]), strict=True))


def test_a_benchmarks_page_shows_the_results_that_the_command_tells(ask: Ask) -> None:
    told = ask("benchmark", "gpqa_diamond")
    app = page("benchmark", id="gpqa_diamond")
    shown = table(app, "score_source")
    results = [row for row in told["results"] if row["evidence"] != "self-reported"]
    assert list(shown["value"]) == [row["value"] for row in results]
    assert list(table(app, "share")["share"]) == [row["share"] for row in told["domains"]]
    assert markdown_text(told["saturation"]) in "\n".join(part.value for part in app.markdown)


@pytest.mark.parametrize("name", ["support-chat", "on-premises"])
def test_choose_shows_the_shortlist_and_bills_that_the_command_tells(name: str, ask: Ask) -> None:
    told = ask("choose", "--need", name)
    app = page("choose", "reasons", **to_address(need_named(current_snapshot(), name)))
    shown = table(app, "usd_per_month")
    assert list(shown["name"]) == [row["name"] for row in told["shortlist"]]
    bills = zip(shown["usd_per_month"], (row["usd_per_month"] for row in told["shortlist"]), strict=True)
    assert all(close(*each) for each in bills)
    said = "\n".join(part.value for part in app.markdown)
    assert [winner["title"] for winner in told["winners"] if winner["title"] not in said] == []


def test_choose_is_as_cautious_or_bold_as_the_command(ask: Ask) -> None:
    both: tuple[Caution, ...] = ("cautious", "bold")
    told = {caution: ask("choose", "--need", "support-chat", "--caution", caution) for caution in both}
    need = need_named(current_snapshot(), "support-chat")
    for caution, answer in told.items():
        app = page("choose", "reasons", **to_address(replace(need, caution=caution)))
        shown = table(app, "ability_cautious")
        for column in ("ability_cautious", "chance_best", "chance_near"):
            pairs = zip(shown[column], (row[column] for row in answer["shortlist"]), strict=True)
            assert all(close(*each) for each in pairs), column
        said = "\n".join(part.value for part in app.markdown)
        assert markdown_text(answer["winners"][0]["reason"]) in said
    orders = [[row["ability_cautious"] for row in answer["shortlist"]] for answer in told.values()]
    assert orders[0] != orders[1]


def test_changes_counts_what_the_command_tells(ask: Ask) -> None:
    told = ask("changes")["counts"]
    said = "\n".join(part.value for part in page("changes").markdown)
    assert told["price"] > 0
    assert f"{told['price']:,} price change" in said


def test_costs_shows_the_bills_that_the_command_tells(ask: Ask) -> None:
    told = ask("cost", *_request())["models"]
    shown = table(page("costs", least="Any ability", **REQUEST), "usd_per_month")
    assert len(shown) > 100
    assert sorted(shown["usd_per_month"]) == pytest.approx(sorted(row["usd_per_month"] for row in told))
    sellers = {(row["name"], seller_title(row["provider"])) for row in told}
    assert set(zip(shown["name"], shown["provider"], strict=True)) == sellers


@pytest.mark.parametrize("more", [{}, {"precision": "FP8"}])
def test_costs_shows_the_machines_that_the_command_tells(more: dict[str, str], ask: Ask) -> None:
    model_id = "meta-llama/llama-3.3-70b-instruct"
    options = ["--precision", more["precision"].lower()] if more else []
    told = [plan for plan in ask("hosting", model_id, *_request(), *options)["plans"] if plan["fits"]]
    shown = table(page("costs", own="true", serve=model_id, **REQUEST, **more), "needed_gb")
    assert len(shown) == len(told) > 0
    for column in ("usd_per_month", "tokens_per_second", "needed_gb", "hosting_usd_per_month", "cheaper_from"):
        found = shown.get(column, pd.Series(float("nan"), index=shown.index))  # a column of unknowns is not drawn
        pairs = zip(found, (plan.get(column) for plan in told), strict=True)
        assert all(close(*each) for each in pairs), column


def test_openness_shows_who_meets_all_as_the_command_tells(ask: Ask) -> None:
    told = ask("openness")
    said = "\n".join(part.value for part in page("openness").markdown)
    assert f"**{len(told['meets_all'])} of" in said


def test_fine_tunes_shows_the_variants_that_the_command_tells(ask: Ask) -> None:
    base, domain = "mistralai/Mistral-7B-v0.1", "medical"
    told = [row["hub_repo_id"] for row in ask("variants", "--base", base, "--domain", domain)["rows"]]
    shown = [each for each in table(page("fine_tunes", base=base, domain=domain), "grade")["hub_repo_id"] if each]
    assert len(shown) > 3
    assert [each for each in shown if each not in told] == []


def test_resolve_means_the_model_that_the_other_commands_take(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("gpt-4\n"))
    assert questions.main(["resolve", "--json"]) == 0
    resolved = json.loads(capsys.readouterr().out)
    assert ask("explain", "gpt-4", "--domain", "general")["model_id"] == resolved["model_id"]


def _request() -> list[str]:
    options = ("--requests", "--input-tokens", "--output-tokens", "--cached-tokens")
    return [part for pair in zip(options, REQUEST.values(), strict=True) for part in pair]

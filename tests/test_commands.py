"""The commands: python -m etl and python -m catalog, through their main()."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from catalog import __main__ as questions
from catalog import store
from catalog.__main__ import main as ask
from catalog.curated.table import Table
from catalog.errors import CuratedError
from etl import __main__ as commands
from etl import refresh as refreshing
from etl.__main__ import main
from etl.build import publish, write_tables
from etl.bundle import read_bundle, write_bundle
from etl.source import discover
from tests.handmade import model, score, tables
from tests.snapshot_rows import ROWS

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ARCHIVE = next(source_id for source_id, source in discover().items() if source.fetch is None)
STATUS_KEYS = {"source_id", "outcome", "reason", "as_of", "rows", "rejected"}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder without a snapshot; there is no bundle either."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    monkeypatch.setattr(store, "DATASETS", tmp_path / "none")
    monkeypatch.setattr(refreshing, "read_bundle", dict)
    return tmp_path


@pytest.fixture
def data(empty: Path) -> Path:
    """Return a data folder with one snapshot, of the rows that the tests share."""
    publish(empty, tables(), NOW)
    return empty


def printed(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - decoded JSON
    return json.loads(capsys.readouterr().out)


def typed(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    """Put a text on standard input."""
    body = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(body), encoding="utf-8"))


@pytest.mark.parametrize("run", [main, ask])
@pytest.mark.parametrize("arguments", [[], ["nothing"], ["--what"]])
def test_a_command_that_does_not_exist_is_refused(run: Any, arguments: list[str]) -> None:  # noqa: ANN401
    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == 2


def test_every_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    written = [getattr(commands, name).__doc__ for name in dir(commands) if name.startswith("command_")]
    assert len(written) >= 8
    assert [text for text in written if text not in told] == []


COMMANDS = sorted(name.removeprefix("command_") for name in dir(commands) if name.startswith("command_"))
QUESTIONS = sorted(name.removeprefix("question_") for name in dir(questions) if name.startswith("question_"))


@pytest.mark.parametrize(
    ("run", "arguments"),
    [(ask, []), (main, []), *((ask, [name]) for name in QUESTIONS), *((main, [name]) for name in COMMANDS)],
    ids=lambda each: " ".join(each) if isinstance(each, list) else each.__module__,
)
def test_every_commands_help_is_printed(run: Any, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ANN401
    with pytest.raises(SystemExit) as stopped:
        run([*arguments, "--help"])
    assert stopped.value.code == 0
    assert "usage: python -m" in capsys.readouterr().out


@pytest.mark.usefixtures("empty")
def test_the_tables_kept_by_hand_are_checked_without_a_snapshot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--curated"]) == 0
    assert capsys.readouterr().out == "no problems found\n"


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("arguments", [["check"], ["check", "--curated"]])
def test_a_typo_in_a_table_kept_by_hand_is_told_by_check(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [
        "datasets/domains.csv, line 2, column kind: found 'tsak', expected one of task, field, language",
        "and another",
    ]

    def read(*_: object, **__: object) -> None:
        raise CuratedError(*said)

    monkeypatch.setattr(Table, "rows", read)
    assert main(arguments) == 1
    assert capsys.readouterr().out.splitlines() == [*said, "2 problems found"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["status"],
        ["status", "--json"],
        ["diff", "current", "current"],
        ["bundle"],
        ["validate", "--variants"],
        ["validate", "--hosting"],
    ],
)
def test_without_a_snapshot_a_command_is_a_sentence_and_2(
    arguments: list[str], empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "etl: there is no snapshot yet; run `python -m etl refresh` or `make snapshot`\n"
    assert list(empty.iterdir()) == []


def test_a_garbled_pointer_leads_to_the_newest_sound_snapshot_and_is_told(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "CURRENT").write_bytes(b"\xff\x00")
    assert main(["status"]) == 0
    told = capsys.readouterr().out
    assert "shown instead of the current one" in told
    assert "names no snapshot" in told


def test_a_garbled_pointer_without_a_sound_snapshot_is_a_sentence_and_2(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "CURRENT").write_bytes(b"\xff\x00")
    for path in (data / "snapshots").glob("*.duckdb"):
        path.write_bytes(b"cut")
    assert main(["status"]) == 2
    assert "names no snapshot" in capsys.readouterr().err


@pytest.mark.usefixtures("data")
def test_a_snapshot_of_another_name_is_a_sentence_that_lists_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "19990101T000000Z"]) == 2
    assert "there are 20261123T120000Z" in capsys.readouterr().err


@pytest.mark.usefixtures("data")
@pytest.mark.slow
def test_a_sound_snapshot_passes_its_check(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ([], ["current"], ["20261123T120000Z"], ["20261123T120000Z.duckdb"]):
        assert main(["check", *name]) == 0
        assert capsys.readouterr().out == "no problems found\n"


def test_a_snapshot_that_is_not_sound_fails_its_check(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = score(model_id="no/such", source_id="acme_board")
    write_tables(data / "snapshots" / "20200101T000000Z.duckdb", tables(scores=[lost]))
    assert main(["check", "20200101T000000Z"]) == 1
    out = capsys.readouterr().out
    assert "'no/such'" in out
    assert out.endswith("problems found\n")


def test_a_name_reaches_no_file_outside_the_snapshots(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tables(data / "20200101T000000Z.duckdb", tables())
    assert main(["check", "../20200101T000000Z"]) == 2
    assert "no snapshot is called" in capsys.readouterr().err


@pytest.mark.usefixtures("data")
def test_status_as_json_names_the_snapshot_and_each_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json"]) == 0
    status = printed(capsys)
    assert status["snapshot"] == "20261123T120000Z.duckdb"
    assert [source["source_id"] for source in status["sources"]] == ["acme_board", "acme_claims", "acme_prices"]
    assert all(set(source) >= STATUS_KEYS for source in status["sources"])
    claims = status["sources"][1]
    assert (claims["outcome"], claims["reason"], claims["as_of"], claims["rows"]) == (
        "stale",
        "its answer did not arrive",
        "2026-08-19",
        10,
    )


def test_status_knows_of_a_refresh_that_published_nothing_new(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = {"acme_board": {"outcome": "stale", "reason": "no answer", "checked_at": "2026-11-24T00:00:00+00:00"}}
    (data / "raw").mkdir()
    (data / "raw" / "outcomes.json").write_text(json.dumps(later), encoding="utf-8")
    main(["status", "--json"])
    board = printed(capsys)["sources"][0]
    assert (board["outcome"], board["reason"], board["checked_at"]) == (
        "stale",
        "no answer",
        "2026-11-24T00:00:00+00:00",
    )


@pytest.mark.parametrize("text", ["", '{"acme_board": {"out'])
def test_status_does_without_a_damaged_note_of_the_last_refresh(
    data: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (data / "raw").mkdir()
    (data / "raw" / "outcomes.json").write_text(text, encoding="utf-8")
    assert main(["status", "--json"]) == 0
    assert printed(capsys)["sources"][0]["outcome"] == "fresh"


@pytest.mark.usefixtures("data")
def test_status_for_people_has_a_line_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "snapshot 20261123T120000Z.duckdb"
    assert len(lines) == len(ROWS["sources"])
    assert lines[1].endswith("its answer did not arrive")


def test_a_diff_as_json_has_its_four_kinds(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer = tables(models=[*ROWS["models"], model("new/one", name="New one")])
    write_tables(data / "snapshots" / "20270101T000000Z.duckdb", newer)
    assert main(["diff", "current", "20270101T000000Z", "--json"]) == 0
    found = printed(capsys)
    assert set(found) == {"new", "gone", "repriced", "rescored"}
    assert found["new"] == [{"model_id": "new/one", "name": "New one"}]
    assert main(["diff", "20270101T000000Z", "current"]) == 0
    assert "gone: 1\n  model_id new/one, name New one\n" in capsys.readouterr().out


def test_a_diff_prints_no_more_rows_than_asked_for(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tables(data / "snapshots" / "20270101T000000Z.duckdb", tables(models=[], scores=[], offers=[]))
    main(["diff", "current", "20270101T000000Z", "--limit", "2"])
    out = capsys.readouterr().out
    assert f"gone: {len(ROWS['models'])}\n" in out
    assert out.count("  model_id") == 2


@pytest.mark.slow
def test_the_bundle_is_written_and_restored(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bundled"
    monkeypatch.setattr(commands, "write_bundle", partial(write_bundle, folder=folder))
    monkeypatch.setattr(refreshing, "read_bundle", partial(read_bundle, folder))
    assert main(["bundle"]) == 0
    assert (folder / "manifest.json").exists()
    assert main(["bundle", "--restore", "--if-missing"]) == 0
    assert len(list((data / "snapshots").glob("*.duckdb"))) == 1
    assert main(["bundle", "--restore"]) == 0
    assert len(list((data / "snapshots").glob("*.duckdb"))) == 2
    assert "from datasets/bundled" in capsys.readouterr().out
    assert main(["check"]) == 0


def test_without_a_bundle_there_is_nothing_to_restore(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bundle", "--restore", "--if-missing"]) == 3
    assert "holds no manifest.json" in capsys.readouterr().err
    assert not (empty / "CURRENT").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["refresh", "--only", "nowhere"], "no source is called 'nowhere'"),
        (["record", "nowhere"], "no source is called 'nowhere'"),
        (["record", ARCHIVE], "is a frozen archive"),
        (["schedule", "--every", "1s"], "at least 5m"),
    ],
)
def test_misuse_is_a_sentence_and_2(
    arguments: list[str], words: str, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith("etl: ")
    assert words in told
    assert not (empty / "CURRENT").exists()


@pytest.mark.usefixtures("empty")
def test_a_key_press_ends_a_command_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "refresh", stopped)
    assert main(["refresh"]) == 130
    assert "what was published before still stands" in capsys.readouterr().err


def test_docs_are_current_or_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs", "--check"]) == 0
    monkeypatch.setattr(commands, "write_pages", lambda *, check: ["a.md"] if check else [])
    assert main(["docs", "--check"]) == 1
    assert capsys.readouterr().out == "docs/a.md is out of date: run `make fix`\n"
    assert main(["docs"]) == 0


def answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | bytes
) -> list[dict[str, Any]]:
    """Return what `resolve --json` says of each line of a text."""
    typed(monkeypatch, text)
    assert ask(["resolve", "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_resolve_answers_each_line_with_the_stable_keys(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(empty, tables(models=[model("openai/gpt-5"), model("big/best")], scores=[], offers=[]), NOW)
    found = answered(monkeypatch, capsys, "gpt-5-2025-08-07-high\nbig/best\nzebra\n")
    assert [set(line) for line in found] == [{"name", "model_id", "hub_repo_id", "effort", "confidence", "why"}] * 3
    assert [(line["name"], line["model_id"], line["effort"]) for line in found] == [
        ("gpt-5-2025-08-07-high", "openai/gpt-5", "high"),
        ("big/best", "big/best", None),
        ("zebra", None, None),
    ]
    assert found[2]["why"]


def test_resolve_reads_a_developer_behind_a_tab(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    twins = [model("openai/orca-large-2"), model("google/orca-large-2")]
    publish(empty, tables(models=twins, scores=[], offers=[]), NOW)
    found = answered(monkeypatch, capsys, "Orca Large 2\nOrca Large 2\tGoogle\nOrca Large 2\tOpenAI\r\n")
    assert [line["model_id"] for line in found] == [None, "google/orca-large-2", "openai/orca-large-2"]
    assert found[1]["name"] == "Orca Large 2"


@pytest.mark.parametrize("text", ["\n", "   \n", "\t\n", "\tOpenAI\n", "\x00\n", "\r\n"])
@pytest.mark.usefixtures("data")
def test_resolve_answers_a_blank_line_as_one_that_met_no_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (line,) = answered(monkeypatch, capsys, text)
    assert (line["model_id"], line["why"]) == (None, "the name has no words")


@pytest.mark.usefixtures("data")
def test_resolve_of_nothing_answers_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answered(monkeypatch, capsys, "") == []


@pytest.mark.usefixtures("data")
def test_resolve_goes_on_after_a_byte_that_is_no_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [line["model_id"] for line in answered(monkeypatch, capsys, b"\xff\xfe\nbig/best\n")] == [None, "big/best"]


@pytest.mark.usefixtures("data")
def test_resolve_for_people_is_a_line_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "big/best\nzebra\n")
    assert ask(["resolve"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "big/best: big/best (the same id)"
    assert second.startswith("zebra: unresolved (")


def test_resolve_without_any_figures_is_a_sentence_and_2(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "gpt-5\n")
    assert ask(["resolve", "--json"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "",
        "catalog: There is no snapshot yet. Run `python -m etl refresh` to make one.\n",
    )
    assert list(empty.iterdir()) == []


@pytest.mark.slow
def test_the_commands_run_as_programs(data: Path) -> None:
    environment = os.environ | {"SHORTLIST_DATA": str(data)}
    for arguments, given, status in (
        (["catalog", "resolve", "--json"], "big/best\n", 0),
        (["etl", "status", "--json"], "", 0),
        (["etl", "check", "nowhere"], "", 2),
    ):
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_reader_that_has_enough_gets_no_trace(data: Path) -> None:
    command = [sys.executable, "-m", "catalog", "ability", "--domain", "hard"]
    environment = os.environ | {"SHORTLIST_DATA": str(data)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as asked:  # type: ignore[call-overload] # noqa: S603
        asked.stdout.close()
        assert asked.stderr.read() == b""
    assert asked.returncode == 0

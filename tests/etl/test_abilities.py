"""What the refresh derives from the scores, and what the commands say of it."""

import json
import math
from collections.abc import Collection
from typing import Any

import pandas as pd
import pytest

from catalog import __main__ as asking
from catalog.answers.ability import AbilityQuestion, UnknownDomainError, answer, as_json, explanation, makeup_told
from catalog.curated.memberships import memberships as curated
from catalog.snapshot import Snapshot
from catalog.store import Store
from etl.abilities import ability_tables
from etl.checks import check_abilities
from tests.ability_world import benchmarks, models, scores, strong_to_weak

TEST = next(one.benchmark_id for one in curated() if one.domain == "code")
SOURCES = pd.DataFrame(
    {"source_id": ["board", "private"], "may_redistribute": [True, False], "is_frozen": [False, False]}
)


def world(source_id: str) -> pd.DataFrame:
    return scores([(name, TEST, value) for name, _, value in strong_to_weak(30, 1)], source_id=source_id)


def derived(frame: pd.DataFrame, uncounted: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    return ability_tables(
        {
            "domains": pd.DataFrame({"domain": ["code"]}),
            "scores": frame,
            "benchmarks": benchmarks([TEST]),
            "models": models(sorted(set(frame["model_id"]))),
            "offers": pd.DataFrame({"model_id": [], "price_kind": []}),
            "sources": SOURCES,
        },
        uncounted,
    )


def test_a_source_that_may_not_be_passed_on_counts_where_it_is_at_home() -> None:
    both = derived(pd.concat([world("board"), world("private").assign(value=1.0)], ignore_index=True))
    assert set(both["ability_tests"]["source_id"]) == {"board", "private"}
    assert not both["abilities"].equals(derived(world("board"))["abilities"])
    assert not derived(world("private"))["abilities"].empty


def test_a_source_that_does_not_count_takes_no_part() -> None:
    alone = derived(world("board"))
    beside = derived(pd.concat([world("board"), world("private").assign(value=1.0)], ignore_index=True), {"private"})
    pd.testing.assert_frame_equal(alone["abilities"], beside["abilities"])
    assert set(beside["ability_tests"]["source_id"]) == {"board"}
    assert derived(world("private"), {"private"})["abilities"].empty


def test_a_domain_that_the_draft_does_not_have_has_no_abilities() -> None:
    assert set(derived(world("board"))["abilities"]["domain"]) == {"code"}


def ability_rows(snapshot: Snapshot, domain: str, limit: int | None = None) -> list[dict[str, Any]]:
    question = AbilityQuestion(domain=domain, limit=limit)
    rows: list[dict[str, Any]] = as_json(snapshot, question, answer(snapshot, question))["rows"]
    return rows


def test_the_bundle_holds_sound_abilities(bundled_store: Store) -> None:
    tables = {name: bundled_store.table(name).df() for name in ("abilities", "models", "domains")}
    assert list(check_abilities(tables)) == []
    assert len(tables["abilities"]) > 10_000


def test_a_row_says_what_it_rests_on(bundled_store: Store) -> None:
    rows = ability_rows(Snapshot("made", bundled_store), "medical", 30)
    assert [row["value"] for row in rows] == sorted((row["value"] for row in rows), reverse=True)
    assert [row["tie_group"] for row in rows] == sorted(row["tie_group"] for row in rows)
    measured = [row for row in rows if row["coverage"] > 0]
    assert all(row["scores"] for row in measured)
    assert {"benchmark_id", "value", "source_id", "as_of", "weight"} <= set(measured[0]["scores"][0])


def test_an_explanation_weighs_every_score(bundled_store: Store) -> None:
    told = explanation(Snapshot("made", bundled_store), "openai/gpt-4", "medical")
    assert [row["is_own"] for row in told["rows"]].count(True) <= 1
    assert all(0 <= score["weight"] <= 1 and score["source"] and score["licence"] for score in told["scores"])
    assert sum({(s["benchmark_id"], s["source_id"]): s["weight"] for s in told["scores"]}.values()) <= 1 + 1e-9


def test_weights_of_each_domain_sum_to_one(bundled_store: Store) -> None:
    for domain, total in bundled_store.execute(
        "SELECT domain, sum(weight) FROM ability_tests GROUP BY domain"
    ).fetchall():
        assert math.isclose(total, 1), domain


def test_an_unknown_domain_names_those_that_there_are(bundled_store: Store) -> None:
    with pytest.raises(UnknownDomainError, match=r"no domain 'cooking'.*medical"):
        ability_rows(Snapshot("made", bundled_store), "cooking")


def test_the_command_prints_rows(
    bundled_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asking, "current_snapshot", lambda: Snapshot("made", bundled_store.cursor()))
    assert asking.main(["ability", "--domain", "code", "--limit", "3", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    names = {"model_id", "effort", "value", "low", "high", "coverage", "tie_group", "scores"}
    assert len(rows) == 3
    assert names <= set(rows[0])
    assert asking.main(["ability", "--domain", "code", "--limit", "3"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["ability", "--domain", "cooking"],
        ["explain", "nobody/knows-this-one", "--domain", "code"],
        ["explain", "openai/gpt-4", "--domain", "cooking"],
    ],
)
def test_a_wrong_question_gets_a_sentence(
    arguments: list[str], bundled_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asking, "current_snapshot", lambda: Snapshot("made", bundled_store.cursor()))
    assert asking.main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("catalog: ")


def test_the_explaining_command_prints_scores_with_source_and_weight(
    bundled_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asking, "current_snapshot", lambda: Snapshot("made", bundled_store.cursor()))
    assert asking.main(["explain", "openai/gpt-4", "--domain", "medical"]) == 0
    assert "weight" in capsys.readouterr().out
    assert asking.main(["explain", "openai/gpt-4", "--domain", "medical", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scores"][0].keys() >= {"source", "as_of", "weight", "licence"}


def test_a_row_that_speaks_has_its_best_effort_beside_it_and_the_domain_says_what_it_is_made_of(
    bundled_store: Store,
) -> None:
    snapshot = Snapshot("made", bundled_store)
    question = AbilityQuestion(domain="code")
    told = as_json(snapshot, question, answer(snapshot, question))
    own = [row for row in told["rows"] if row["is_own"]]
    assert all(row["best_value"] >= row["value"] for row in own)
    assert any(row["tokens_ratio"] for row in own)
    assert {row["best_value"] for row in told["rows"] if not row["is_own"]} <= {None}
    assert math.isclose(sum(source["weight"] for source in told["sources"]), 1)
    assert told["made_of"].startswith("Code is made of, by weight: ")


def test_a_domain_names_its_heaviest_boards_and_how_much_of_it_is_votes() -> None:
    makeup = pd.DataFrame(
        {"source": ["One", "Two", "Three", "Four", "Five"], "weight": [0.4, 0.3, 0.2, 0.096, 0.004], "of_votes": 0.0}
    )
    assert makeup_told("Code", makeup) == (
        "Code is made of, by weight: One 40 %; Two 30 %; Three 20 %; 2 other boards 10 %. None of it is people's votes."
    )
    voted = makeup.assign(of_votes=[0.4, 0, 0, 0, 0.004])
    assert makeup_told("Code", voted).endswith("People's votes are 40 % of it.")
    assert makeup_told("Turkish", makeup.head(0)) == ""

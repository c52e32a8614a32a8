"""The bundled snapshot: what it holds, what it leaves out, and that a damaged one is refused."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.curated.benchmarks import benchmarks, domains
from catalog.records import (
    TABLES,
    Conflict,
    KnownName,
    LineageEdge,
    Model,
    OpennessVerdict,
    PricePeriod,
    Reject,
    SourceState,
    Speed,
    Unresolved,
    columns,
)
from etl import bundle
from etl.build import arrow_of
from etl.bundle import passed_on, read_bundle, write_bundle
from etl.checks import check_tables
from etl.derived import derived_tables
from etl.errors import BuildError
from etl.join import Tables, frame_of
from tests.ability_world import strong_to_weak
from tests.handmade import fact, model, offer, score, tables
from tests.snapshot_rows import ROWS

pytestmark = pytest.mark.slow

SECRET, MODEL = "secret", "secret/model"


def state(source_id: str, *, may_redistribute: bool) -> SourceState:
    return SourceState(
        source_id=source_id,
        title=source_id,
        publisher=source_id,
        url="https://example.org",
        licence="own terms",
        may_redistribute=may_redistribute,
        attribution=source_id,
        outcome="fresh",
        rows=1,
        rejected=0,
    )


def with_secrets() -> Tables:
    """Return the shared rows, and a row in every table of a source that may not be passed on."""
    about: dict[str, Any] = {"model_id": MODEL, "source_id": SECRET}
    stated: dict[str, Any] = {"model_id": "big/best", "benchmark_id": "unpriced"}
    conflict: dict[str, Any] = {
        "model_id": "big/best",
        "fact": "unpriced",
        "low_value": 1.0,
        "high_value": 2.0,
        "statements": 3,
        "spread_percent": 66.7,
    }
    extra: dict[str, list[Any]] = {
        "models": [Model(name="Secret", **about)],
        "model_names": [KnownName(model_id=MODEL, name="secret name")],
        "facts": [
            fact(MODEL, "tools", "true", source_id=SECRET),
            fact(MODEL, "weights", "open", source_id="acme_board"),
        ],
        "scores": [
            score(benchmark_id="med_test", **about),
            score(2.0, "med_test", model_id="big/best", source_id=SECRET),
            score(10.0, **stated, source_id="acme_board"),
            score(20.0, **stated, source_id="acme_prices"),
            score(30.0, **stated, source_id=SECRET),
        ],
        "offers": [offer(**about)],
        "price_history": [PricePeriod(provider="acme", **about)],
        "speeds": [Speed(evidence="measured", **about)],
        "lineage": [
            LineageEdge(child="secret/a", parent="secret/b", relation="merge", evidence="tag", source_id=SECRET)
        ],
        "openness": [OpennessVerdict(subject="secret", criterion="weights", verdict="open", source_id=SECRET)],
        "rejects": [Reject(source_id=SECRET, reason="secret", count=1)],
        "unresolved": [Unresolved(source_id=SECRET, name="secret", count=1, why="secret")],
        "sources": [state(SECRET, may_redistribute=False)],
        "conflicts": [
            Conflict(low_source_id=SECRET, high_source_id="acme_board", **conflict),
            Conflict(low_source_id="acme_board", high_source_id=SECRET, **conflict),
            Conflict(low_source_id="acme_board", high_source_id="acme_claims", **conflict),
        ],
    }
    return tables(**{table: [*ROWS.get(table, []), *rows] for table, rows in extra.items()})


def mentions(frame: pd.DataFrame, word: str) -> list[object]:
    """Return the rows of a frame in which a word stands anywhere."""
    return [row for row in frame.to_dict("records") if word in str(row)]


def test_a_bundled_source_says_that_it_comes_from_the_bundle(tmp_path: Path) -> None:
    write_bundle(tables(), tmp_path)
    sources = read_bundle(tmp_path)["sources"]
    assert set(sources["outcome"]) == {"unchanged"}
    assert set(sources["reason"]) == {"from the bundled snapshot"}


def test_what_is_written_is_read_back_equal(tmp_path: Path) -> None:
    full = model("a/x", input_modalities=("text", "image"), release_date=date(2025, 1, 2), tools=True, parameters=8)
    made = tables(models=[*ROWS["models"], full])
    made["sources"] = made["sources"].assign(outcome="unchanged", reason="from the bundled snapshot")
    write_bundle(made, tmp_path)
    back = read_bundle(tmp_path)
    assert set(back) == set(TABLES)
    for table, record in TABLES.items():
        was, now = arrow_of(made[table], record), arrow_of(back[table], record)
        order = [(name, "ascending") for name in was.column_names if not pa.types.is_list(was.schema.field(name).type)]
        assert now.sort_by(order).equals(was.sort_by(order)), table


def test_unknown_comes_back_as_none(tmp_path: Path) -> None:
    write_bundle(tables(), tmp_path)
    back = read_bundle(tmp_path)
    unpriced = back["offers"][back["offers"]["model_id"] == "no/price"]
    assert unpriced["input_usd_per_mtok"].tolist() == [None]
    assert unpriced["region"].tolist() == [None]


def test_a_source_that_may_not_be_passed_on_leaves_no_row_in_any_table(tmp_path: Path) -> None:
    write_bundle(with_secrets(), tmp_path)
    back = read_bundle(tmp_path)
    assert [row for frame in back.values() for row in mentions(frame, "secret")] == []
    assert "secret" not in (tmp_path / "manifest.json").read_text(encoding="utf-8")
    for table, more in (("scores", 2), ("offers", 0), ("models", 0), ("sources", 0)):
        assert len(back[table]) == len(ROWS[table]) + more


def test_a_conflict_tells_of_what_is_passed_on_only(tmp_path: Path) -> None:
    write_bundle(with_secrets(), tmp_path)
    found = read_bundle(tmp_path)["conflicts"].to_dict("records")
    assert [(row["fact"], row["low_value"], row["high_value"], row["statements"]) for row in found] == [
        ("unpriced", 10.0, 20.0, 2)
    ]


def test_no_ability_of_the_bundle_rests_on_a_source_that_may_not_be_passed_on(tmp_path: Path) -> None:
    world = [(f"acme/{name}", value) for name, _, value in strong_to_weak(30, 1)]
    board = [score(value, "aider_polyglot", model_id=name, source_id="acme_board") for name, value in world]
    secret = [score(100 - value, "aider_polyglot", model_id=name, source_id=SECRET) for name, value in world]

    def draft(scores: list[Any], sources: list[Any]) -> Tables:
        rows: dict[str, list[Any]] = {
            "models": [model(name, source_id="acme_board") for name, _ in world],
            "scores": scores,
            "sources": sources,
            "domains": list(domains().values()),
            "benchmarks": list(benchmarks().values()),
        }
        made = {table: frame_of(record, rows.get(table, [])) for table, record in TABLES.items()}
        return made | derived_tables(made)

    open_source = state("acme_board", may_redistribute=True)
    own = draft(board + secret, [open_source, state(SECRET, may_redistribute=False)])
    without = draft(board, [open_source])
    assert set(own["ability_tests"]["source_id"]) == {"acme_board", SECRET}
    write_bundle(own, tmp_path)
    back = read_bundle(tmp_path)
    for table in ("abilities", "ability_tests"):
        assert not without[table].empty
        names = list(columns(TABLES[table]))
        expected = without[table][names].astype(object).where(without[table][names].notna(), None)
        assert back[table][names].to_numpy().tolist() == expected.to_numpy().tolist()
    assert not own["abilities"]["value"].equals(without["abilities"]["value"])


def test_what_is_left_is_sound(tmp_path: Path) -> None:
    write_bundle(with_secrets(), tmp_path)
    assert check_tables(read_bundle(tmp_path)) == []


def test_a_bundle_that_would_not_be_sound_is_not_written(tmp_path: Path) -> None:
    made = with_secrets()
    other = frame_of(TABLES["scores"], [score(benchmark_id="med_test", model_id=MODEL, source_id="acme_board")])
    with pytest.raises(BuildError, match="not known"):
        write_bundle(made | {"scores": pd.concat([made["scores"], other], ignore_index=True)}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_table_of_no_source_is_passed_on_whole() -> None:
    those = tables()["benchmarks"]
    assert passed_on(those, []) is those


def test_the_manifest_states_each_file_and_each_sources_terms(tmp_path: Path) -> None:
    made = write_bundle(with_secrets(), tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8")) == made
    assert [entry["table"] for entry in made["tables"]] == list(TABLES)
    assert {entry["bytes"] for entry in made["tables"]} == {p.stat().st_size for p in tmp_path.glob("*.parquet")}
    assert [entry["source_id"] for entry in made["sources"]] == ["acme_board", "acme_claims", "acme_prices"]
    assert made["sources"][0]["as_of"] == "2026-08-19"
    assert set(made["sources"][0]) == {"source_id", "as_of", "licence", "attribution", "rows"}


def test_two_bundles_of_the_same_rows_are_the_same(tmp_path: Path) -> None:
    first, second = write_bundle(tables(), tmp_path / "a"), write_bundle(tables(), tmp_path / "b")
    assert first == second


@pytest.mark.parametrize("damage", [b"", b"PAR1 not parquet", None])
def test_a_damaged_file_is_refused_with_its_name(tmp_path: Path, damage: bytes | None) -> None:
    write_bundle(tables(), tmp_path)
    path = tmp_path / "scores.parquet"
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with pytest.raises(BuildError, match=r"scores\.parquet"):
        read_bundle(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tables": [{"table": "scores"}]}', "\xff"])
def test_a_damaged_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(BuildError, match=r"manifest\.json"):
        read_bundle(tmp_path)


def test_a_column_that_an_earlier_version_did_not_write_is_unknown(tmp_path: Path) -> None:
    manifest = write_bundle(tables(), tmp_path)
    path = tmp_path / "offers.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["flag"]), path)
    entry = next(entry for entry in manifest["tables"] if entry["table"] == "offers")
    entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    offers = read_bundle(tmp_path)["offers"]
    assert list(offers) == list(columns(TABLES["offers"]))
    assert set(offers["flag"]) == {None}


def test_without_a_manifest_there_is_no_bundle(tmp_path: Path) -> None:
    assert read_bundle(tmp_path) == {}


def test_a_bundle_that_is_too_large_is_refused_and_the_former_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(tables(), tmp_path)
    monkeypatch.setattr(bundle, "MOST_BYTES", 1000)
    with pytest.raises(BuildError, match="at most 1000 expected"):
        write_bundle(tables(models=[model("a/x")], scores=[], offers=[], speeds=[], abilities=[]), tmp_path)
    assert len(read_bundle(tmp_path)["scores"]) == len(ROWS["scores"])

"""Facts about openness: who says what, which statement counts, what a model lacks, what its licence allows."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from catalog.__main__ import main
from catalog.curated.licences import LICENCES, TERMS, granted, licence
from catalog.errors import CuratedError
from catalog.openness import criteria as openness
from catalog.openness import statements as openness_statements
from catalog.openness.criteria import (
    CRITERIA,
    DIFFERENCE,
    KINDS,
    UnknownSystemError,
    card,
    grid,
    kind,
    kinds,
    lacks,
    licences,
    meets_all,
    named,
    openness_of,
)
from catalog.openness.statements import (
    BASES,
    PARTS,
    RULES,
    STATEMENTS,
    CuratedStatement,
    curated,
    curated_frame,
    statements,
)
from catalog.queries import openness_models, openness_verdicts
from catalog.records import HubModel, OpennessVerdict
from catalog.store import Store, frame, open_snapshot
from etl.build import write_tables
from tests.curated_files import body_of
from tests.handmade import model, tables
from tests.snapshot_rows import ROWS, _source

DAY = date(2026, 5, 11)
MOT_PARTS = {
    "training_data": "Datasets",
    "weights": "Model parameters (Final)",
    "evaluation_code": "Evaluation code",
    "training_code": "Training code",
    "checkpoints": "Model parameters (Intermediate)",
}


def mot(model_id: str | None, subject: str = "", licence_id: str | None = None, **found: Any) -> list[Any]:  # noqa: ANN401
    """Return what MOT says of a model, by part; a part that is not given is one that it does not list."""
    return [
        OpennessVerdict(
            model_id=model_id,
            subject=subject or str(model_id),
            criterion=criterion,
            verdict=found.get(part, "closed"),
            licence_id=licence_id if part == "weights" else None,
            evidence_url=f"https://mot.example/{part}",
            source_id="mot",
            as_of=DAY,
        )
        for part, criterion in MOT_PARTS.items()
    ]


def osai(model_id: str | None, subject: str = "", licence_id: str | None = None, **found: Any) -> list[Any]:  # noqa: ANN401
    """Return what the European index says of a model, by its own criteria."""
    return [
        OpennessVerdict(
            model_id=model_id,
            subject=subject or str(model_id),
            criterion=criterion,
            verdict=verdict,
            licence_id=licence_id if criterion == "weights_endmodel" else None,
            evidence_url=None,
            source_id="osai_index",
            as_of=DAY,
        )
        for criterion, verdict in found.items()
    ]


def hub(repo: str, **facts: Any) -> HubModel:  # noqa: ANN401
    """Return a repository as the Hub lists it."""
    fixed: dict[str, Any] = {"source_id": "hub", "as_of": DAY}
    return HubModel(hub_repo_id=repo, **(fixed | facts))


def row(model_id: str, part: str, verdict: Any, **more: Any) -> CuratedStatement:  # noqa: ANN401
    """Return one curated statement."""
    fixed: dict[str, Any] = {
        "evidence_url": "https://primary.example/page",
        "as_of": date(2024, 2, 1),
        "note": "The paper says so.",
    }
    return CuratedStatement(model_id=model_id, part=part, verdict=verdict, **(fixed | more))


@pytest.fixture
def judge(tmp_path: Path) -> Any:  # noqa: ANN401
    """Return a function from rows to (statements, grid), through a snapshot as the app reads it."""

    def judged(*, curated_rows: Any = (), **rows: list[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:  # noqa: ANN401
        sources = [*ROWS["sources"], _source("mot", "Model Openness Tool"), _source("osai_index", "European index")]
        path = tmp_path / "20261123T120000Z.duckdb"
        path.unlink(missing_ok=True)
        write_tables(path, tables(**({"sources": sources} | rows)))
        store = open_snapshot(path)
        models = openness_models(store)
        said = statements(openness_verdicts(store), models, curated_frame(curated_rows))
        store.close()
        return said, grid(said, models)

    return judged


def cell(table: pd.DataFrame, system_id: str, criterion: str) -> Any:  # noqa: ANN401 - a row of a frame
    """Return one cell of the grid."""
    return table[(table["system_id"] == system_id) & (table["criterion"] == criterion)].iloc[0]


def verdict(table: pd.DataFrame, system_id: str, criterion: str) -> str:
    return str(cell(table, system_id, criterion)["verdict"])


OPEN = dict.fromkeys(MOT_PARTS, "open")
WHOLE = {
    "models": [model("acme/whole", hub_repo_id="Acme/Whole", weights="open", licence_id="apache-2.0")],
    "openness": mot("acme/whole", licence_id="apache-2.0", **OPEN),
    "curated_rows": [row("acme/whole", "training_metrics", "open")],
}


def test_a_model_whose_every_part_is_shown_to_be_open_meets_all_criteria(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(**WHOLE)
    assert list(meets_all(table)["system_id"]) == ["acme/whole"]
    assert kind(table, "acme/whole") == "open source"
    assert lacks(table, "acme/whole") == []


@pytest.mark.parametrize("part", [part for part in MOT_PARTS if part != "weights"])
@pytest.mark.parametrize("found", ["partial", "closed", "unknown"])
def test_one_part_that_is_not_open_is_enough_to_miss(judge: Any, part: str, found: str) -> None:  # noqa: ANN401
    said = mot("acme/whole", licence_id="apache-2.0", **(OPEN | {part: found}))
    _, table = judge(**(WHOLE | {"openness": said}))
    assert meets_all(table).empty
    assert kind(table, "acme/whole") == "open weights"
    assert [lack.criterion for lack in lacks(table, "acme/whole")] == [
        part if part in CRITERIA else "metrics_and_checkpoints"
    ]


@pytest.mark.parametrize(
    ("found", "expected"), [("partial", "open weights"), ("closed", "closed"), ("open", "open source")]
)
def test_the_weights_decide_the_kind(judge: Any, found: str, expected: str) -> None:  # noqa: ANN401
    rows = [*WHOLE["curated_rows"], row("acme/whole", "weights", found)]
    _, table = judge(**(WHOLE | {"curated_rows": rows}))
    assert kind(table, "acme/whole") == expected


def test_weights_of_which_an_index_is_silent_are_open_where_the_record_says_so(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(**(WHOLE | {"openness": mot("acme/whole")}))
    found = cell(table, "acme/whole", "weights")
    assert (found["verdict"], found["basis"], found["lowest"]) == ("open", "sign", "closed")


def test_metrics_that_nobody_shows_leave_the_criterion_unmet(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(**(WHOLE | {"curated_rows": []}))
    found = cell(table, "acme/whole", "metrics_and_checkpoints")
    assert found["verdict"] == "partial"
    assert "Training metrics: no source says" in found["words"]
    assert meets_all(table).empty


@pytest.mark.parametrize(
    ("metrics", "checkpoints", "expected"),
    [
        ("open", "open", "open"),
        ("open", "partial", "partial"),
        ("open", "closed", "partial"),
        ("closed", "partial", "partial"),
        ("closed", "closed", "closed"),
        ("partial", "partial", "partial"),
        ("open", None, "partial"),
        (None, "open", "partial"),
        ("partial", None, "partial"),
        ("closed", None, "closed"),
        (None, "closed", "closed"),
        (None, None, "unknown"),
    ],
)
def test_two_halves_make_one_cell(judge: Any, metrics: str | None, checkpoints: str | None, expected: str) -> None:  # noqa: ANN401
    halves = {"training_metrics": metrics, "checkpoints": checkpoints}
    rows = [row("acme/a", part, found) for part, found in halves.items() if found]
    _, table = judge(models=[model("acme/a")], curated_rows=rows)
    assert verdict(table, "acme/a", "metrics_and_checkpoints") == expected


def test_a_criterion_of_which_nobody_speaks_is_unknown_and_not_closed(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(models=[model("acme/a")])
    rows = table[table["system_id"] == "acme/a"]
    assert list(rows["criterion"]) == list(CRITERIA)
    assert set(rows["verdict"]) == {"unknown"}
    assert rows["evidence_url"].isna().all()
    assert not rows["is_judged"].any()
    assert kind(table, "acme/a") == "unknown"
    assert next(lack.sentence for lack in lacks(table, "acme/a")) == (
        "Training data public: unknown. No source says whether it is public."
    )


def test_every_cell_that_is_known_has_its_link_source_date_and_words(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(**(WHOLE | {"openness": [*WHOLE["openness"], *osai(None, "Alone", weights_endmodel="open")]}))
    known = table[table["verdict"] != "unknown"]
    assert len(known) > len(CRITERIA)
    for name in ("evidence_url", "source_id", "source", "words", "basis"):
        assert known[name].notna().all(), name
    assert known.loc[known["basis"] != "sign", "as_of"].notna().all()


def test_a_system_that_met_no_model_stands_under_its_index_and_name(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(openness=mot(None, "Odd: <b>name</b>", **OPEN))
    assert cell(table, "mot:Odd: <b>name</b>", "weights")["name"] == "Odd: <b>name</b>"
    assert pd.isna(cell(table, "mot:Odd: <b>name</b>", "weights")["model_id"])


def test_a_curated_model_that_the_snapshot_lacks_is_not_dropped(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(curated_rows=[row("gone/model", "weights", "open")])
    assert cell(table, "gone/model", "weights")["name"] == "gone/model"


def test_a_child_inherits_nothing_from_its_base(judge: Any) -> None:  # noqa: ANN401
    child = model("other/child", hub_repo_id="Other/Child", weights="open")
    _, table = judge(**(WHOLE | {"models": [*WHOLE["models"], child]}))
    own = table[(table["system_id"] == "other/child") & (table["criterion"] != "weights")]
    assert set(own["verdict"]) == {"unknown"}


# Which statement counts


def test_a_primary_source_counts_before_an_index_and_both_are_kept(judge: Any) -> None:  # noqa: ANN401
    said, table = judge(
        models=[model("acme/a")],
        openness=osai("acme/a", trainingcode="open"),
        curated_rows=[row("acme/a", "training_code", "closed")],
    )
    found = cell(table, "acme/a", "training_code")
    assert (found["verdict"], found["lowest"], found["highest"]) == ("closed", "closed", "open")
    assert found["is_disputed"]
    assert found["evidence_url"] == "https://primary.example/page"
    kept = said[said["part"] == "training_code"]
    assert list(kept["source_id"]) == ["curated", "osai_index"]
    assert list(kept["is_chosen"]) == [True, False]


def test_an_index_that_judges_counts_before_one_that_is_silent(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(
        models=[model("acme/a")],
        openness=[*mot("acme/a"), *osai("acme/a", trainingcode="open")],
    )
    found = cell(table, "acme/a", "training_code")
    assert (found["verdict"], found["lowest"], found["is_disputed"]) == ("open", "closed", True)


def test_of_two_indexes_that_judge_the_least_open_counts(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(
        models=[model("acme/a")],
        openness=[*mot("acme/a", training_code="open"), *osai("acme/a", trainingcode="partial")],
    )
    assert verdict(table, "acme/a", "training_code") == "partial"


def test_an_unknown_statement_never_wins(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(
        models=[model("acme/a")],
        openness=[*mot("acme/a", training_code="unknown"), *osai("acme/a", trainingcode="open")],
    )
    found = cell(table, "acme/a", "training_code")
    assert (found["verdict"], found["is_disputed"]) == ("open", False)


def test_two_sources_that_agree_are_no_dispute(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(
        models=[model("acme/a")],
        openness=[*mot("acme/a", training_code="open"), *osai("acme/a", trainingcode="open")],
    )
    found = cell(table, "acme/a", "training_code")
    assert (found["statements"], found["is_disputed"]) == (2, False)


@pytest.mark.parametrize(
    ("base", "tuning", "expected"),
    [
        ("open", "open", "open"),
        ("closed", "closed", "closed"),
        ("open", "closed", "partial"),
        ("open", "unknown", "unknown"),
    ],
)
def test_data_of_base_and_tuning_make_one_verdict(judge: Any, base: str, tuning: str, expected: str) -> None:  # noqa: ANN401
    said = osai("acme/a", datasources_basemodel=base, datasources_endmodel=tuning)
    _, table = judge(models=[model("acme/a")], openness=said)
    assert verdict(table, "acme/a", "training_data") == expected


def test_where_an_index_links_nothing_its_own_address_stands(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(models=[model("acme/a")], openness=osai("acme/a", trainingcode="closed"))
    assert cell(table, "acme/a", "training_code")["evidence_url"] == "https://osai_index.example"


def test_weights_under_a_licence_that_is_not_open_are_released_all_the_same(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(models=[model("acme/a")], openness=mot("acme/a", weights="partial", licence_id="llama2"))
    assert verdict(table, "acme/a", "weights") == "open"
    assert verdict(table, "acme/a", "licence") == "partial"


# What the Hub says


def test_a_gate_on_the_hub_makes_weights_partial(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(
        models=[model("acme/gated", hub_repo_id="Acme/Gated"), model("acme/free", hub_repo_id="Acme/Free")],
        hub_models=[hub("Acme/Gated", is_gated=True), hub("Acme/Free", is_gated=False)],
    )
    assert verdict(table, "acme/gated", "weights") == "partial"
    assert kind(table, "acme/gated") == "open weights"
    assert verdict(table, "acme/free", "weights") == "open"
    assert cell(table, "acme/free", "weights")["basis"] == "developer"


def test_a_listing_without_any_gate_does_not_tell_of_gates(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(
        models=[model("acme/a", hub_repo_id="Acme/A")],
        hub_models=[hub("Acme/A", is_gated=False)],
        openness=osai("acme/a", weights_endmodel="partial"),
    )
    found = cell(table, "acme/a", "weights")
    assert (found["verdict"], found["source_id"], found["is_disputed"]) == ("partial", "osai_index", False)


def test_named_datasets_show_some_of_the_data_where_nobody_judged_it(judge: Any) -> None:  # noqa: ANN401
    models = [model("acme/a", hub_repo_id="Acme/A"), model("acme/b", hub_repo_id="Acme/B")]
    listed = [hub(f"Acme/{name}", training_datasets=("acme/data",)) for name in "AB"]
    _, table = judge(models=models, hub_models=listed, curated_rows=[row("acme/b", "training_data", "open")])
    assert verdict(table, "acme/a", "training_data") == "partial"
    assert verdict(table, "acme/b", "training_data") == "open"
    assert not cell(table, "acme/b", "training_data")["is_disputed"]


def test_the_repository_is_found_whatever_its_letters_and_its_address_is_quoted(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(models=[model("acme/a", hub_repo_id="Acme/A b")], hub_models=[hub("acme/a B", licence_id="mit")])
    assert cell(table, "acme/a", "licence")["evidence_url"] == "https://huggingface.co/Acme/A%20b"


def test_the_licence_of_the_repository_counts_before_an_index(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(
        models=[model("acme/a", hub_repo_id="Acme/A")],
        hub_models=[hub("Acme/A", licence_id="mit")],
        openness=osai("acme/a", licence_id="deepseek", weights_endmodel="open"),
    )
    found = cell(table, "acme/a", "licence")
    assert (found["verdict"], found["lowest"], found["highest"]) == ("open", "partial", "open")


def test_the_licences_of_the_whole_project_count_where_nobody_read_that_of_the_weights(judge: Any) -> None:  # noqa: ANN401
    said = osai("acme/a", licence_id="a licence that nobody knows", weights_endmodel="open", licenses="closed")
    _, table = judge(models=[model("acme/a")], openness=said)
    assert verdict(table, "acme/a", "licence") == "closed"
    said = osai("acme/a", licence_id="apache-2.0", weights_endmodel="open", licenses="closed")
    _, table = judge(models=[model("acme/a")], openness=said)
    assert verdict(table, "acme/a", "licence") == "open"


# Kinds


def test_a_licence_cannot_cover_closed_weights(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(models=[model("acme/served", weights="closed")], openness=mot("acme/served", licence_id="mit"))
    cell = table[table["criterion"] == "licence"].iloc[0]
    assert (cell["verdict"], cell["highest"], cell["is_disputed"]) == ("closed", "open", True)
    assert "nothing that it could cover" in cell["words"]
    assert licences(table)["terms"].tolist() == ["closed"]


@pytest.mark.parametrize("weights", ["unknown", "closed"])
def test_an_index_cannot_license_weights_that_nobody_says_can_be_had(judge: Any, weights: str) -> None:  # noqa: ANN401
    _, table = judge(models=[model("acme/served")], openness=mot("acme/served", licence_id="mit", weights=weights))
    found = table[table["criterion"] == "licence"].iloc[0]
    assert (found["verdict"], found["lowest"], found["highest"]) == ("unknown", "unknown", "unknown")
    assert "nobody says that there are weights" in found["words"]
    assert licences(table)["terms"].tolist() == ["unknown"]


def test_no_licence_of_the_bundle_is_granted_by_an_index_for_weights_that_cannot_be_had(bundled: Any) -> None:  # noqa: ANN401
    _, table, _ = bundled
    wide = table.pivot_table(index="system_id", columns="criterion", values="verdict", aggfunc="first")
    granted_by_index = table.loc[(table["criterion"] == "licence") & (table["basis"] == "index"), "system_id"]
    empty = wide["licence"].isin(["open", "partial"]) & ~wide["weights"].isin(["open", "partial"])
    assert not set(granted_by_index) & set(wide.index[empty])


def test_a_model_that_an_index_merely_does_not_list_is_not_called_closed(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(models=[model("acme/silent"), model("acme/said", weights="closed")], openness=mot("acme/silent"))
    assert kind(table, "acme/silent") == "unknown"
    assert kind(table, "acme/said") == "closed"


def test_every_system_has_a_kind_and_the_difference_is_two_sentences(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(**WHOLE)
    found = kinds(table)
    assert set(found.index) == set(table["system_id"])
    assert set(found) <= set(KINDS)
    assert DIFFERENCE.count(". ") == 1
    assert DIFFERENCE.endswith(".")


def test_an_id_that_nobody_has_is_answered_with_the_nearest(judge: Any) -> None:  # noqa: ANN401
    _, table = judge(**WHOLE)
    with pytest.raises(UnknownSystemError, match=r"No model is named 'acme/whale'\. Near it: acme/whole"):
        lacks(table, "acme/whale")
    with pytest.raises(UnknownSystemError):
        kind(table, "")


def test_a_text_means_the_model_of_that_name_else_the_judged_ones_that_hold_it(judge: Any) -> None:  # noqa: ANN401
    models = [model(name) for name in ("acme/big-7b", "acme/big-70b", "zeta/tiny-big-7b-chat", "acme/big-unjudged")]
    said = [part for each in models[:3] for part in mot(each.model_id)]
    _, table = judge(models=models, openness=said)
    assert named(table, "ACME big 7B") == ["acme/big-7b"]
    assert named(table, "big") == ["acme/big-70b", "acme/big-7b", "zeta/tiny-big-7b-chat"]
    assert named(table, "(") == []
    assert named(table, "nothing like it") == []


# Licences


@pytest.mark.parametrize(
    ("licence_id", "terms"),
    [
        ("apache-2.0", "OSI-approved"),
        ("gpl-3.0", "OSI-approved"),
        ("cc-by-4.0", "open, not OSI-approved"),
        ("cc0-1.0", "open, not OSI-approved"),
        ("llama3.1", "permissive with use limits"),
        ("gemma", "permissive with use limits"),
        ("cc-by-nc-4.0", "non-commercial"),
        ("mrl", "research"),
        ("proprietary", "closed"),
        ("other", "unknown"),
        ("kimi-k3", "permissive with use limits"),
        ("of-our-own", "unknown"),
        (None, "unknown"),
        ("llama3.3,gemma", "permissive with use limits"),
        ("apache-2.0,cc-by-nc-4.0", "non-commercial"),
        ("apache-2.0,nobody-knows", "unknown"),
    ],
)
def test_a_licence_has_its_terms(licence_id: str | None, terms: str) -> None:
    assert granted(licence_id).terms == terms


def test_closed_weights_without_a_licence_are_closed() -> None:
    assert granted(None, "closed").terms == "closed"
    assert granted(None, "open").terms == "unknown"
    assert granted("apache-2.0", "closed").terms == "OSI-approved"


@pytest.mark.parametrize(
    ("licence_id", "words"),
    [
        ("llama2", "700 million monthly users"),
        ("llama3.1", 'begin the name of a derived model with "Llama"'),
        ("qwen", "100 million monthly users"),
        ("bigscience-bloom-rail-1.0", "Use restrictions"),
        ("cc-by-nc-4.0", "No commercial use"),
        ("mrl", "Research only"),
        ("tencent-hunyuan-community", "Not for the EU"),
        ("apache-2.0", "No limit on who uses it"),
    ],
)
def test_the_clause_that_matters_is_told_in_words(licence_id: str, words: str) -> None:
    assert words in granted(licence_id).clause


def test_a_licence_with_limits_states_its_clause_and_links_its_text() -> None:
    limited = [licence(row.licence_id) for row in LICENCES.rows() if row.licence_class == "restricted"]
    assert len(limited) > 30
    assert [each.licence_id for each in limited if each and not each.clause] == []
    unlinked = {each.licence_id for each in limited if each and not each.text_url}
    assert unlinked == {"ai-sweden", "telechat"}  # their pages tell the terms; the text itself has no stable address


def test_every_system_has_a_licence_class(judge: Any) -> None:  # noqa: ANN401
    closed = model("acme/closed", weights="closed")
    _, table = judge(**(WHOLE | {"models": [*WHOLE["models"], closed, model("acme/a")]}))
    told = licences(table).set_index("system_id")
    assert told.loc["acme/whole", "terms"] == "OSI-approved"
    assert told.loc["acme/closed", "terms"] == "closed"
    assert told.loc["acme/a", "terms"] == "unknown"
    assert set(told["terms"].cat.categories) == set(TERMS)


# The curated rows and the method


def test_the_curated_rows_are_sound() -> None:
    rows = curated()
    assert rows["as_of"].notna().all()
    assert (rows["as_of"] <= pd.Timestamp(2026, 11, 23)).all()
    assert rows["model_id"].str.fullmatch(r"[a-z0-9][\w.-]*/[\w.-]+").all()
    assert rows["note"].str.endswith(".").all()


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("part", "licence", "one of training_data, weights, evaluation_code"),
        ("part", "colour", "one of training_data, weights, evaluation_code"),
        ("verdict", "unknown", "one of open, partial, closed"),
        ("evidence_url", "http://plain.example", "an address that begins with https://"),
        ("as_of", "2024-2-1", "a day such as 2026-11-30"),
        ("note", "", "a text"),
    ],
)
def test_a_faulty_curated_row_is_refused(column: str, value: str, expected: str) -> None:
    text = {name: str(cell) for name, cell in asdict(row("acme/a", "weights", "open")).items()}
    assert STATEMENTS.read({"openness.csv": body_of(text)}) == (row("acme/a", "weights", "open"),)
    with pytest.raises(CuratedError) as told:
        STATEMENTS.read({"openness.csv": body_of(text | {column: value})})
    assert f"openness.csv, line 2, column {column}: found" in str(told.value)
    assert f"expected {expected}" in str(told.value)


def test_the_method_tells_every_rule() -> None:
    method = " ".join((Path(__file__).parents[2] / "docs/methods/openness.md").read_text(encoding="utf-8").split())
    assert {rule.words for rule in RULES if rule.words not in method} == set()
    for rule in RULES:
        assert all(name in method for name in rule.criterion.split(" and ")), rule.criterion
    assert {name for name in (*BASES, *TERMS) if name not in method} == set()


def test_rules_know_only_parts_and_verdicts_that_exist() -> None:
    assert {rule.part for rule in RULES} < set(PARTS)
    assert {rule.basis for rule in RULES} == {"index", "silence"}
    assert len({(rule.source_id, rule.criterion, rule.found) for rule in RULES}) == len(RULES)


def test_every_verdict_of_the_bundle_on_these_criteria_has_a_rule(bundled: Any) -> None:  # noqa: ANN401
    _, _, store = bundled
    found = frame(store, "SELECT DISTINCT source_id, criterion, verdict FROM openness")
    ruled = {(rule.source_id, rule.criterion) for rule in RULES}
    pairs = {(rule.source_id, rule.criterion, rule.found) for rule in RULES}
    rows = [tuple(each) for each in found.itertuples(index=False)]
    assert len(rows) > 20
    assert [each for each in rows if each[:2] in ruled and each not in pairs] == []


# The bundled snapshot


@pytest.fixture(scope="module")
def bundled(bundled_store: Store) -> Any:  # noqa: ANN401
    said, table = openness_of(bundled_store)
    return said, table, bundled_store


def test_olmo_7b_meets_all_criteria_with_a_link_each(bundled: Any) -> None:  # noqa: ANN401
    _, table, _ = bundled
    assert "allenai/olmo-7b-hf" in set(meets_all(table)["system_id"])
    own = table[table["system_id"] == "allenai/olmo-7b-hf"]
    assert set(own["verdict"]) == {"open"}
    assert own["evidence_url"].str.startswith("https://").all()
    assert not own["is_disputed"].any()


def test_what_is_known_to_lack_is_told_before_what_is_unknown(judge: Any) -> None:  # noqa: ANN401
    said = mot(
        "acme/whole", licence_id="apache-2.0", **(OPEN | {"training_data": "unknown", "training_code": "closed"})
    )
    _, table = judge(**(WHOLE | {"openness": said}))
    assert [lack.verdict for lack in lacks(table, "acme/whole")] == ["closed", "unknown"]


@pytest.mark.parametrize(
    ("system_id", "missing"),
    [
        ("meta-llama/llama-2-7b-hf", set(CRITERIA)),
        ("meta-llama/llama-2-70b-chat", set(CRITERIA)),
        ("mistralai/mistral-7b-v0.1", {"training_data", "evaluation_code", "training_code", "metrics_and_checkpoints"}),
        ("tiiuae/falcon-7b", {"training_data", "evaluation_code", "training_code", "metrics_and_checkpoints"}),
        ("tiiuae/falcon-40b", {"training_data", "evaluation_code", "training_code", "metrics_and_checkpoints"}),
    ],
)
def test_what_a_famous_model_lacks_is_said_with_its_link(bundled: Any, system_id: str, missing: set[str]) -> None:  # noqa: ANN401
    _, table, _ = bundled
    found = lacks(table, system_id)
    assert {lack.criterion for lack in found} == missing
    assert all(lack.evidence_url and lack.evidence_url.startswith("https://") for lack in found)
    assert all(lack.verdict in {"closed", "partial"} for lack in found)
    assert kind(table, system_id) == "open weights"


def test_every_model_of_the_bundle_has_six_cells_and_a_licence_class(bundled: Any) -> None:  # noqa: ANN401
    _, table, store = bundled
    models = set(frame(store, "SELECT model_id FROM models")["model_id"])
    assert models <= set(table["system_id"])
    assert (table.groupby("system_id").size() == len(CRITERIA)).all()
    assert licences(table)["terms"].notna().all()
    assert set(curated()["model_id"]) <= models


def test_one_statement_of_each_part_is_chosen(bundled: Any) -> None:  # noqa: ANN401
    said, _, _ = bundled
    assert (said.groupby(["system_id", "part"])["is_chosen"].sum() == 1).all()


# The command


@pytest.fixture
def asked(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command read the shared snapshot, with one curated model."""
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))
    monkeypatch.setattr(openness, "curated", lambda: curated_frame([row("open/large", "training_code", "partial")]))


@pytest.mark.usefixtures("asked")
def test_the_command_tells_a_model_in_words_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openness", "open/large"]) == 0
    text = capsys.readouterr().out
    assert "open/large: open weights; 4 of 6 criteria not met or not known" in text
    assert "Licence class: OSI-approved." in text
    assert "Training and fine-tuning code: partial, The paper says so [" in text
    assert "https://primary.example/page" in text
    assert main(["openness", "open/large", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["found"] == ["open/large"]
    assert told["difference"] == DIFFERENCE
    (only,) = told["models"]
    assert [each["criterion"] for each in only["criteria"]] == list(CRITERIA)
    assert only["licence"]["terms"] == "OSI-approved"
    assert [each["as_of"] for each in only["statements"] if each["part"] == "training_code"] == ["2024-02-01"]


@pytest.mark.usefixtures("asked")
def test_the_command_without_a_model_tells_which_lack_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openness"]) == 0
    assert DIFFERENCE in capsys.readouterr().out
    assert main(["openness", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["meets_all"] == []
    assert sum(told["kinds"].values()) == len(ROWS["models"])


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("text", ["open/largest", "", "no such thing at all", "'; DROP TABLE models; --"])
def test_the_command_answers_a_name_that_nobody_has_with_a_sentence(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["openness", text]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"catalog: No model is named {text!r}.")


def test_a_card_is_plain_values(judge: Any) -> None:  # noqa: ANN401
    said, table = judge(**WHOLE)
    told = card(said, table, "acme/whole")
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["meets_all"] is True


def test_the_parts_of_the_statements_are_the_criteria(bundled: Any) -> None:  # noqa: ANN401
    said, _, _ = bundled
    assert set(said["part"]) == set(PARTS)
    assert set(said["basis"]) <= set(openness_statements.BASES)

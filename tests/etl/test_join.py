"""Records meet on models, and what several sources say of one model becomes one row."""

from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks, domains
from catalog.identity.resolve import Name
from catalog.records import (
    TABLES,
    HubModel,
    KnownName,
    LineageEdge,
    Model,
    OpennessVerdict,
    Reject,
    Speed,
    Unresolved,
)
from etl.checks import check_facts, check_references, check_required
from etl.join import Tables, frame_of, join
from etl.source import Batch
from tests.handmade import batch, fact, model, offer, score, source

GPT = "openai/gpt-5"
DAY = date(2026, 8, 19)
SOURCES = {
    "openrouter": source("openrouter", founds="ids"),
    **{
        name: source(name)
        for name in ("models_dev", "litellm", "board", "hub", "somebody", "elsewhere", "curated_facts")
    },
}


def joined(carried: Tables | None = None, /, **batches: Batch) -> Tables:
    return join(batches, SOURCES, carried or {}).tables


def says(name: str, **facts: Any) -> Batch:  # noqa: ANN401 - any fact of a model
    """Return a source's batch that serves one model and states facts about it."""
    return batch((Model(**facts), name), (offer(), name))


def facts_of(tables: Tables, model_id: str = GPT) -> dict[str, Any]:
    rows = tables["models"][tables["models"]["model_id"] == model_id].to_dict("records")
    assert len(rows) == 1
    return {str(key): value for key, value in rows[0].items()}


def carried(**rows: list[Any]) -> Tables:
    return {
        table: frame_of(TABLES[table], found) for table, found in ({"models": [], "model_names": []} | rows).items()
    }


@pytest.mark.parametrize("order", [("models_dev", "openrouter", "somebody"), ("somebody", "openrouter", "models_dev")])
def test_a_fact_is_that_of_the_source_believed_first(order: tuple[str, ...]) -> None:
    stated = {"models_dev": 400_000, "openrouter": 128_000, "somebody": 7}
    facts = facts_of(joined(**{name: says(GPT, context_tokens=stated[name]) for name in order}))
    assert facts["context_tokens"] == 400_000


def test_a_source_that_says_nothing_leaves_the_word_to_the_next() -> None:
    tables = joined(
        models_dev=says(GPT, context_tokens=None, input_modalities=()),
        openrouter=says(GPT, context_tokens=128_000, input_modalities=("text", "image")),
        somebody=says(GPT, tools=False),
    )
    facts = facts_of(tables)
    assert (facts["context_tokens"], facts["input_modalities"], facts["tools"]) == (128_000, ("text", "image"), False)


def test_the_hub_is_believed_first_about_its_own_repositories() -> None:
    tables = joined(
        openrouter=batch((Model(parameters=7, licence_id="other"), Name("qwen/qwen3-8b", hub_repo_id="Qwen/Qwen3-8B"))),
        models_dev=says("qwen/qwen3-8b", parameters=9, weights="closed"),
        hub=batch((HubModel(hub_repo_id="Qwen/Qwen3-8B", parameters=8_000_000_000, licence_id="apache-2.0"), None)),
    )
    facts = facts_of(tables, "qwen/qwen3-8b")
    assert (facts["parameters"], facts["weights"], facts["hub_repo_id"]) == (8_000_000_000, "open", "Qwen/Qwen3-8B")
    assert (facts["licence_id"], facts["licence_class"]) == ("apache-2.0", "permissive")


def statements_of(tables: Tables, name: str, model_id: str = GPT) -> dict[str, tuple[str, bool]]:
    """Return what each source states of a fact of a model, and whether it stands."""
    facts = tables["facts"]
    found = facts[(facts["fact"] == name) & (facts["model_id"] == model_id)]
    return {row.source_id: (row.value, row.stands) for row in found.itertuples()}


def test_every_statement_is_kept_with_its_source_and_one_stands() -> None:
    stated = {"models_dev": 400_000, "openrouter": 128_000}
    tables = joined(**{name: says(GPT, context_tokens=tokens) for name, tokens in stated.items()})
    assert statements_of(tables, "context_tokens") == {"models_dev": ("400000", True), "openrouter": ("128000", False)}
    assert list(check_facts(tables)) == []


def test_open_weights_of_a_model_that_is_only_sold_are_unknown() -> None:
    tables = joined(models_dev=says(GPT, weights="open"), openrouter=says(GPT))
    assert facts_of(tables)["weights"] is None
    assert statements_of(tables, "weights") == {"models_dev": ("open", False)}


def test_a_source_that_may_not_be_passed_on_has_no_part_in_facts() -> None:
    own = source("own", may_redistribute=False)
    stated = {"openrouter": says(GPT, release_date=date(2026, 3, 2)), "elsewhere": says(GPT, release_date=DAY)}
    early = batch((score(as_of=date(2026, 1, 1)), GPT), (Model(tools=True), GPT))
    tables = join({**stated, "own": early}, SOURCES | {"own": own}, {}).tables
    assert (facts_of(tables)["tools"], "own" in set(tables["facts"]["source_id"])) == (None, False)
    assert facts_of(tables)["release_date"] == date(2026, 3, 2), "its early result judges no date"


def test_a_task_that_a_person_read_counts_before_what_the_name_implies() -> None:
    read = batch((fact("x", "task", "chat"), GPT))
    tables = joined(openrouter=says(GPT, output_modalities=("text", "image")), curated_facts=read)
    assert statements_of(tables, "task") == {"curated_facts": ("chat", True), "openrouter": ("image", False)}
    assert facts_of(tables)["task"] == "chat"


def test_what_nobody_says_stays_unknown() -> None:
    facts = facts_of(joined(openrouter=says(GPT)))
    known = {"model_id", "name", "developer", "family", "vouched_by", "source_id"}
    assert {key for key, value in facts.items() if value is not None} <= known
    assert (facts["developer"], facts["vouched_by"], facts["source_id"]) == ("openai", "catalogue", "openrouter")


def test_who_can_download_a_model_has_its_weights() -> None:
    facts = facts_of(joined(board=batch((score(), Name("x", hub_repo_id="stranger/Zebra-7B")))), "stranger/zebra-7b")
    assert (facts["weights"], facts["name"], facts["developer"]) == ("open", "Zebra-7B", "stranger")


def test_a_family_is_a_word_of_the_id_or_else_of_the_name() -> None:
    named = (Model(name="Llama tuned"), "a/b")
    tables = joined(openrouter=batch((offer(), "qwen/qwen3-8b"), named, (offer(), "a/b"), (offer(), "c/d")))
    assert dict(zip(tables["models"]["model_id"], tables["models"]["family"], strict=True)) == {
        "a/b": "Llama",
        "c/d": None,
        "qwen/qwen3-8b": "Qwen",
    }


def test_only_models_with_a_figure_have_names() -> None:
    stated = [Name("x", hub_repo_id=repo) for repo in ("stranger/Zebra-7B", "stranger/Horse-7B")]
    tables = joined(board=batch((score(), stated[0]), (Model(), stated[1])))
    assert tables["model_names"].to_dict("records") == [{"model_id": "stranger/zebra-7b", "name": "stranger/Zebra-7B"}]


def test_a_figure_carries_its_source_and_its_own_day() -> None:
    tables = joined(openrouter=says(GPT), board=batch((score(as_of=date(2025, 1, 2)), "GPT-5")))
    row = tables["scores"].iloc[0]
    assert (row.model_id, row.source_id, row.as_of) == (GPT, "board", date(2025, 1, 2))


def test_a_names_settings_stand_beside_its_score() -> None:
    found = batch((score(), "gpt-5-2025-08-07-high"), (score(effort="low"), "gpt-5-high"), (score(), "GPT-5 FP8"))
    scores = joined(openrouter=says(GPT), board=found)["scores"]
    assert scores[["model_id", "effort", "date_stamp", "precision"]].to_numpy().tolist() == [
        [GPT, "high", "20250807", None],
        [GPT, "low", None, None],
        [GPT, None, None, "fp8"],
    ]


def test_an_offers_precision_is_what_the_seller_says() -> None:
    found = batch((offer(precision="bf16"), GPT), (offer(precision=None), f"{GPT}-fp8"))
    assert joined(openrouter=found)["offers"]["precision"].tolist() == ["bf16", None]


def test_a_name_that_met_no_model_is_counted_with_the_reason() -> None:
    horse = Name("Horse", "Acme")
    found = batch((score(1), "Zebra 7B"), (score(2), "Zebra 7B"), (score(3), horse), (score(4), "GPT-5"))
    tables = joined(openrouter=says(GPT), board=found)
    why = "no known model has this name"
    assert tables["unresolved"].to_dict("records") == [
        {"source_id": "board", "name": "Zebra 7B", "developer": None, "count": 2, "why": why},
        {"source_id": "board", "name": "Horse", "developer": "Acme", "count": 1, "why": why},
    ]
    assert tables["scores"]["value"].tolist() == [4]


def test_a_model_without_any_figure_has_no_row() -> None:
    tables = joined(openrouter=batch((Model(context_tokens=9), GPT), (Model(), "openai/o3"), (offer(), "openai/o3")))
    assert tables["models"]["model_id"].tolist() == ["openai/o3"]


def test_who_vouches_for_a_model_is_said() -> None:
    tables = joined(
        openrouter=says(GPT),
        board=batch((score(), Name("Zebra", hub_repo_id="stranger/Zebra-7B")), (score(), "Qwen3 8B")),
        hub=batch((HubModel(hub_repo_id="Qwen/Qwen3-8B", likes=1), None)),
    )
    vouched = dict(zip(tables["models"]["model_id"], tables["models"]["vouched_by"], strict=True))
    assert vouched == {GPT: "catalogue", "stranger/zebra-7b": "board", "qwen/qwen3-8b": "hub"}


def test_a_quantised_copys_figure_is_its_originals() -> None:
    tables = joined(
        hub=batch(
            (HubModel(hub_repo_id="Qwen/Qwen3-8B", likes=1), None),
            (HubModel(hub_repo_id="me/Qwen3-8B-q4", likes=1), None),
            (
                LineageEdge(child="me/Qwen3-8B-q4", parent="Qwen/Qwen3-8B", relation="quantized", evidence="tag"),
                None,
            ),
        ),
        board=batch((score(), Name("x", hub_repo_id="me/Qwen3-8B-q4"))),
    )
    assert tables["scores"]["model_id"].tolist() == ["qwen/qwen3-8b"]
    assert tables["lineage"]["source_id"].tolist() == ["hub"]


def test_a_verdict_on_a_system_that_met_no_model_is_kept() -> None:
    verdicts = [OpennessVerdict(subject=name, criterion="weights", verdict="open") for name in ("GPT-5", "Zebra")]
    openness = joined(openrouter=says(GPT), board=batch(*((v, v.subject) for v in verdicts)))["openness"]
    assert openness["subject"].tolist() == ["GPT-5", "Zebra"]
    assert openness["model_id"].isna().tolist() == [False, True]


def test_rejects_are_counted_by_reason_with_the_first_example() -> None:
    found = says(GPT)
    for example in ("first", "second"):
        found.reject("no price", example)
    found.reject("no name", "third")
    assert joined(openrouter=found)["rejects"].to_dict("records") == [
        {"source_id": "openrouter", "reason": "no price", "count": 2, "example": "first"},
        {"source_id": "openrouter", "reason": "no name", "count": 1, "example": "third"},
    ]


def test_benchmarks_and_domains_are_the_curated_ones() -> None:
    tables = joined(openrouter=says(GPT))
    assert set(tables["benchmarks"]["benchmark_id"]) == set(benchmarks())
    assert set(tables["domains"]["domain"]) == set(domains())


def test_every_table_is_there_and_sound_before_the_build_adds_the_sources() -> None:
    tables = joined(openrouter=says(GPT), board=batch((score(), "GPT-5"), (score(), "Zebra")))
    assert set(TABLES) - set(tables) <= {"sources", "conflicts"}
    whole = tables | {table: frame_of(TABLES[table], ()) for table in ("sources", "conflicts")}
    assert [*check_references(whole), *check_required(whole)] == []


def test_no_source_at_all_makes_empty_tables() -> None:
    tables = joined()
    assert tables["models"].empty
    assert tables["scores"].empty


def test_carried_rows_keep_their_figures_under_the_id_that_the_model_has_now() -> None:
    old = "qwen/qwen3-8b-instruct"
    before = carried(
        models=[model(old, hub_repo_id="Qwen/Qwen3-8B")],
        facts=[fact(old, "context_tokens", "32768", source_id="board")],
        scores=[score(61.5, model_id=old, model_name="Qwen3 8B", source_id="board", as_of=date(2025, 5, 1))],
        speeds=[Speed(model_id=old, output_tokens_per_second=90, evidence="measured", source_id="board")],
    )
    now = batch((offer(), Name("qwen/qwen3-8b", hub_repo_id="Qwen/Qwen3-8B")))
    tables = joined(before, openrouter=now)
    row = tables["scores"].iloc[0]
    assert (row.model_id, row.value, row.source_id, row.as_of) == ("qwen/qwen3-8b", 61.5, "board", date(2025, 5, 1))
    assert tables["speeds"]["model_id"].tolist() == ["qwen/qwen3-8b"]
    assert tables["models"]["model_id"].tolist() == ["qwen/qwen3-8b"]


def test_carried_facts_stay_with_a_model_that_has_a_new_id() -> None:
    old = "qwen/qwen3-8b-instruct"
    before = carried(
        models=[model(old, hub_repo_id="Qwen/Qwen3-8B")],
        facts=[fact(old, "context_tokens", "32768", source_id="board")],
        scores=[score(model_id=old, source_id="board")],
    )
    now = batch((offer(), Name("qwen/qwen3-8b", hub_repo_id="Qwen/Qwen3-8B")))
    assert facts_of(joined(before, openrouter=now), "qwen/qwen3-8b")["context_tokens"] == 32_768


def test_a_carried_fact_counts_as_its_source_does() -> None:
    stated = {"context_tokens": "1", "max_output_tokens": "2", "input_modalities": "text"}
    before = carried(
        models=[model(GPT, vouched_by="catalogue")],
        facts=[fact(GPT, name, value, source_id="elsewhere") for name, value in stated.items()],
        offers=[offer(model_id=GPT, source_id="elsewhere")],
    )
    facts = facts_of(joined(before, somebody=batch((Model(context_tokens=400_000), GPT), (score(), GPT))))
    assert (facts["context_tokens"], facts["max_output_tokens"]) == (400_000, 2)
    assert facts["input_modalities"] == ("text",)


def test_a_carried_model_is_met_by_its_names() -> None:
    before = carried(
        models=[model("deepseek/deepseek-chat", vouched_by="catalogue")],
        model_names=[KnownName(model_id="deepseek/deepseek-chat", name="DeepSeek V3 (prev)")],
        offers=[offer(model_id="deepseek/deepseek-chat", source_id="elsewhere")],
    )
    tables = joined(before, board=batch((score(), "DeepSeek V3 (prev)")))
    assert tables["scores"]["model_id"].tolist() == ["deepseek/deepseek-chat"]


def test_a_carried_model_is_vouched_for_as_before() -> None:
    before = carried(
        models=[model("a/one", vouched_by="catalogue"), model("a/two", vouched_by="board")],
        scores=[score(model_id=name, source_id="board") for name in ("a/one", "a/two")],
    )
    assert joined(before)["models"]["vouched_by"].tolist() == ["catalogue", "board"]


def test_a_carried_verdict_on_a_system_that_met_no_model_stays() -> None:
    verdict = OpennessVerdict(subject="Zebra", criterion="weights", verdict="open", source_id="elsewhere")
    assert joined(carried(openness=[verdict]), openrouter=says(GPT))["openness"]["subject"].tolist() == ["Zebra"]


def test_carried_rejects_and_unresolved_names_stay() -> None:
    before = carried(
        rejects=[Reject(source_id="elsewhere", reason="no price", count=3)],
        unresolved=[Unresolved(source_id="elsewhere", name="Zebra", count=2, why="no known model has this name")],
    )
    tables = joined(before, openrouter=says(GPT))
    assert tables["rejects"]["count"].tolist() == [3]
    assert tables["unresolved"]["name"].tolist() == ["Zebra"]


def test_a_model_is_shown_by_a_source_that_may_be_passed_on_and_takes_its_facts_from_none_other() -> None:
    secret = Batch()
    secret.add(score(), Name(GPT))
    secret.add(Model(context_tokens=123), Name(GPT))
    tables = join(
        {"a_secret": secret, "board": batch((score(), GPT)), "openrouter": batch((model(GPT), GPT))},
        {
            "a_secret": source("a_secret", may_redistribute=False),
            "board": source("board"),
            "openrouter": source("openrouter", founds="ids"),
        },
        {},
    ).tables
    assert facts_of(tables)["source_id"] == "board"
    assert facts_of(tables)["context_tokens"] is None

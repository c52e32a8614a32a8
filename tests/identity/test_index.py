"""The models that names may mean: those that somebody serves or tested, and the Hub's behind them."""

from pathlib import Path

from catalog.identity.index import NOTED_LIKES, HubRepo, hub_known, hub_repos, identity_of, index, key_of
from catalog.identity.resolve import HUB_ONLY, SERVED, TESTED, THIRD_PARTY, UNNOTED, KnownModel, Name
from catalog.records import HubModel, KnownName, LineageEdge
from catalog.store import open_snapshot
from etl.build import write_tables
from tests.handmade import model, tables


def repo(name: str, likes: int = 0, *, is_derived: bool = False) -> HubRepo:
    return HubRepo(repo=name, likes=likes, is_derived=is_derived)


def test_two_ids_of_one_model_have_one_key() -> None:
    assert key_of("qwen/qwen-2.5-7b-instruct") == key_of("Qwen/Qwen2.5-7B-Instruct")
    assert key_of("google/gemma-2-9b-it") == key_of("google/gemma2-9b-instruct")


def test_another_size_date_or_developer_is_another_key() -> None:
    keys = [key_of(f"{name}") for name in ("a/x-7b", "b/x-7b", "a/x-8b", "a/x-7b-2024-08-06", "a/x-7b-2024-11-20")]
    assert len(set(keys)) == len(keys)
    assert key_of("openai/o3-mini-high") != key_of("openai/o3-mini")


def test_a_quantised_repository_has_its_original_and_an_adapter_has_none() -> None:
    repos, originals = hub_repos(
        [("Qwen/Qwen3-8B", 9, 8e9), ("Qwen/Qwen3-8B-AWQ", None, None), ("me/Lora", 3, None), ("me/Tune", 4, None)],
        [
            ("Qwen/Qwen3-8B-AWQ", "Qwen/Qwen3-8B", "quantized"),
            ("me/Lora", "Qwen/Qwen3-8B", "adapter"),
            ("me/Tune", "Qwen/Qwen3-8B", "finetune"),
        ],
    )
    assert originals == {"qwen/qwen3-8b-awq": "qwen/qwen3-8b"}
    assert repos == [
        HubRepo(repo="Qwen/Qwen3-8B", likes=9, is_derived=False, parameters=8e9),
        repo("Qwen/Qwen3-8B-AWQ", 0, is_derived=True),
        repo("me/Lora", 3, is_derived=True),
        repo("me/Tune", 4),
    ]


def test_a_copy_of_two_models_is_the_copy_of_neither() -> None:
    edges = [("a/both-gguf", "a/one", "quantized"), ("a/both-gguf", "a/two", "quantized")]
    assert hub_repos([("a/both-gguf", 1, None)], edges)[1] == {}


def test_the_same_parent_twice_is_one_original() -> None:
    edges = [("A/x-gguf", "A/X", "quantized"), ("a/X-GGUF", "a/x", "quantized")]
    assert hub_repos([], edges)[1] == {"a/x-gguf": "a/x"}


def test_a_known_developers_repository_may_be_meant_and_a_strangers_if_it_is_noted() -> None:
    known = hub_known(
        [
            repo("Qwen/Qwen3-8B"),
            repo("Qwen/Qwen3-8B-AWQ", 500, is_derived=True),
            repo("stranger/Noted-7B", NOTED_LIKES),
            repo("stranger/Unnoted-7B", NOTED_LIKES - 1),
        ]
    )
    assert {m.hub_repo_id: m.rank for m in known} == {
        "Qwen/Qwen3-8B": HUB_ONLY,
        "Qwen/Qwen3-8B-AWQ": UNNOTED,
        "stranger/Noted-7B": THIRD_PARTY,
        "stranger/Unnoted-7B": UNNOTED,
    }


def test_an_unnoted_repository_is_met_by_its_exact_id_only() -> None:
    identity = index([], hub_known([repo("stranger/Green-Zebra-7B")]), {})
    assert identity.resolve(Name("stranger/green-zebra-7b")).model_id == "stranger/green-zebra-7b"
    assert identity.resolve(Name("Green Zebra 7B")).model_id is None


def test_a_repository_that_a_listed_model_stands_for_is_no_second_model() -> None:
    served = KnownModel(model_id="qwen/qwen-2.5-7b-instruct", hub_repo_id="Qwen/Qwen2.5-7B-Instruct")
    hub = list(
        hub_known([repo("Qwen/Qwen2.5-7B-Instruct"), repo("Qwen/Qwen-2.5-7b-instruct"), repo("Qwen/Qwen2.5-7B")])
    )
    identity = index([served], hub, {})
    assert [m.model_id for m in identity.known()] == ["qwen/qwen-2.5-7b-instruct", "qwen/qwen2.5-7b"]


def test_a_listed_models_repository_is_no_second_model_even_under_another_name() -> None:
    served = KnownModel(model_id="sao10k/l3-euryale-70b", hub_repo_id="Sao10K/L3-70B-Euryale-v2.1")
    identity = index([served], hub_known([repo("Sao10K/L3-70B-Euryale-v2.1", NOTED_LIKES)]), {})
    assert identity.resolve(Name("Sao10K/L3-70B-Euryale-v2.1")).model_id == served.model_id


def test_a_strangers_second_repository_of_the_same_words_stays_one_of_its_own() -> None:
    served = KnownModel(model_id="stranger/zebra-7b", hub_repo_id="stranger/Zebra-7B")
    identity = index([served], hub_known([repo("stranger/Zebra_7B", NOTED_LIKES)]), {})
    assert [m.model_id for m in identity.known()] == ["stranger/zebra-7b", "stranger/zebra_7b"]


def test_an_index_knows_the_curated_aliases() -> None:
    listed = [KnownModel(model_id="mistralai/mistral-medium-3")]
    assert index(listed, [], {}).resolve(Name("mistral-medium-2505")).model_id == "mistralai/mistral-medium-3"


def test_a_snapshot_gives_back_the_index_that_made_it(tmp_path: Path) -> None:
    rows = tables(
        models=[
            model("deepseek/deepseek-chat", vouched_by="catalogue", hub_repo_id="deepseek-ai/DeepSeek-V3"),
            model("openai/gpt-5", vouched_by="board"),
            model("qwen/qwen3-8b", vouched_by="hub", hub_repo_id="Qwen/Qwen3-8B"),
        ],
        model_names=[KnownName(model_id="deepseek/deepseek-chat", name="DeepSeek V3 (prev)")],
        hub_models=[HubModel(hub_repo_id="Qwen/Qwen3-8B", likes=None, source_id="hub")],
        lineage=[
            LineageEdge(
                child="me/Qwen3-8B-q4", parent="Qwen/Qwen3-8B", relation="quantized", evidence="tag", source_id="hub"
            )
        ],
    )
    write_tables(tmp_path / "snapshot.duckdb", rows)
    identity = identity_of(open_snapshot(tmp_path / "snapshot.duckdb"))
    assert {m.model_id: m.rank for m in identity.known()} == {
        "deepseek/deepseek-chat": SERVED,
        "openai/gpt-5": TESTED,
        "qwen/qwen3-8b": HUB_ONLY,
    }
    assert identity.resolve(Name("DeepSeek V3 prev")).model_id == "deepseek/deepseek-chat"
    assert identity.resolve(Name("me/Qwen3-8B-q4")).model_id == "qwen/qwen3-8b"

"""Which models there are, who names each one first, and under which id."""

from datetime import date
from typing import Any

import pytest

from catalog.identity.index import HubRepo
from catalog.identity.resolve import HUB_ONLY, SERVED, TESTED, CuratedModel, Identity, KnownModel, Name
from catalog.records import Model, PricePeriod
from etl.registry import Registry, build_registry, family_of, is_text_model
from etl.source import Batch
from tests.handmade import batch, offer, score, source

SOURCES = {
    "catalogue": source("catalogue", founds="ids"),
    "own": source("own", founds="developers' models"),
    "board": source("board"),
}
QWEN = "Qwen/Qwen2.5-7B-Instruct"


def served(text: str, repo: str | None = None, **facts: Any) -> tuple[Model, Name]:  # noqa: ANN401
    return Model(**facts), Name(text, hub_repo_id=repo)


def priced(text: str, developer: str, released: date | None = None) -> tuple[Model, Name]:
    return Model(release_date=released), Name(text, developer)


def registry(
    hub: tuple[str, ...] = (),
    originals: dict[str, str] | None = None,
    earlier: tuple[KnownModel, ...] = (),
    **batches: Batch,
) -> Identity:
    repos = [HubRepo(repo=repo, likes=1000, is_derived=False) for repo in hub]
    return build_registry(batches, SOURCES, repos, originals or {}, earlier)


def ids(identity: Identity) -> list[str]:
    return sorted(model.model_id for model in identity.known())


def rows_of(*repos: str) -> list[str]:
    """Return the models that a registry makes of repositories that boards state."""
    made = Registry()
    for repo in repos:
        made.add_repo(repo, rank=TESTED)
    return [model.model_id for model in made.known()]


def only(identity: Identity) -> KnownModel:
    (model,) = identity.known()
    return model


@pytest.mark.parametrize("second", ["qwen/qwen2.5-7b-instruct", "qwen/qwen-2.5-7b-instruct:free", QWEN])
def test_a_second_id_of_the_same_words_is_the_same_model(second: str) -> None:
    found = registry(catalogue=batch(served("qwen/qwen-2.5-7b-instruct"), served(second)))
    assert len(ids(found)) == 1


def test_an_effort_behind_an_id_is_no_model() -> None:
    found = registry(catalogue=batch(served("openai/o3-mini-high", name="o3 Mini High"), served("openai/o3-mini")))
    assert ids(found) == ["openai/o3-mini"]
    assert only(found).names == ()


def test_an_effort_without_its_model_stays_a_model() -> None:
    assert ids(registry(catalogue=batch(served("openai/o3-mini-high")))) == ["openai/o3-mini-high"]


def test_a_dated_id_is_a_model_of_its_own() -> None:
    found = registry(catalogue=batch(served("openai/gpt-4o"), served("openai/gpt-4o-2024-08-06")))
    assert ids(found) == ["openai/gpt-4o", "openai/gpt-4o-2024-08-06"]


def test_a_served_model_has_the_names_that_its_catalogue_states() -> None:
    found = registry(catalogue=batch(served("qwen/qwen-2.5-7b-instruct", name="Qwen: Qwen 2.5 7B Instruct")))
    assert only(found).names == ("Qwen: Qwen 2.5 7B Instruct",)


def test_a_served_model_has_its_repository_and_its_first_release() -> None:
    found = registry(
        catalogue=batch(
            served("qwen/qwen-2.5-7b-instruct", QWEN, release_date=date(2024, 10, 2)),
            served("qwen/qwen-2.5-7b-instruct", release_date=date(2024, 9, 19)),
            (PricePeriod(provider="acme", valid_from=date(2025, 1, 1)), Name("qwen/qwen-2.5-7b-instruct")),
        )
    )
    model = only(found)
    assert (model.hub_repo_id, model.rank, model.released) == (QWEN, SERVED, date(2024, 9, 19))


def test_a_repository_in_the_record_is_stated_too() -> None:
    found = registry(catalogue=batch(served("qwen/qwen-2.5-7b-instruct", hub_repo_id=QWEN)))
    assert only(found).hub_repo_id == QWEN


def test_a_model_without_a_release_is_at_least_as_old_as_its_first_price() -> None:
    price = PricePeriod(provider="acme", valid_from=date(2025, 1, 1))
    assert only(registry(catalogue=batch((price, Name("openai/gpt-5"))))).released == date(2025, 1, 1)


def test_a_repository_claimed_by_two_ids_goes_to_the_one_that_says_it() -> None:
    turbo, instruct = "qwen/a-turbo", "qwen/qwen-2.5-7b-instruct"
    found = registry(catalogue=batch(served(turbo, hub_repo_id=QWEN), served(instruct, hub_repo_id=QWEN)))
    assert {m.model_id: m.hub_repo_id for m in found.known()} == {turbo: None, instruct: QWEN}


def test_another_developers_repository_is_not_the_models_own() -> None:
    found = registry(catalogue=batch(served("stranger/zebra-7b", repo="meta-llama/Llama-3-8B")))
    assert next(m for m in found.known() if m.model_id == "stranger/zebra-7b").hub_repo_id is None


def test_a_served_model_gets_its_developers_repository_of_the_same_words() -> None:
    found = registry(hub=(QWEN, "stranger/Qwen2.5-7B-Instruct"), catalogue=batch(served("qwen/qwen-2.5-7b-instruct")))
    model = next(m for m in found.known() if m.rank == SERVED)
    assert model.hub_repo_id == QWEN


def test_a_repository_of_another_date_is_not_attached() -> None:
    found = registry(hub=("deepseek-ai/DeepSeek-R1-0528",), catalogue=batch(served("deepseek/deepseek-r1")))
    assert next(m for m in found.known() if m.rank == SERVED).hub_repo_id is None


def test_a_stated_repository_founds_a_model() -> None:
    found = registry(board=batch((score(), Name("Zebra", hub_repo_id="Stranger/Zebra-7B"))))
    assert only(found) == KnownModel(
        model_id="stranger/zebra-7b", hub_repo_id="Stranger/Zebra-7B", names=("Stranger/Zebra-7B",), rank=TESTED
    )


def test_a_repository_under_another_organisation_of_its_developer_is_the_same() -> None:
    # The repository's words differ from the id's, so only its place tells.
    found = registry(
        catalogue=batch(served("cohere/command-x", "CohereForAI/c4ai-command-x-03-2025")),
        board=batch((score(), Name("Command X", hub_repo_id="CohereLabs/c4ai-command-x-03-2025"))),
    )
    assert ids(found) == ["cohere/command-x"]
    apart = registry(
        catalogue=batch(served("acme/command-x", "acme/c4ai-command-x-03-2025")),
        board=batch((score(), Name("Command X", hub_repo_id="elsewhere/c4ai-command-x-03-2025"))),
    )
    assert ids(apart) == ["acme/command-x", "elsewhere/c4ai-command-x-03-2025"]


def test_who_sells_a_repository_serves_it() -> None:
    zebra = Name("Zebra", hub_repo_id="Stranger/Zebra-7B")
    assert only(registry(board=batch((score(), zebra), (offer(), zebra)))).rank == SERVED


def test_a_name_alone_founds_nothing_on_a_board() -> None:
    assert ids(registry(board=batch((score(), "GPT-9"), (Model(), "GPT-9")))) == []


@pytest.mark.parametrize("repo", ["no slash", "a/b/c", "/x", "<b>/x", "", "-/-"])
def test_what_is_no_repository_founds_nothing(repo: str) -> None:
    assert ids(registry(board=batch((score(), Name("Zebra", hub_repo_id=repo))))) == []


def test_a_quantised_copy_founds_its_original() -> None:
    found = registry(
        originals={"stranger/zebra-7b-awq": "stranger/zebra-7b"},
        board=batch((score(), Name("Zebra", hub_repo_id="Stranger/Zebra-7B-AWQ"))),
    )
    assert ids(found) == ["stranger/zebra-7b"]


def test_a_copy_that_is_stated_before_its_original_is_no_model_of_its_own() -> None:
    copy, original = Name("Z", hub_repo_id="Qwen/Zebra-7B-AWQ"), Name("Z", hub_repo_id="Qwen/Zebra-7B")
    assert ids(registry(board=batch((score(), copy), (score(), original)))) == ["qwen/zebra-7b"]


def test_a_copy_of_a_served_model_is_no_model_of_its_own() -> None:
    found = registry(
        catalogue=batch(served("qwen/qwen-2.5-7b-instruct", repo=QWEN)),
        board=batch((score(), Name("Qwen", hub_repo_id=f"{QWEN}-AWQ"))),
    )
    assert ids(found) == ["qwen/qwen-2.5-7b-instruct"]


def test_a_developers_price_list_founds_what_only_it_names() -> None:
    found = registry(own=batch(priced("claude-instant-1.2", "Anthropic", date(2023, 8, 9))))
    assert only(found) == KnownModel(
        model_id="anthropic/claude-instant-1.2", names=("claude-instant-1.2",), released=date(2023, 8, 9)
    )


def test_a_price_list_names_no_second_model_for_one_that_is_known() -> None:
    found = registry(
        catalogue=batch(served("anthropic/claude-3.5-sonnet")),
        own=batch(priced("claude-3-5-sonnet-latest", "anthropic"), priced("claude-3-5-sonnet", "anthropic")),
    )
    assert ids(found) == ["anthropic/claude-3.5-sonnet"]


def test_a_dated_name_joins_the_plain_one_of_the_same_price_list() -> None:
    day = date(2024, 6, 20)
    found = registry(
        own=batch(
            priced("zebra-4-2024-06-20", "openai", day),
            priced("zebra-4", "openai", day),
            priced("zebra-4-high", "openai"),
        )
    )
    assert ids(found) == ["openai/zebra-4"]


def test_a_dated_name_alone_founds_its_model() -> None:
    assert ids(registry(own=batch(priced("zebra-4-2024-06-20", "openai")))) == ["openai/zebra-4"]


def test_a_pointer_joins_what_it_points_to_wherever_it_stands() -> None:
    assert ids(registry(own=batch(priced("zebra-4-latest", "openai"), priced("zebra-4", "openai")))) == [
        "openai/zebra-4"
    ]


def test_a_price_list_of_nobody_we_know_founds_nothing() -> None:
    assert ids(registry(own=batch(priced("zebra-4", "Nobody Inc."), priced("zebra-5", "")))) == []


def test_a_model_that_does_not_write_is_not_founded() -> None:
    assert ids(registry(own=batch(priced("text-embedding-4", "openai"), priced("tts-2", "openai")))) == []


def test_an_earlier_snapshots_model_stays_known() -> None:
    old = KnownModel(model_id="openai/gpt-3", names=("davinci",), rank=TESTED, released=date(2020, 6, 11))
    found = registry(earlier=(old,), catalogue=batch(served("openai/gpt-5")))
    assert ids(found) == ["openai/gpt-3", "openai/gpt-5"]
    assert found.resolve(Name("davinci")).model_id == "openai/gpt-3"


def test_an_earlier_model_that_has_a_new_id_is_no_second_model() -> None:
    old = KnownModel(model_id=QWEN.lower(), hub_repo_id=QWEN, names=("old name",), rank=TESTED)
    found = registry(earlier=(old,), catalogue=batch(served("qwen/qwen-2.5-7b-instruct", repo=QWEN)))
    assert ids(found) == ["qwen/qwen-2.5-7b-instruct"]
    assert found.resolve(Name(QWEN)).model_id == "qwen/qwen-2.5-7b-instruct"


def test_an_earlier_model_is_known_again_by_its_repository_whatever_its_words_were() -> None:
    old = KnownModel(model_id="qwen/old-words", hub_repo_id=QWEN.upper(), rank=TESTED)
    found = registry(earlier=(old,), catalogue=batch(served("qwen/qwen-2.5-7b-instruct", hub_repo_id=QWEN)))
    assert ids(found) == ["qwen/qwen-2.5-7b-instruct"]


def test_an_earlier_served_model_gets_the_repository_that_a_person_vouched_for_since() -> None:
    old = KnownModel(model_id="acme/zebra-7b-04-28", rank=SERVED)
    row = CuratedModel(
        model_id=old.model_id, hub_repo_id="Acme/Zebra-7B", evidence_url="https://huggingface.co/Acme/Zebra-7B", why="-"
    )
    board = batch((score(), Name("Acme/Zebra-7B", hub_repo_id="Acme/Zebra-7B")))
    found = build_registry({"board": board}, SOURCES, [], {}, (old,), (row,))
    assert [(model.model_id, model.hub_repo_id) for model in found.known()] == [(old.model_id, "Acme/Zebra-7B")]


def test_an_earlier_model_is_known_again_by_its_id() -> None:
    old = KnownModel(model_id="openai/gpt-5", names=("the fifth",), rank=SERVED, released=date(2025, 8, 7))
    found = registry(earlier=(old,), catalogue=batch(served("openai/gpt-5", release_date=date(2025, 9, 1))))
    assert (only(found).names, only(found).released) == (("the fifth",), date(2025, 8, 7))


def test_a_repository_stated_now_is_that_of_the_model_that_was_served_before() -> None:
    old = KnownModel(model_id="deepseek/deepseek-chat", hub_repo_id="deepseek-ai/DeepSeek-V3", rank=SERVED)
    stated = Name("DeepSeek V3", hub_repo_id="deepseek-ai/DeepSeek-V3")
    assert ids(registry(earlier=(old,), board=batch((score(), stated)))) == ["deepseek/deepseek-chat"]


def test_the_hubs_repositories_stand_behind_what_is_listed() -> None:
    found = registry(hub=("Qwen/Qwen3-8B",), catalogue=batch(served("openai/gpt-5")))
    assert {m.model_id: m.rank for m in found.known()} == {"openai/gpt-5": SERVED, "qwen/qwen3-8b": HUB_ONLY}


def test_no_batch_gives_no_model() -> None:
    assert ids(registry()) == []


def test_a_registry_keeps_the_better_rank_of_a_repository() -> None:
    made = Registry()
    made.add_repo("Stranger/Zebra-7B", rank=TESTED)
    made.add_repo("stranger/zebra-7b", rank=SERVED)
    assert [(m.model_id, m.hub_repo_id, m.rank) for m in made.known()] == [
        ("stranger/zebra-7b", "Stranger/Zebra-7B", SERVED)
    ]


def test_a_known_developers_repositories_of_the_same_words_are_one_model() -> None:
    assert rows_of("Qwen/Qwen3-8B", "Qwen/Qwen-3-8b") == ["qwen/qwen3-8b"]


def test_strangers_repositories_of_the_same_words_are_two() -> None:
    assert rows_of("stranger/Zebra-7B", "stranger/Zebra_7B") == ["stranger/zebra-7b", "stranger/zebra_7b"]
    assert rows_of("Qwen/Qwen3-8B", "stranger/Qwen3-8B") == ["qwen/qwen3-8b", "stranger/qwen3-8b"]


def test_an_older_models_bare_name_is_not_taken_by_a_dated_one() -> None:
    made = Registry()
    made.add_served("openai/gpt-4o", hub_repo_id=None, names=(), released=None)
    made.add_own("openai", "gpt-4o-2024-08-06", None)
    assert [m.model_id for m in made.known()] == ["openai/gpt-4o", "openai/gpt-4o-20240806"]


@pytest.mark.parametrize(
    ("name", "family"),
    [("Meta-Llama-3-8B", "Llama"), ("qwen2.5-coder", "Qwen"), ("QwQ-32B", "Qwen"), ("zebra-7b", None), ("", None)],
)
def test_a_family_is_a_word_of_the_name(name: str, family: str | None) -> None:
    assert family_of(name) == family


@pytest.mark.parametrize("name", ["text-embedding-3-large", "whisper-1", "gpt-4o-audio", "Imagen 4", "rerank-v3"])
def test_what_embeds_paints_or_speaks_writes_no_text(name: str) -> None:
    assert not is_text_model(name)
    assert is_text_model("gpt-5")


def test_a_display_name_that_leaves_out_the_tuning_is_no_name_of_the_model() -> None:
    found = registry(catalogue=batch(served("google/gemma-2-27b-it", name="Google: Gemma 2 27B")))
    assert only(found).names == ()


def test_one_model_under_two_names_of_its_price_list_goes_by_the_shorter() -> None:
    own = batch(priced("doubao-seed-2-0-pro-260215", "bytedance"), priced("seed-2-0-pro-260328", "bytedance"))
    assert ids(registry(own=own)) == ["bytedance-seed/seed-2.0-pro"]


def test_a_preview_of_a_closed_model_is_a_model_of_its_own() -> None:
    own = batch(priced("zebra-4-preview", "openai"), priced("zebra-4", "openai"))
    assert ids(registry(own=own)) == ["openai/zebra-4", "openai/zebra-4-preview"]


def test_a_price_list_founds_under_the_organisation_of_the_served_siblings() -> None:
    found = registry(catalogue=batch(served("meta/muse-spark-1.1")), own=batch(priced("muse-spark-1.3", "meta")))
    assert ids(found) == ["meta/muse-spark-1.1", "meta/muse-spark-1.3"]


def test_a_copy_stored_with_a_loss_founds_nothing() -> None:
    found = registry(board=batch((score(), Name("x", hub_repo_id="stranger/Zebra-9-abliterated-NVFP4"))))
    assert ids(found) == []


def test_of_a_models_repositories_the_plainest_is_its_own() -> None:
    hub = ("nvidia/Zebra-3-120B-BF16", "nvidia/Zebra-3-120B-FP8", "nvidia/Zebra-3-120B-NVFP4")
    found = registry(hub=hub, catalogue=batch(served("nvidia/zebra-3-120b", "nvidia/Zebra-3-120B-FP8")))
    assert found.resolve(Name("nvidia/zebra-3-120b")).hub_repo_id == "nvidia/Zebra-3-120B-BF16"


def test_a_served_model_has_the_repository_that_also_says_its_tuning_and_first_version() -> None:
    hub = ("mistralai/Zebra-8x7B-Instruct-v0.1", "mistralai/Zebra-8x7B-v0.1")
    found = registry(hub=hub, catalogue=batch(served("mistralai/zebra-8x7b"), served("mistralai/zebra-8x7b-instruct")))
    assert {model.model_id: model.hub_repo_id for model in found.known()} == {
        "mistralai/zebra-8x7b": "mistralai/Zebra-8x7B-v0.1",
        "mistralai/zebra-8x7b-instruct": "mistralai/Zebra-8x7B-Instruct-v0.1",
    }


def test_a_price_lists_model_has_the_repository_that_says_how_it_is_stored() -> None:
    found = registry(hub=("CohereLabs/zebra-a-plus-05-2026-bf16",), own=batch(priced("zebra-a-plus", "cohere")))
    assert (only(found).model_id, only(found).hub_repo_id) == (
        "cohere/zebra-a-plus",
        "CohereLabs/zebra-a-plus-05-2026-bf16",
    )


def test_a_curated_model_is_known_and_a_curated_repository_is_a_served_models_own() -> None:
    rows = [
        CuratedModel(model_id="x-ai/zebra-4.1", evidence_url="https://x.example", why="tested"),
        CuratedModel(
            model_id="mistral/zebra-8b",
            hub_repo_id="mistralai/Zebra-8B-2410",
            evidence_url="https://m.example",
            why="its",
        ),
    ]
    found = build_registry({"catalogue": batch(served("mistral/zebra-8b"))}, SOURCES, [], {}, (), rows)
    assert {model.model_id: (model.rank, model.hub_repo_id) for model in found.known()} == {
        "mistral/zebra-8b": (SERVED, "mistralai/Zebra-8B-2410"),
        "x-ai/zebra-4.1": (TESTED, None),
    }

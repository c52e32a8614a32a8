"""That each kind of wrong join, seeded into small tables, is told; and that nothing is told of right ones."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from catalog.records import HubModel
from etl.suspects import (
    SUSPECTS,
    bases_that_answer,
    copies_as_models,
    moving_names,
    one_model_twice,
    suspects,
    thinking_elsewhere,
    two_names_under_one,
)
from tests.handmade import model, offer, score, tables

Tables = dict[str, pd.DataFrame]
INSTRUCT, SHORT = "mistralai/zebra-8x7b-instruct-v0.1", "mistralai/zebra-8x7b-instruct"
BASE, TUNED = "meta-llama/zebra-3-8b", "meta-llama/zebra-3-8b-instruct"
HYBRID, THINKING = "qwen/zebra3-next-80b", "qwen/zebra3-next-80b-thinking"


def hub(*repos: str) -> list[HubModel]:
    return [HubModel(hub_repo_id=repo, likes=None, source_id="hub") for repo in repos]


def open_model(model_id: str, **facts: Any) -> Any:  # noqa: ANN401
    return model(model_id, hub_repo_id=model_id.title(), **facts)


TWICE = tables(
    models=[model(INSTRUCT), model(SHORT)],
    offers=[offer(model_id=INSTRUCT, provider="acme"), offer(model_id=SHORT, provider="other")],
)
COPY = tables(models=[model("nvidia/zebra-4-fp8", vouched_by="board")])
COPYS_REPO = tables(
    models=[model("acme/zebra-3", hub_repo_id="acme/Zebra-3-FP8", vouched_by="catalogue")],
    hub_models=hub("acme/Zebra-3", "acme/Zebra-3-FP8"),
)
ANSWERING_BASE = tables(
    models=[open_model(BASE), open_model(TUNED)],
    offers=[offer(model_id=BASE, provider="acme", model_name="zebra-3-8b")],
)
THINKING_ON_THE_HYBRID = tables(
    models=[model(HYBRID), model(THINKING)],
    scores=[score(model_id=HYBRID, effort="thinking", model_name="Zebra3 Next 80B (Reasoning)", source_id="board")],
)
MOVING = tables(
    models=[model("deepseek/zebra-3")],
    offers=[
        offer(1.0, 2.0, model_id="deepseek/zebra-3", provider="acme", model_name="zebra-3"),
        offer(5.0, 6.0, model_id="deepseek/zebra-3", provider="acme", model_name="deepseek-chat"),
    ],
)
TWO_NAMES = tables(
    models=[model("anthropic/zebra-4")],
    scores=[
        score(value, model_id="anthropic/zebra-4", effort="high", model_name=name, source_id="board")
        for value, name in ((50.0, "zebra-4-high"), (67.0, "zebra-4-64k-high"))
    ],
)


@pytest.mark.parametrize(
    ("find", "seeded", "said"),
    [
        (one_model_twice, TWICE, f"{SHORT} and {INSTRUCT} may be one model"),
        (copies_as_models, COPY, "nvidia/zebra-4-fp8 is a copy"),
        (copies_as_models, COPYS_REPO, "acme/Zebra-3-FP8, and the original is listed"),
        (bases_that_answer, ANSWERING_BASE, f"acme sells {BASE} as zebra-3-8b, and {TUNED} is known"),
        (thinking_elsewhere, THINKING_ON_THE_HYBRID, f"as {HYBRID}, and {THINKING} is known"),
        (moving_names, MOVING, "under the moving name deepseek-chat"),
        (two_names_under_one, TWO_NAMES, "zebra-4-64k-high and zebra-4-high, all of them anthropic/zebra-4"),
    ],
)
def test_a_seeded_fault_is_told(find: Callable[[Tables], Iterator[str]], seeded: Tables, said: str) -> None:
    (told,) = find(seeded)
    assert said in told
    assert suspects(seeded) == [told]


def test_every_kind_has_a_seeded_fault() -> None:
    assert {find.__name__ for find in SUSPECTS} == {
        "one_model_twice",
        "copies_as_models",
        "bases_that_answer",
        "thinking_elsewhere",
        "moving_names",
        "two_names_under_one",
    }


def test_models_that_one_seller_or_board_holds_apart_are_two() -> None:
    both = tables(
        models=[model(INSTRUCT), model(SHORT)],
        offers=[offer(model_id=model_id, provider="acme") for model_id in (INSTRUCT, SHORT)],
    )
    assert suspects(both) == []


def test_a_curated_pair_is_no_suspect() -> None:
    assert list(one_model_twice(TWICE, {(SHORT, INSTRUCT)})) == []


def test_a_base_whose_sale_or_a_copy_whose_name_somebody_has_looked_at_is_no_suspect() -> None:
    assert list(bases_that_answer(ANSWERING_BASE, {(BASE, TUNED)})) == []
    copy = COPYS_REPO["models"].assign(model_id="acme/zebra-3-fp8")
    assert list(copies_as_models(COPYS_REPO | {"models": copy}, set())) != []
    assert list(copies_as_models(COPYS_REPO | {"models": copy}, {("acme/zebra-3", "acme/zebra-3-fp8")})) == []


def test_a_second_name_that_is_a_curated_alias_is_no_suspect() -> None:
    scores = TWO_NAMES["scores"].assign(model_name=["open-mixtral-8x7b", "Mixtral-8x7B-Instruct-v0.1"])
    assert list(two_names_under_one(TWO_NAMES | {"scores": scores})) == []


def test_a_base_that_its_seller_lists_beside_the_tuned_model_is_no_suspect() -> None:
    both = tables(
        models=[open_model(BASE), open_model(TUNED)],
        offers=[offer(model_id=m, provider="acme", model_name=m.split("/")[1]) for m in (BASE, TUNED)],
    )
    assert suspects(both) == []


def test_a_moving_name_at_its_models_own_price_is_no_suspect() -> None:
    held = tables(
        models=[model("deepseek/zebra-3")],
        offers=[
            offer(1.0, 2.0, model_id="deepseek/zebra-3", provider="acme", model_name=name)
            for name in ("zebra-3", "deepseek-chat")
        ],
    )
    assert suspects(held) == []


def test_two_spellings_of_one_name_are_no_two_names() -> None:
    spelled = tables(
        models=[model("anthropic/zebra-4")],
        scores=[
            score(value, model_id="anthropic/zebra-4", model_name=name, source_id="board")
            for value, name in ((50.0, "Zebra 4"), (51.0, "zebra-4"))
        ],
    )
    assert suspects(spelled) == []


def test_two_dates_in_two_ids_are_two_versions() -> None:
    dated = tables(models=[model("mistralai/zebra-2407"), model("mistralai/zebra-instruct-2411")])
    assert suspects(dated) == []

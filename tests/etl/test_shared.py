"""Results that a model shares with another of the same weights."""

import pytest

from catalog.identity.resolve import SameWeights
from etl.join import join
from etl.shared import shared
from tests.handmade import batch, offer, score, source, tables

READY, PREVIEW = "google/zebra-3-lite", "google/zebra-3-lite-preview"
LINK = SameWeights(model_id=READY, shared_from=PREVIEW, evidence_url="https://google.example", why="the same")


def test_a_model_shares_its_previews_results_and_they_are_marked() -> None:
    scores = tables(scores=[score(61.0, model_id=PREVIEW, source_id="board")])["scores"]
    found = shared(scores, [LINK])
    assert found[["model_id", "value"]].to_numpy().tolist() == [[PREVIEW, 61.0], [READY, 61.0]]
    assert found["shared_from"].tolist() == [None, PREVIEW]


def test_a_models_own_result_of_a_test_stands_before_a_shared_one() -> None:
    rows = [score(value, model_id=model_id, source_id="board") for model_id, value in ((READY, 70.0), (PREVIEW, 61.0))]
    other = score(50.0, "mmlu_pro", model_id=PREVIEW, source_id="board")
    found = shared(tables(scores=[*rows, other])["scores"], [LINK])
    assert sorted(found.loc[found["model_id"] == READY, "value"]) == [50.0, 70.0]


@pytest.mark.parametrize("links", [[], [LINK]])
def test_without_a_link_or_a_result_nothing_is_shared(links: list[SameWeights]) -> None:
    scores = tables(scores=[score(61.0, model_id="openai/gpt-5", source_id="board")])["scores"]
    assert shared(scores, links).equals(scores)


def test_a_preview_and_what_came_of_it_keep_their_own_results() -> None:
    catalogue = batch((offer(), READY), (offer(), PREVIEW))
    board = batch((score(61.0), "zebra-3-lite-preview"), (score(70.0), "zebra-3-lite"))
    sources = {"openrouter": source("openrouter", founds="ids"), "board": source("board")}
    scores = join({"openrouter": catalogue, "board": board}, sources, {}).tables["scores"]
    assert dict(zip(scores["model_id"], scores["value"], strict=True)) == {PREVIEW: 61.0, READY: 70.0}

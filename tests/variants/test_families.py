"""Which releases of a maker are one family, what it is called, and which name means it."""

import numpy as np
import pandas as pd
import pytest

from catalog.variants.families import Family, families_of, family_named, releases_of
from catalog.variants.lineage import Lineage, lineage_of

MAKER = ("lab/Llama-2-7b-hf", "lab/Llama-2-7b-chat-hf", "lab/Llama-2-13b-hf", "lab/Llama-2-70b-hf")
NEXT = ("lab/Llama-3.1-70B", "lab/Llama-3.3-70B-Instruct")
COPY = "lab/Llama-2-7b-awq"
TUNES = tuple(f"tuner{i}/tune-{i}" for i in range(9))
EDGES = (
    ("lab/Llama-2-7b-chat-hf", "lab/Llama-2-7b-hf", "finetune"),
    ("lab/Llama-3.3-70B-Instruct", "lab/Llama-3.1-70B", "finetune"),
    (COPY, "lab/Llama-2-7b-hf", "quantized"),
    *((TUNES[i], MAKER[i % 3], "finetune") for i in range(5)),
    *((TUNES[i], NEXT[1], "finetune") for i in range(5, 8)),
    (TUNES[8], TUNES[0], "finetune"),
)


@pytest.fixture(scope="module")
def graph() -> Lineage:
    rows = [(*edge, "tag", "https://x.org") for edge in EDGES]
    stated = pd.DataFrame(rows, columns=["child", "parent", "relation", "evidence", "evidence_url"], dtype="str")
    return lineage_of([*MAKER, *NEXT, COPY, *TUNES], stated)


@pytest.fixture(scope="module")
def families(graph: Lineage) -> tuple[Family, ...]:
    n = len(graph.repos)
    created = np.array(["2026-01-01" if "3.3" in str(repo) else "2023-07-01" for repo in graph.repos], "datetime64[s]")
    return families_of(graph, created, np.full(n, 7e9), np.ones(n))


def names(graph: Lineage, family: Family | None) -> set[str]:
    return {str(graph.repos[repo]) for repo in family.members} if family else set()


def test_all_sizes_and_forms_of_a_generation_are_one_family(graph: Lineage, families: tuple[Family, ...]) -> None:
    found = family_named(families, graph, "Llama 2")
    assert names(graph, found) == set(MAKER)
    assert found is not None
    assert (found.owner, found.variants) == ("lab", 5)


def test_a_later_generation_is_a_family_of_its_own_although_it_was_tuned_from_the_former(
    graph: Lineage, families: tuple[Family, ...]
) -> None:
    found = family_named(families, graph, "llama-3.3")
    assert names(graph, found) == {NEXT[1]}
    assert found is not None
    assert found.title == "Llama 3.3 70B"


def test_what_a_maker_made_alone_is_a_release_and_a_tune_or_a_quantised_copy_is_none(graph: Lineage) -> None:
    made = {str(repo) for repo in graph.repos[releases_of(graph)]}
    assert made == {*MAKER, *NEXT}


@pytest.mark.parametrize("text", ["llama 2", "Llama-2", "LLAMA2"])
def test_a_family_is_met_however_it_is_spelt(graph: Lineage, families: tuple[Family, ...], text: str) -> None:
    assert names(graph, family_named(families, graph, text)) == set(MAKER)


def test_a_size_leaves_the_members_of_that_size(graph: Lineage, families: tuple[Family, ...]) -> None:
    found = family_named(families, graph, "Llama 2 13B")
    assert names(graph, found) == {"lab/Llama-2-13b-hf"}
    assert found is not None
    assert found.title == "Llama 2 13B"


@pytest.mark.parametrize("text", ["", "  ", "7B", "lab/Llama-2-7b-hf", "nothing 7b", "Llama 2 99B"])
def test_other_texts_mean_no_family(graph: Lineage, families: tuple[Family, ...], text: str) -> None:
    assert family_named(families, graph, text) is None


def test_a_family_is_of_today_by_the_age_of_its_first_release(families: tuple[Family, ...]) -> None:
    assert {family.title: family.is_of_today for family in families} == {"Llama 2": False, "Llama 3.3 70B": True}


def test_fewer_variants_than_asked_make_no_family(graph: Lineage) -> None:
    n = len(graph.repos)
    none = np.full(n, "NaT", "datetime64[s]")
    assert [f.title for f in families_of(graph, none, np.full(n, np.nan), np.ones(n), 4)] == ["Llama 2"]

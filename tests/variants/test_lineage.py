"""Which repository was made from which: from statements of different worth, with their faults."""

import pandas as pd
import pytest

from catalog.errors import CuratedError
from catalog.variants.lineage import (
    EDGES,
    RELATIONS,
    CuratedEdge,
    Lineage,
    ancestors,
    by_generation,
    curated_copies,
    curated_edges,
    descendants,
    lineage_of,
    origin_of,
    proposals,
    way_up,
)
from tests.curated_files import body_of

ROW = {
    "child": "a/tuned",
    "parent": "a/base",
    "relation": "finetune",
    "domains": "code math",
    "evidence_url": "https://huggingface.co/a/tuned",
    "why": "The card: tuned from a/base",
}


def stated(*edges: tuple[str, str, str] | tuple[str, str, str, str]) -> pd.DataFrame:
    rows = [(*edge[:3], edge[3] if len(edge) > 3 else "tag", f"https://huggingface.co/{edge[0]}") for edge in edges]
    return pd.DataFrame(rows, columns=["child", "parent", "relation", "evidence", "evidence_url"], dtype="str")


def graph(*edges: tuple[str, str, str] | tuple[str, str, str, str], listed: tuple[str, ...] = ()) -> Lineage:
    return lineage_of(listed or tuple({name for edge in edges for name in edge[:2]}), stated(*edges))


def number(made: Lineage, repo: str) -> int:
    found = made.find(repo)
    assert found is not None
    return found


def names(made: Lineage, repos: "list[int]") -> list[str]:
    return [str(made.repos[repo]) for repo in repos]


def test_a_chain_of_ten_generations_is_followed_to_its_end_and_back() -> None:
    made = graph(*[(f"o/g{i + 1}", f"o/g{i}", "finetune") for i in range(10)])
    below, generation = descendants(made, number(made, "o/g0"))
    assert dict(zip(names(made, list(below)), generation.tolist(), strict=True)) == {f"o/g{i}": i for i in range(1, 11)}
    assert names(made, way_up(made, number(made, "o/g10"))) == [f"o/g{i}" for i in range(10, -1, -1)]
    assert origin_of(made, number(made, "o/g10")) == number(made, "o/g0")


def test_edges_that_go_round_in_a_circle_are_dropped_and_told() -> None:
    made = graph(("o/a", "o/b", "merge"), ("o/b", "o/c", "merge"), ("o/c", "o/a", "merge"), ("o/d", "o/a", "finetune"))
    assert set(made.dropped["child"]) == {"o/a", "o/b", "o/c"}
    assert made.dropped["why"].str.contains("circle").all()
    assert names(made, list(descendants(made, number(made, "o/a"))[0])) == ["o/d"]
    assert origin_of(made, number(made, "o/d")) == number(made, "o/a")


def test_a_repository_that_names_itself_has_no_parent() -> None:
    made = graph(("o/a", "O/A", "finetune"), ("o/b", "o/a", "finetune"))
    assert made.primary[number(made, "o/a")] == -1


def test_a_parent_that_the_hub_does_not_list_is_in_the_graph_and_marked() -> None:
    made = graph(("o/child", "gone/parent", "finetune"), listed=("o/child",))
    assert origin_of(made, number(made, "o/child")) == number(made, "gone/parent")
    assert not made.is_listed[number(made, "gone/parent")]
    assert made.is_listed[number(made, "o/child")]


def test_case_makes_no_other_repository() -> None:
    made = graph(("Org/Child", "Org/Base", "finetune"))
    assert made.find("org/child") == made.find("ORG/CHILD")
    assert made.repos[number(made, "org/child")] == "Org/Child"
    assert made.find("org/nobody") is None


def test_of_several_statements_on_one_pair_the_surest_counts() -> None:
    made = graph(("o/a", "o/b", "quantized"), ("o/a", "o/b", "finetune", "card"))
    assert RELATIONS[made.relation[number(made, "o/a")]] == "finetune"
    assert made.edges["evidence"].tolist() == ["card"]


def test_curated_lineage_overrules_tags() -> None:
    read = CuratedEdge(
        child="o/a", parent="o/b", relation="finetune", domains=(), evidence_url="https://x.org", why="The card"
    )
    made = lineage_of(["o/a", "o/b"], stated(("o/a", "o/b", "quantized")), [read])
    assert RELATIONS[made.relation[number(made, "o/a")]] == "finetune"
    assert made.edges[["evidence", "evidence_url"]].to_numpy().tolist() == [["curated", "https://x.org"]]


def test_a_repository_with_any_merge_edge_is_a_merge() -> None:
    made = graph(("o/m", "o/a", "merge"), ("o/m", "o/b", "finetune"))
    assert RELATIONS[made.relation[number(made, "o/m")]] == "merge"
    assert origin_of(made, number(made, "o/m")) == number(made, "o/m")
    assert set(names(made, list(ancestors(made, number(made, "o/m"))[0]))) == {"o/a", "o/b"}


def test_a_copy_stands_for_its_original_and_brings_its_children() -> None:
    copies = {"copier/base": "o/base", "copier/base-4bit": "copier/base"}
    edges = stated(("o/tuned", "copier/base-4bit", "finetune"), ("copier/base-4bit", "o/base", "quantized"))
    made = lineage_of(["o/tuned", "copier/base-4bit", "copier/base", "o/base"], edges, (), copies)
    assert made.find("copier/base-4bit") == made.find("o/base")
    assert names(made, list(descendants(made, number(made, "o/base"))[0])) == ["o/tuned"]


def test_two_copies_of_each_other_are_themselves() -> None:
    made = lineage_of(["a/x", "b/x"], stated(), (), {"a/x": "b/x", "b/x": "a/x"})
    assert made.find("a/x") is not None
    assert made.find("b/x") is not None


def test_every_repository_comes_in_a_later_round_than_its_parents() -> None:
    made = graph(("o/c", "o/a", "merge"), ("o/c", "o/b", "merge"), ("o/b", "o/a", "finetune"))
    rounds = [set(names(made, list(front))) for front in by_generation(made)]
    assert rounds == [{"o/a"}, {"o/b"}, {"o/c"}]


def test_a_name_that_resembles_a_base_is_a_proposal_and_no_edge() -> None:
    listed = ("meta/llama-2-7b-hf", "someone/my-llama-2-7b-chat", "someone/other", "meta/llama-2-7b-tools")
    made = lineage_of(listed, stated())
    base = number(made, "meta/llama-2-7b-hf")
    found = proposals(made, base)
    assert found["child"].tolist() == ["someone/my-llama-2-7b-chat"]
    assert "no tag, card or curated row" in found["why"].iloc[0]
    assert descendants(made, base)[0].size == 0


def test_a_repository_with_a_stated_parent_is_no_proposal() -> None:
    made = graph(("s/x-llama-2-7b", "other/base", "finetune"), listed=("m/llama-2-7b", "s/x-llama-2-7b", "other/base"))
    assert proposals(made, number(made, "m/llama-2-7b")).empty


def test_a_common_word_proposes_nothing() -> None:
    made = lineage_of(["a/chat", "b/my-chat-model"], stated())
    assert proposals(made, number(made, "a/chat")).empty


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("child", "no id", "the id of a Hub repository"),
        ("parent", "A/tuned", "another repository than the child"),
        ("relation", "cousin", "one of finetune, adapter, merge, quantized, copy"),
        ("domains", "cooking", "a domain of datasets/domains.csv for each word; 'cooking' is none"),
        ("evidence_url", "http://huggingface.co/a", "an address that begins with https://"),
        ("why", "", "a text"),
    ],
)
def test_a_curated_row_says_what_is_wrong_with_it(column: str, value: str, expected: str) -> None:
    with pytest.raises(CuratedError) as told:
        EDGES.read({"lineage.csv": body_of(ROW | {column: value})})
    assert f"lineage.csv, line 2, column {column}: found" in str(told.value)
    assert f"expected {expected}" in str(told.value)


def test_a_curated_edge_may_stand_once() -> None:
    with pytest.raises(CuratedError, match="expected one row for child and parent"):
        EDGES.read({"lineage.csv": body_of(ROW, ROW | {"child": "A/Tuned"})})


def test_curated_rows_are_sound_and_name_the_six_variants_that_tags_miss() -> None:
    found = {edge.child: edge for edge in curated_edges()}
    wanted = {
        "elyza/ELYZA-japanese-Llama-2-7b": "japanese",
        "TencentARC/LLaMA-Pro-8B": "code",
        "BioMistral/BioMistral-7B": "medical",
        "nvidia/OpenMath-Mistral-7B-v0.1-hf": "math",
        "OpenAssistant/falcon-40b-sft-top1-560": "instruction_following",
        "nomic-ai/gpt4all-falcon": "instruction_following",
    }
    assert {child for child, domain in wanted.items() if domain in found[child].domains} == set(wanted)


def test_renamed_repositories_and_reuploads_are_both_copies() -> None:
    copies = curated_copies(curated_edges())
    assert copies["meta-llama/meta-llama-3.1-8b"] == "meta-llama/llama-3.1-8b"
    assert copies["unsloth/apertus-8b-instruct-2509"] == "swiss-ai/apertus-8b-instruct-2509"

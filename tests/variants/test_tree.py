"""A family as a tree: nobody is lost, nobody stands without its parents, and few are shown one by one."""

import pandas as pd

from catalog.variants.index import VariantIndex, index_of
from catalog.variants.lineage import descendants
from catalog.variants.recommend import base_named
from catalog.variants.tree import family_tree
from tests.variant_world import BASE, EDGES, READ, SPEAKS, frames, world


def tree(index: VariantIndex, limit: int = 200) -> pd.DataFrame:
    return family_tree(index, base_named(index, BASE), limit)


def large() -> VariantIndex:
    many = [(f"copier/tune-{i}", "good/med-tune", "quantized") for i in range(300)]
    chain = [(f"o/g{i}", BASE if i == 0 else f"o/g{i - 1}", "finetune") for i in range(12)]
    return index_of(frames(edges=(*EDGES, *many, *chain)), SPEAKS, [READ])


def test_parents_come_before_their_children_and_ids_are_unique() -> None:
    for limit in (200, 5):
        rows = tree(large(), limit)
        assert rows["id"].is_unique
        place = {name: i for i, name in enumerate(rows["id"])}
        assert rows["parent_id"].iloc[0] == ""
        assert all(
            place[parent] < place[child] for child, parent in zip(rows["id"][1:], rows["parent_id"][1:], strict=True)
        )


def test_the_root_stands_for_its_whole_family_and_each_row_for_those_below_it() -> None:
    index = large()
    rows = tree(index, 20)
    below, _ = descendants(index.graph, base_named(index, BASE))
    assert rows["repos"].iloc[0] == below.size + 1
    by_parent = rows.iloc[1:].groupby("parent_id")["repos"].sum()
    repos = rows.set_index("id")["repos"]
    single = set(rows.loc[~rows["is_group"], "id"])
    assert all(repos[name] == 1 + by_parent.get(name, 0) for name in single)


def test_few_are_shown_one_by_one_and_the_rest_are_groups_by_how_they_were_made() -> None:
    rows = tree(large(), 15)
    assert (~rows["is_group"]).sum() == 15
    group = rows[rows["is_group"] & (rows["parent_id"] == "good/med-tune")].set_index("relation")
    assert group.loc["quantized", "label"] == "301 quantised copies and theirs"
    assert group["hub_repo_id"].isna().all()


def test_what_has_evidence_is_shown_first() -> None:
    rows = tree(large(), 5)
    assert {BASE, "good/med-tune"} <= set(rows.loc[~rows["is_group"], "id"])


def test_a_family_of_one_is_one_row() -> None:
    index = world()
    rows = family_tree(index, base_named(index, "alone/med-from-nowhere-7b"))
    assert rows["repos"].tolist() == [1]


def test_a_merge_whose_first_parent_is_of_another_family_hangs_from_the_one_in_this_one() -> None:
    edges = (("a/mix", "alone/med-from-nowhere-7b", "merge"), ("a/mix", BASE, "merge"))
    rows = tree(index_of(frames(edges=edges), SPEAKS, [READ]))
    assert rows.set_index("id").loc["a/mix", "parent_id"] == BASE

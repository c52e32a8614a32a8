"""A family as a tree that a person can read: the repositories that matter one by one, the rest as groups."""

import numpy as np
import pandas as pd

from catalog.numeric import Ints
from catalog.variants.index import GRADES, VariantIndex
from catalog.variants.lineage import RELATIONS, ROOT, descendants
from catalog.variants.rows import gains_of

_GROUPS = {"finetune": "fine-tunes", "adapter": "adapters", "merge": "merges", "quantized": "quantised copies"}
_BETTER, _COMPARED, _NONE = (GRADES.index(grade) for grade in ("A", "B", "E"))


def family_tree(index: VariantIndex, base: int, limit: int = 200) -> pd.DataFrame:
    """Return a tree for a sunburst: at most `limit` repositories, and under each a group for what is left of a kind.

    First come those with evidence, then those with most descendants; a repository is never shown without its parents.
    Each repository stands under its first parent only.

    Args:
        index: the snapshot's index.
        base: the root's number, as `variants.base_named` gives it.
        limit: how many repositories to show one by one, the root included.

    Returns:
        A frame, parents first: id (unique), parent_id ("" for the root), label, hub_repo_id (empty for a group),
        relation, repos (how many stand for it, itself and all below included), grade (of its best domain), domain, and
        is_group.
    """
    graph = index.graph
    below, _ = descendants(graph, base)
    members = np.concatenate([[base], below])
    place = np.full(len(graph.repos), -1, np.int64)
    place[members] = np.arange(members.size)
    parent = place[np.maximum(graph.primary[members], 0)]
    parent[graph.primary[members] < 0] = -1
    parent[0] = -1
    is_adopted = (parent < 0) & (np.arange(members.size) > 0)  # a merge whose first parent is of another family
    parent[is_adopted] = _any_parent(index, members[is_adopted], place)
    depth = _depths(parent)
    size = _sizes(parent, depth)
    grade = gains_of(index, None, members).grade
    is_shown = _shown(parent, depth, size, grade, limit)
    return _frame(index, members, parent, depth, size, is_shown)


def _any_parent(index: VariantIndex, repos: Ints, place: Ints) -> Ints:
    """Return for each the first of its parents that is in the family."""
    child, above = index.graph.parents.of_all(repos)
    inside = place[above] >= 0
    first, at = np.unique(child[inside], return_index=True)
    result = np.full(repos.size, -1, np.int64)
    result[first] = place[above[inside][at]]
    return result


def _depths(parent: Ints) -> Ints:
    """Return how many steps below the root each one stands."""
    depth = np.full(parent.size, -1, np.int64)
    depth[0] = 0
    step = 0
    while True:
        is_next = (depth < 0) & (depth[np.maximum(parent, 0)] == step) & (parent >= 0)
        if not is_next.any():
            return depth
        step += 1
        depth[is_next] = step


def _sizes(parent: Ints, depth: Ints) -> Ints:
    """Return how many repositories each subtree has."""
    size = np.ones(parent.size, np.int64)
    for step in range(int(depth.max()), 0, -1):
        here = np.flatnonzero(depth == step)
        np.add.at(size, parent[here], size[here])
    return size


def _shown(
    parent: Ints, depth: Ints, size: Ints, grade: "np.ndarray[tuple[int, ...], np.dtype[np.int8]]", limit: int
) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Choose what is shown one by one, each with its whole way up."""
    rank = np.select([grade == _BETTER, grade <= _COMPARED, grade < _NONE], [0, 1, 2], 3)
    is_shown = np.zeros(parent.size, bool)
    is_shown[0] = True
    count = 1
    for member in np.lexsort((depth, -size, rank)):
        way = []
        while not is_shown[member]:
            way.append(member)
            member = parent[member]  # noqa: PLW2901 - going up
        if count + len(way) <= limit:
            is_shown[way] = True
            count += len(way)
        if count >= limit:
            break
    return is_shown


def _frame(
    index: VariantIndex,
    members: Ints,
    parent: Ints,
    depth: Ints,
    size: Ints,
    is_shown: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]",
) -> pd.DataFrame:
    graph = index.graph
    shown = np.flatnonzero(is_shown)
    shown = shown[np.lexsort((-size[shown], depth[shown]))]
    gains = gains_of(index, None, members[shown])
    names, relations = graph.repos[members], np.array([*RELATIONS, None], object)
    single = pd.DataFrame(
        {
            "id": names[shown],
            "parent_id": np.where(depth[shown] > 0, names[np.maximum(parent[shown], 0)], ""),
            "label": [str(name).rpartition("/")[2] for name in names[shown]],
            "hub_repo_id": names[shown],
            "relation": relations[graph.relation[members[shown]]],
            "repos": size[shown],
            "grade": np.array(GRADES, object)[gains.grade],
            "domain": gains.domain,
            "is_group": False,
        }
    )
    rest = np.flatnonzero(~is_shown & is_shown[np.maximum(parent, 0)] & (parent >= 0))
    kind = relations[np.minimum(graph.relation[members[rest]], ROOT)]
    grouped = pd.DataFrame({"parent": parent[rest], "relation": kind, "repos": size[rest]})
    grouped = grouped.groupby(["parent", "relation"], as_index=False, sort=True)["repos"].sum()
    above = names[grouped["parent"].to_numpy(np.int64)]
    words = [f"{n:,} {_GROUPS[kind]} and theirs" for n, kind in zip(grouped["repos"], grouped["relation"], strict=True)]
    groups = pd.DataFrame(
        {
            "id": [f"{name} ({kind})" for name, kind in zip(above, grouped["relation"], strict=True)],
            "parent_id": above,
            "label": words,
            "hub_repo_id": None,
            "relation": grouped["relation"],
            "repos": grouped["repos"],
            "grade": None,
            "domain": None,
            "is_group": True,
        }
    )
    return pd.concat([single, groups.astype(single.dtypes.to_dict())], ignore_index=True)

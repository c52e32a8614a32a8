"""How long a recommendation takes at the size of the Hub: python -m tests.variants_bench [repositories …].

The Hub is generated: families of very different sizes, chains of many generations, merges, copies in few bits, claims
of domains, languages, licences, and boards that tested a small part of it. The first answer of an index is not counted.
"""

import gc
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import numpy as np
import pandas as pd

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.records import Benchmark
from catalog.variants.index import VariantFrames, VariantIndex, index_of
from catalog.variants.recommend import VariantNeed, base_named, recommend
from catalog.variants.tree import family_tree
from etl.join import frame_of

SIZES = (76_000, 2_500_000)
TREE = 5_000
QUESTIONS = ("base", "domain", "base_and_domain", "gates")
_REPEATS = 9
_TESTED = 10_000  # boards do not grow with the Hub: this many models have results
_TESTS = ("mmlu_anatomy", "mmlu_professional_medicine", "ifeval", "math_level_5", "bbh", "mmlu_pro", "oll_gpqa")
_DOMAINS = ("medical", "code", "math", "japanese", "legal", "german", "instruction_following")
_RELATIONS = np.array(["finetune", "quantized", "merge", "adapter"])
_LICENCES = np.array(["apache-2.0", "mit", "llama3", "cc-by-nc-4.0", None], dtype=object)
_SEED = 7


def generated(repositories: int) -> VariantFrames:
    """Return a Hub of so many repositories: three in five have a parent, mostly one of few."""
    draw = np.random.default_rng(_SEED)
    n = repositories
    names = np.array([f"publisher-{i % (n // 8 + 1)}/model-{i}-{7 + i % 3}b" for i in range(n)], dtype=object)
    has_parent = draw.random(n) < 0.6
    has_parent[: max(n // 500, 10)] = False  # the first ones are bases
    child = np.flatnonzero(has_parent)
    parent = (child * draw.beta(0.35, 2.5, child.size)).astype(np.int64)
    relation = draw.choice(_RELATIONS, child.size, p=[0.45, 0.33, 0.2, 0.02])
    edges = pd.DataFrame(
        {
            "child": names[child],
            "parent": names[parent],
            "relation": relation,
            "evidence": "tag",
            "evidence_url": "https://huggingface.co/" + pd.Series(names[child], dtype="str"),
        }
    )
    merged = draw.choice(child, child.size // 5)
    second = edges.iloc[: merged.size].assign(
        child=names[merged], parent=names[(merged * draw.random(merged.size)).astype(np.int64)], relation="merge"
    )
    return VariantFrames(
        repos=_repos(names, draw),
        languages=pd.DataFrame({"hub_repo_id": names, "language": draw.choice(["en", "ja", "de"], n)}).iloc[::4],
        edges=pd.concat([edges, second[second["child"] != second["parent"]]], ignore_index=True),
        claims=_claims(names, draw),
        scores=_scores(names, draw),
        benchmarks=frame_of(Benchmark, benchmarks().values()),
        models=pd.DataFrame(
            {"hub_repo_id": names[:_TESTED], "parameters": 7e9, "release_date": pd.NaT, "licence_id": None}
        ),
        shapes=pd.DataFrame({"hub_repo_id": names[:0], "parameters": np.zeros(0)}),
        gpus=pd.DataFrame({"gpu": ["small", "large"], "memory_gb": [24.0, 80.0], "vendor": ["nvidia", "nvidia"]}),
    )


def _repos(names: "np.ndarray[tuple[int, ...], np.dtype[np.object_]]", draw: np.random.Generator) -> pd.DataFrame:
    n = names.size
    return pd.DataFrame(
        {
            "hub_repo_id": names,
            "downloads": draw.integers(0, 10_000, n),
            "likes": draw.integers(0, 100, n),
            "licence_id": draw.choice(_LICENCES, n),
            "parameters": np.where(draw.random(n) < 0.3, 7e9, np.nan),
            "created_on": pd.Timestamp(2023, 1, 1) + pd.to_timedelta(draw.integers(0, 1200, n), unit="D"),
            "is_gated": draw.random(n) < 0.1,
            "as_of": pd.Timestamp(2026, 10, 1),
            "says_merge": False,
            "says_quantized": draw.random(n) < 0.1,
            "is_other_task": False,
        }
    )


def _claims(names: "np.ndarray[tuple[int, ...], np.dtype[np.object_]]", draw: np.random.Generator) -> pd.DataFrame:
    """A fifth of the repositories claim a domain, as on the Hub."""
    told = draw.choice(names, names.size // 5)
    domain = draw.choice(_DOMAINS, told.size)
    return pd.DataFrame({"hub_repo_id": told, "domain": domain, "reason": "tag: " + pd.Series(domain, dtype="str")})


def _scores(names: "np.ndarray[tuple[int, ...], np.dtype[np.object_]]", draw: np.random.Generator) -> pd.DataFrame:
    bases = np.arange(min(names.size // 500, _TESTED // 5))
    tested = np.unique(np.concatenate([bases, draw.choice(names.size, min(_TESTED, names.size // 2), replace=False)]))
    repo = np.repeat(tested, len(_TESTS))
    value = np.clip(draw.normal(45, 12, repo.size) + np.repeat(draw.normal(0, 8, tested.size), len(_TESTS)), 1, 99)
    return pd.DataFrame(
        {
            "hub_repo_id": names[repo],
            "benchmark_id": np.tile(np.array(_TESTS, object), tested.size),
            "benchmark_version": None,
            "source_id": "open_llm_leaderboard",
            "harness": "one",
            "effort": None,
            "evidence": "measured",
            "value": value,
            "low": np.nan,
            "high": np.nan,
            "samples": np.nan,
            "contamination": "unknown",
            "precision": None,
            "as_of": pd.Timestamp(2025, 3, 13),
        }
    )


def timed(ask: Callable[[], object]) -> float:
    """Return the middle of several answers' milliseconds, the first answer left out."""
    ask()
    taken = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def largest_base(index: VariantIndex, most: int | None = None) -> int:
    """Return the repository with the largest family, or the largest of at most so many."""
    graph = index.graph
    size = np.ones(len(graph.repos), np.int64)
    for repo in range(len(graph.repos) - 1, -1, -1):  # children come after their parents here
        if graph.primary[repo] >= 0:
            size[graph.primary[repo]] += size[repo]
    return int(np.argmax(np.where(size <= most, size, 0) if most else size))


def measure(repositories: int) -> dict[str, float]:
    """Return seconds to build an index and milliseconds of each kind of question at a size of the Hub."""
    frames = generated(repositories)
    gc.collect()
    start = time.perf_counter()
    index = index_of(frames, memberships())
    told = {"build_s": time.perf_counter() - start}
    base = str(index.graph.repos[largest_base(index)])
    told["base_rows"] = float(len(recommend(index, VariantNeed(base=base, quantisations=True)).rows))
    gates = VariantNeed(domain="medical", licence_classes=frozenset({"permissive"}), max_parameters=8e9, merges=False)
    needs = (VariantNeed(base=base), VariantNeed(domain="medical"), VariantNeed(base=base, domain="medical"), gates)
    told |= {f"{name}_ms": timed(partial(recommend, index, need)) for name, need in zip(QUESTIONS, needs, strict=True)}
    root = base_named(index, str(index.graph.repos[largest_base(index, TREE)]))
    told["tree_repositories"] = float(family_tree(index, root)["repos"].iloc[0])
    return told | {"tree_ms": timed(partial(family_tree, index, root))}


def figures(sizes: Sequence[int] = SIZES) -> dict[str, float]:
    """Return what `measure` finds at each size of the Hub, under names that hold the size and end in the unit."""
    return {f"variants_{size}_{name}": value for size in sizes for name, value in measure(size).items()}


def main(sizes: Sequence[int]) -> None:
    """Print what was measured, and by how much it grew from the first size to the last."""
    found = {size: measure(size) for size in sizes}
    for size, figures in found.items():
        told = ", ".join(f"{name} {value:,.1f}" for name, value in figures.items())
        print(f"{size:>10,} repositories: {told}")  # noqa: T201
    first, last = found[sizes[0]], found[sizes[-1]]
    growth = {name: last[name] / first[name] for name in first if name.endswith("_ms")}
    told = ", ".join(f"{name} x {factor:.1f}" for name, factor in growth.items())
    print(f"x {sizes[-1] / sizes[0]:.0f} repositories: {told}")  # noqa: T201


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or SIZES)

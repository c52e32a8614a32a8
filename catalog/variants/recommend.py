"""Fine-tuned variants of open models: which of them to take, from a base, from a domain, or both.

`recommend` filters and ranks by arrays; words and columns are made for the few rows that are shown. Rows are ranked by
where they can be expected to stand (`catalog.variants.level`), with the base among them as the yardstick; what is shown
of a variant is its evidence: its results beside those of its own base (`catalog.variants.evidence`).
"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog.curated.benchmarks import domains
from catalog.curated.hub_tags import is_repo_id
from catalog.curated.licences import OPEN_CLASSES
from catalog.errors import ShortlistError
from catalog.hosting.plans import WEIGHT_BYTES
from catalog.numeric import BILLION, Flags, Floats, Ints
from catalog.variants.families import family_named
from catalog.variants.index import BY_NAME, GRADES, STRICTNESS, VariantIndex, allows
from catalog.variants.level import rank_key, standing
from catalog.variants.lineage import RELATIONS, ROOT, ancestors, descendants, simple_name
from catalog.variants.rows import Gains, Shown, gains_of, no_gains, ranked, variant_rows
from catalog.variants.worth import LEAST_DOWNLOADS, says_it, with_q

GENERAL = "general"
# Words for a domain that people use; the domains' own ids and titles need none.
_ALSO_CALLED = {
    "assistant": "instruction_following",
    "chat": "instruction_following",
    "instruct": "instruction_following",
    "medicine": "medical",
    "health": "medical",
    "biomedical": "medical",
    "mathematics": "math",
    "maths": "math",
    "coding": "code",
    "programming": "code",
    "law": "legal",
    "many languages": "multilingual",
}
_MOST_WITH_EVIDENCE = 500
_MOST_YARDSTICKS = 25
_NEAR, _FAR = 10, 2.0
_MOST_CLAIMS = 3


class VariantError(ShortlistError):
    """A question about variants that cannot be answered. The message says so to the person who asked.

    Attributes:
        alternatives: the nearest names that would be known.
    """

    code = "bad_variants"

    def __init__(self, message: str, alternatives: Sequence[str] = ()) -> None:
        """Keep the alternatives, and name them in the message."""
        self.alternatives = tuple(alternatives)
        super().__init__(f"{message} Nearest: {', '.join(self.alternatives)}." if alternatives else message)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantNeed:
    """What somebody looks for. A gate that is None, empty or at its default lets everything through.

    Attributes:
        base: a Hub repository, or the title of a family of them; the variants are made from it.
        domain: an id, a title or a usual word of a domain.
        licence_classes: classes as `variant_index.STRICTNESS` has them; what a licence depends on counts too.
        max_parameters: how large a model may be.
        max_memory_gb: how much memory its weights may take in 16 bits, without the cache of a conversation.
        languages: ISO 639 codes; the tags of the repository must name them all.
        gated: whether repositories that ask for an account or an agreement are welcome.
        merges: whether merges are welcome.
        quantisations: whether quantised copies are welcome; they are left out unless asked for.
        least_grade: the weakest evidence that is welcome, from A to E.
        limit: how many variants without evidence are listed; those with evidence all are.
    """

    base: str | None = None
    domain: str | None = None
    licence_classes: frozenset[str] = frozenset()
    max_parameters: float | None = None
    max_memory_gb: float | None = None
    languages: tuple[str, ...] = ()
    gated: bool = True
    merges: bool = True
    quantisations: bool = False
    least_grade: str = "E"
    limit: int = 50


@dataclass(frozen=True)
class Recommendation:
    """What is recommended.

    Attributes:
        rows: the ranked list, the base among it; columns as `catalog.variants.rows.VariantRow` says.
        near_misses: what one gate alone keeps out of the first ten: hub_repo_id, gate, and the columns of a row.
        notes: sentences that must be read with the list.
        understood: those of them that tell how the base and the domain were read.
        base: the repository that the variants are made from, after copies and tunes were followed to their origin; of a
            family the one that most were made from.
        bases: all repositories that count as the base, more than one of a family.
        family: the title of the family that was asked for, None for a repository.
        domain: the domain's id.
        counts: candidates, passed, shown, and by gate how many it keeps out.
        compared: how many variants that say more than a name or a result for the domain were compared with their own
            base: over so many the false discovery rate is held.
        claimants: how many variants that pass say so, releases of bases' own makers left out.
        claims: the most used and youngest of these, columns as those of rows.
        fields: what is known by domain, as `fields_of` has it; empty where a domain was asked for.
    """

    rows: pd.DataFrame
    near_misses: pd.DataFrame
    notes: tuple[str, ...]
    base: str | None
    domain: str | None
    counts: dict[str, int] = field(default_factory=dict)
    understood: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    family: str | None = None
    compared: int = 0
    claimants: int = 0
    claims: pd.DataFrame = field(default_factory=pd.DataFrame)
    fields: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class _Asked:
    """A need with its names understood: repositories as numbers; of a family all its members are bases."""

    base: int | None
    bases: Ints
    family: str | None
    own: int | None
    domain: str | None
    ranked_in: str
    notes: tuple[str, ...]


def recommend(index: VariantIndex, need: VariantNeed) -> Recommendation:
    """Return the variants that meet a need, ranked, with the reasons.

    Args:
        index: the snapshot's index.
        need: what is looked for.

    Raises:
        VariantError: neither a base nor a domain is named, or one that nothing is known of.
    """
    asked = _understood(index, need)
    candidates = _candidates(index, asked)
    gains, compared = with_q(index, candidates, gains_of(index, asked.domain, candidates))
    gates = dict([*_kind_gates(index, need, candidates, gains), *_fact_gates(index, need, candidates)])
    failed = np.sum(list(gates.values()), axis=0) if gates else np.zeros(candidates.size, np.int64)
    key = _keys(index, asked, candidates)
    passed = np.flatnonzero(failed == 0)
    chosen = passed[_chosen(index, asked, need.limit, candidates[passed], gains.of(passed), key[passed])]
    is_near = (failed == 1) & ~_is_far(index, need, candidates)
    near = _near_misses(key, gains.grade, passed, np.flatnonzero(is_near))
    claimants = passed[says_it(index, candidates[passed], gains.of(passed)) & ~index.is_release[candidates[passed]]]
    more = np.concatenate([near, _most_used(index, candidates, claimants)])
    listed = _listed(index, asked, candidates[chosen], gains.of(chosen))
    both = Shown(
        np.concatenate([listed.repos, candidates[more]]),
        np.append(listed.is_base, np.zeros(more.size, bool)),
        listed.gains.and_these(gains.of(more)),
    )
    told = variant_rows(index, both, asked.ranked_in, asked.bases)
    rows = ranked(told.iloc[: listed.repos.size])
    misses = told.iloc[listed.repos.size : listed.repos.size + near.size].reset_index(drop=True)
    misses.insert(1, "gate", pd.Series(_gate_of(gates, near), dtype=object))
    counts = {"candidates": candidates.size, "passed": passed.size, "shown": chosen.size}
    counts |= {gate: int(is_out.sum()) for gate, is_out in gates.items()}
    notes = [*asked.notes, *_notes(index, asked, rows, counts)]
    return Recommendation(
        rows=rows,
        near_misses=misses,
        notes=tuple(notes),
        base=None if asked.base is None else str(index.graph.repos[asked.base]),
        domain=asked.domain,
        counts=counts,
        understood=asked.notes,
        bases=tuple(str(repo) for repo in index.graph.repos[asked.bases]),
        family=asked.family,
        compared=compared,
        claimants=claimants.size,
        claims=told.iloc[listed.repos.size + near.size :].reset_index(drop=True),
        fields=fields_of(index, candidates) if asked.domain is None else pd.DataFrame(),
    )


def _understood(index: VariantIndex, need: VariantNeed) -> _Asked:
    if not need.base and not need.domain:
        message = "Neither a base nor a domain is named. Give one of them, or both."
        raise VariantError(message)
    notes: list[str] = []
    domain = domain_named(need.domain) if need.domain else None
    if domain and need.domain and need.domain.strip().lower() in _ALSO_CALLED:
        notes.append(f"{need.domain.strip()!r} is read as {domains()[domain].title}.")
    family = family_named(index.families, index.graph, need.base) if need.base else None
    own = base_named(index, need.base) if need.base and family is None else None
    base = own
    if own is not None and need.base:
        base = _origin(index, own)
        notes += _told_of_base(index, need.base.strip(), own, base)
    bases = np.array([] if base is None else [base], np.int64)
    if family is not None:
        base, bases = family.members[0], np.array(family.members, np.int64)
    ranked_in = domain or GENERAL
    if ranked_in not in index.levels.inherited:
        notes.append(
            f"No test measures {domains()[ranked_in].title}, so no variant has evidence there; the order is that of "
            "general ability."
        )
        ranked_in = GENERAL
    return _Asked(base, bases, family.title if family else None, own, domain, ranked_in, tuple(notes))


def domain_named(text: str) -> str:
    """Return the id of a domain that an id, a title or a usual word means.

    Raises:
        VariantError: none is called so.
    """
    word = " ".join(text.lower().replace("_", " ").split())
    known = {name.replace("_", " "): name for name in domains()}
    known |= {row.title.lower(): name for name, row in domains().items()} | _ALSO_CALLED
    if word in known:
        return known[word]
    near = dict.fromkeys(known[name] for name in difflib.get_close_matches(word, known, n=5, cutoff=0.5))
    message = f"No domain is called {text!r}."
    raise VariantError(message, tuple(near) or tuple(domains())[:6])


def base_named(index: VariantIndex, text: str) -> int:
    """Return the repository that an id means; a copy's original. A name without its owner counts if only one has it.

    Raises:
        VariantError: nothing is known of it.
    """
    asked = text.strip().strip("/").removeprefix("https://huggingface.co/")
    graph = index.graph
    if is_repo_id(asked):
        found = graph.find(asked)
        if found is not None:
            return found
        if "/" not in asked:
            same = np.flatnonzero(pd.Series(graph.number).str.endswith(f"/{asked.lower()}").to_numpy(bool))
            originals = np.unique(graph.stands_for[same])
            if originals.size == 1:
                return int(originals[0])
    else:
        asked = asked[:200]
        message = f"{asked!r} is no id of a Hub repository; owner/name expected, of letters, digits, '-', '_' and '.'."
        raise VariantError(message, _nearest(index, asked))
    message = f"Nothing is known of a repository {asked!r}: the Hub's listing, lineage and boards do not name it."
    raise VariantError(message, _nearest(index, asked))


def _nearest(index: VariantIndex, text: str) -> tuple[str, ...]:
    """Return repositories with children whose names are most like a text."""
    graph = index.graph
    parents = np.flatnonzero((np.diff(graph.children.start) > 0) & (graph.stands_for == np.arange(len(graph.repos))))
    words = {word for word in simple_name(text.replace(" ", "-")).split("-") if word}
    names = pd.Series(graph.number[parents])
    shared = np.zeros(len(names), np.int64)
    for word in words:
        shared += names.str.contains(word, regex=False).to_numpy(np.int64)
    children = np.diff(graph.children.start)[parents]
    order = np.lexsort((-children, -shared))[:200]
    order = order[shared[order] > 0]
    ratio = [difflib.SequenceMatcher(None, text.lower(), names.iloc[i]).ratio() for i in order]
    best = sorted(range(len(order)), key=lambda i: (-shared[order[i]], -ratio[i]))[:5]
    return tuple(str(graph.repos[parents[order[i]]]) for i in best)


def _origin(index: VariantIndex, repo: int) -> int:
    """Return the base that a repository stands for: what its maker made alone is one, else the root above it."""
    if index.is_release[repo] and index.graph.children.of(repo).size:
        return repo
    above, _ = ancestors(index.graph, repo)
    roots = above[index.graph.primary[above] < 0]
    return int(roots[0]) if roots.size == 1 else repo


def _told_of_base(index: VariantIndex, text: str, own: int, base: int) -> list[str]:
    """Say where a copy, a tune or a merge led to."""
    graph, notes = index.graph, []
    name = str(graph.repos[own])
    if "/" in text and text.lower().strip("/") != name.lower():
        notes.append(f"{text} is a copy of {name}, or its former name.")
    if base != own:
        kind = RELATIONS[graph.relation[own]] if graph.relation[own] != ROOT else "copy"
        made = {"finetune": "a fine-tune", "adapter": "an adapter", "merge": "a merge", "quantized": "a quantised copy"}
        notes.append(f"{name} is itself {made[kind]}; its origin is {graph.repos[base]}, whose variants are these.")
    elif graph.relation[own] != ROOT and not index.is_release[own]:
        notes.append(f"{name} is a merge of models with different origins; these are the variants of itself.")
    if not graph.is_listed[base]:
        notes.append(f"{graph.repos[base]} is not in the Hub's listing: it may be deleted, renamed or private.")
    return notes


def _candidates(index: VariantIndex, asked: _Asked) -> Ints:
    claimed = index.claims[asked.domain].repos if asked.domain in index.claims else np.zeros(0, np.int64)
    if asked.base is None:
        return claimed
    below = np.concatenate([descendants(index.graph, int(base))[0] for base in asked.bases])
    below = np.setdiff1d(below, asked.bases)
    return np.intersect1d(below, claimed) if asked.domain else below


def _kind_gates(index: VariantIndex, need: VariantNeed, repos: Ints, gains: Gains) -> Iterator[tuple[str, Flags]]:
    """Yield the gates on what a variant is: their words, and which candidates they keep out."""
    if not need.quantisations:
        yield "quantised copies are left out", index.is_quantized[repos]
    if not need.merges:
        yield "merges are left out", index.is_merge[repos]
    if not need.gated:
        yield "not known to be free of gates", index.is_gated[repos] != 0
    if need.least_grade != "E":
        yield f"evidence below grade {need.least_grade}", gains.grade > GRADES.index(need.least_grade)


def _fact_gates(index: VariantIndex, need: VariantNeed, repos: Ints) -> Iterator[tuple[str, Flags]]:
    """Yield the gates on facts; what is not known does not pass."""
    size = index.parameters[repos]
    if need.licence_classes:
        wanted = " or ".join(sorted(need.licence_classes))
        words = f"licence, with what it depends on, not known to be {wanted}"
        yield words, ~allows(index, need.licence_classes, repos)
    if need.max_parameters is not None:
        words = f"not known to have at most {need.max_parameters / BILLION:g} billion parameters"
        yield words, ~(size <= need.max_parameters)
    if need.max_memory_gb is not None:
        words = f"weights not known to fit in {need.max_memory_gb:g} GB in 16 bits"
        yield words, ~(size * WEIGHT_BYTES["bf16"] / BILLION <= need.max_memory_gb)
    for code in need.languages:
        named = index.languages.get(code.strip().lower(), np.zeros(0, np.int64))
        yield f"its tags do not name the language {code}", ~np.isin(repos, named)


def meets(index: VariantIndex, need: VariantNeed, repos: Ints) -> Flags:
    """Return which of any repositories meet what a need asks of licence, size and access, such as untuned models."""
    gates = dict(_fact_gates(index, replace(need, languages=()), repos))
    if not need.gated:
        gates["gated"] = index.is_gated[repos] != 0
    result: Flags = ~np.any(list(gates.values()), axis=0) if gates else np.ones(repos.size, bool)
    return result


def fields_of(index: VariantIndex, repos: Ints) -> pd.DataFrame:
    """Return for each domain what is known of some repositories there, the domains that most say to be for first.

    Columns: domain, title, claimants (say so by more than a name or a result), compared (of these, with their own
    base), recommended.
    """
    rows = []
    for domain, claims in index.claims.items():
        here = np.intersect1d(repos, claims.repos)
        gains, compared = with_q(index, here, gains_of(index, domain, here))
        says = int((says_it(index, here, gains) & ~index.is_quantized[here]).sum())
        if says:
            rows.append((domain, domains()[domain].title, says, compared, int(gains.is_recommended.sum())))
    told = pd.DataFrame(rows, columns=["domain", "title", "claimants", "compared", "recommended"])
    order = ["recommended", "claimants"]
    return told.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def _keys(index: VariantIndex, asked: _Asked, repos: Ints) -> Floats:
    """Return what candidates are ranked by: their standing in the domain; without one, their lead over the base."""
    if asked.domain or asked.base is None:
        return rank_key(index.levels, asked.ranked_in, repos)
    key = np.zeros(repos.size)
    base = np.array([asked.base])
    focus = index.focus[repos]
    for which in np.unique(focus):
        domain = index.focus_domains[which] if which >= 0 else GENERAL
        domain = domain if domain in index.levels.inherited else GENERAL
        here = focus == which
        key[here] = rank_key(index.levels, domain, repos[here])
        key[here] -= rank_key(index.levels, domain, base)
    return key


def _chosen(index: VariantIndex, asked: _Asked, limit: int, repos: Ints, gains: Gains, key: Floats) -> Ints:
    """Return the positions that are listed: those with evidence, best first, then some without, by the same order."""
    has_evidence = gains.grade < GRADES.index("E")
    shown, others = np.flatnonzero(has_evidence), np.flatnonzero(~has_evidence)
    shown = shown[np.argsort(-key[shown], kind="stable")[:_MOST_WITH_EVIDENCE]]
    by_name = _is_by_name(index, asked.domain, repos[others])
    is_read = index.curated[repos[others]]  # what a person has read of is always listed
    order = np.lexsort((-key[others], by_name, ~is_read))
    others = others[order[: max(limit, int(is_read.sum()))]]
    return np.concatenate([shown, others[np.argsort(-key[others], kind="stable")]])


def _is_by_name(index: VariantIndex, domain: str | None, repos: Ints) -> npt.NDArray[np.bool_]:
    if domain not in index.claims:
        return np.zeros(repos.size, bool)
    claims = index.claims[domain]
    at = np.minimum(np.searchsorted(claims.repos, repos), claims.repos.size - 1)
    result: Flags = (claims.repos[at] == repos) & (claims.kind[at] == BY_NAME)
    return result


def _listed(index: VariantIndex, asked: _Asked, repos: Ints, gains: Gains) -> Shown:
    """Return the variants with the yardsticks among them, in order: what has evidence first, then by the key."""
    yardsticks = _yardsticks(index, asked, repos, gains)
    everything = np.concatenate([repos, yardsticks])
    is_base = np.arange(everything.size) >= repos.size
    domain = asked.domain or GENERAL
    unlike = replace(no_gains(yardsticks.size, domain), grade=gains_of(index, domain, yardsticks).grade)
    whole = gains.and_these(unlike)  # a yardstick is compared with nothing; its grade says whether it has results
    comes_first = (whole.grade < GRADES.index("E")) | (is_base & (asked.base is not None))
    # What the rule recommends comes first, by the cautious end of where it can be expected to stand.
    is_worth = whole.is_recommended & ~is_base
    key = _keys(index, asked, everything)
    key[is_worth] = standing(index.levels, asked.ranked_in, everything[is_worth])[1]
    order = np.lexsort((~is_base, -key, ~comes_first, ~is_worth))
    return Shown(everything[order], is_base[order], whole.of(order))


def _yardsticks(index: VariantIndex, asked: _Asked, repos: Ints, gains: Gains) -> Ints:
    """Return the bases to measure variants by: the one asked for, or those of the first rows."""
    first = slice(0, _MOST_YARDSTICKS)
    base = np.where(gains.base[first] >= 0, gains.base[first], index.graph.primary[repos[first]])
    if asked.family is not None:
        return np.union1d([asked.base], np.intersect1d(base, asked.bases)).astype(np.int64)
    if asked.base is not None:
        own = [asked.base] if asked.own in (None, asked.base) else [asked.base, asked.own]
        return np.array([repo for repo in own if repo == asked.base or repo not in repos], np.int64)
    return np.setdiff1d(base[base >= 0], repos)


def _is_far(index: VariantIndex, need: VariantNeed, repos: Ints) -> Flags:
    """Return what is no near miss: twice as large as asked for or of no known size, or a copy in fewer bits."""
    size = np.nan_to_num(index.parameters[repos], nan=np.inf)
    most = min(need.max_parameters or np.inf, (need.max_memory_gb or np.inf) * BILLION / WEIGHT_BYTES["bf16"])
    result: Flags = (size > _FAR * most) | (index.is_quantized[repos] & (not need.quantisations))
    return result


def _near_misses(key: Floats, grade: npt.NDArray[np.int8], passed: Ints, near: Ints) -> Ints:
    """Return the positions of those, of some that fail one gate alone, that would be among the first ten."""
    if passed.size >= _NEAR:
        tenth = np.partition(-key[passed], _NEAR - 1)[_NEAR - 1]
        near = near[-key[near] < tenth]
    has_none = grade[near] == GRADES.index("E")
    return near[np.lexsort((-key[near], has_none))[:_NEAR]]


def _most_used(index: VariantIndex, candidates: Ints, positions: Ints) -> Ints:
    """Return the first positions by downloads, then by age, of what shows a sign of life."""
    positions = positions[index.downloads[candidates[positions]] >= LEAST_DOWNLOADS]
    repos = candidates[positions]
    age = np.where(np.isnat(index.created[repos]), 0, index.created[repos].astype("datetime64[s]").astype(np.int64))
    return positions[np.lexsort((-age, -np.nan_to_num(index.downloads[repos], nan=-1.0)))[:_MOST_CLAIMS]]


def _gate_of(gates: dict[str, Flags], positions: Ints) -> list[str]:
    return [next(gate for gate, is_out in gates.items() if is_out[position]) for position in positions]


def _notes(index: VariantIndex, asked: _Asked, rows: pd.DataFrame, counts: dict[str, int]) -> list[str]:
    """Return what must be read with a list."""
    shown = rows[rows["role"] == "variant"]
    notes = []
    if not counts["candidates"]:
        where = f" of {asked.family or index.graph.repos[asked.base]}" if asked.base is not None else ""
        said = f" that anything says to serve {domains()[asked.domain].title}" if asked.domain else ""
        notes.append(f"No variant{where} is known{said}.")
    elif not counts["passed"]:
        notes.append(f"None of {counts['candidates']:,} candidates passes all gates; see the near misses.")
    if len(shown) and (shown["grade"] == "E").all():
        where = f" in {domains()[asked.domain].title}" if asked.domain else ""
        notes.append(f"There is no evidence{where} of any variant listed: no source here has results of one.")
    if len(shown):
        better = int((shown["grade"] == "A").sum())
        beat = {0: "none is shown to beat its own base", 1: "one is shown to beat its own base"}
        notes.append(
            f"{len(shown):,} of {counts['passed']:,} variants listed; "
            f"{beat.get(better, f'{better} are shown to beat their own base')}."
        )
    hidden = counts["passed"] - len(shown)
    if hidden > 0:
        more = "1 more passes" if hidden == 1 else f"{hidden:,} more pass"
        notes.append(f"{more} the gates, mostly without any evidence; raise the limit to list them.")
    for gate, count in list(counts.items())[3:]:
        if count:
            notes.append(f"{count:,} candidate{'s' if count != 1 else ''} kept out: {gate}.")
    return notes


def classes_of(text: str) -> frozenset[str]:
    """Return the licence classes that a word means: a class, "open" or "commercial".

    Raises:
        VariantError: it means none.
    """
    word = text.strip().lower().replace("_", " ")
    named = {"open": OPEN_CLASSES, "commercial": OPEN_CLASSES | {"restricted"}}
    if word in named:
        return frozenset(named[word])
    if word in STRICTNESS:
        return frozenset({word})
    message = f"No licence class is called {text!r}."
    raise VariantError(message, (*named, *STRICTNESS))

"""The questions that programs may ask, each declared once: HTTP, OpenAPI and MCP follow from this list."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from api.asked import PAGING, Page, ParameterError, known_in, read_strictly, require_names
from catalog import queries
from catalog.answers import (
    ability,
    benchmark,
    changes,
    choose,
    compare,
    cost,
    hosting,
    leaderboard,
    model_list,
    models,
    openness,
    search,
    variants,
)
from catalog.data.feed import KINDS, USUAL_DAYS, FeedQuestion
from catalog.decide import need as needs
from catalog.decide.need import Need, NeedError, presets, read_need, read_yaml
from catalog.fields import Field, Refused, Stated, declared
from catalog.filters import FIELDS as FILTERS
from catalog.filters import Filters, bare_reason, candidates, of_offers, read_filters, removed_by
from catalog.hosting.plans import Serving
from catalog.models.compare import LEAST, MOST
from catalog.openness.criteria import DIFFERENCE
from catalog.plain import plain
from catalog.pricing.eligible import known_offers
from catalog.pricing.workload import Workload, read_workload
from catalog.snapshot import Snapshot
from catalog.store import facts_of
from catalog.variants.index import GRADES
from catalog.variants.recommend import VariantNeed, classes_of

Values = dict[str, Any]
LONGEST_NAME = 200
LONGEST_LIST = 1500
_USUAL_WORKLOAD = Need().workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer as JSON, and how many rows the list has of which it tells a page; None where nothing is paged."""

    answer: dict[str, Any]
    total: int | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    Attributes:
        name: the last part of its address, and the name of its tool.
        title: what it answers, in a sentence.
        tell: answers it; the values are those of `read`.
        fields: its own parameters.
        required: those without which there is no answer.
        reads: what else it reads: the gates of all pages, a workload, a whole need.
        rows: the list of the answer that is told in pages; empty: the answer is whole.
    """

    name: str
    title: str
    tell: Callable[[Snapshot, Values, Page], Told]
    fields: Mapping[str, Field] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    reads: tuple[Literal["gates", "workload", "need"], ...] = ()
    rows: str = ""

    @property
    def parameters(self) -> dict[str, Field]:
        """Return every parameter by name."""
        found: dict[str, Field] = dict(self.fields)
        found |= FILTERS if "gates" in self.reads else {}
        found |= needs.WORKLOAD if "workload" in self.reads or "need" in self.reads else {}
        found |= NEED if "need" in self.reads else {}
        found |= PAGING if self.rows else {}
        return found

    def read(self, snapshot: Snapshot, stated: Stated) -> Values:
        """Return the values of the parameters.

        Raises:
            ParameterError: one is missing, cannot be read, or is none of the question's.
            NeedError: there is no preset of that name.
        """
        require_names(stated, self.parameters)
        known = snapshot.share(known_in)
        lacking = [name for name in self.required if not stated.get(name)]
        if lacking:
            told = [Refused(name, f"{self.fields[name].title} expected as {name}=…, found none.") for name in lacking]
            raise ParameterError(*told)
        values = read_strictly(self.fields, stated, known)
        refused: list[Refused] = []
        if "gates" in self.reads:
            values["filters"], refused = read_filters(stated, known)
        if "workload" in self.reads:
            values["workload"], refused = read_workload(stated, _USUAL_WORKLOAD)
        if "need" in self.reads:
            read_strictly({"domain": _DOMAIN}, stated, known)  # an address of a page is forgiven an unknown one
            values["need"], refused = read_need(_with_preset(snapshot, stated), known)
        if refused:
            raise ParameterError(*refused)
        return values


def _with_preset(snapshot: Snapshot, stated: Stated) -> Stated:
    """Return what is stated, above what the preset says that it names. A path is no preset."""
    name = next(iter(stated.get("need", ())), needs.VERSION)
    if name == needs.VERSION:
        return stated
    if name not in presets():
        message = f"There is no need {name[:LONGEST_NAME]!r}. There are: {', '.join(presets())}."
        raise NeedError(message)
    preset = dict(snapshot.share(_preset, name))
    if stated.get("domain"):
        preset.pop("domains", None)
    return {**preset, **{each: texts for each, texts in stated.items() if each != "need"}}


def _preset(snapshot: Snapshot, name: str) -> Stated:
    return needs.to_address(read_yaml(presets()[name], snapshot.share(known_in)))


def _text(name: str, title: str, note: str = "", longest: int = LONGEST_NAME) -> Field:
    return Field(name=name, title=title, kind="text", most=longest, note=note)


def _yes(name: str, title: str) -> Field:
    return Field(name=name, title=title, kind="yes")


def _by_name(*found: Field) -> dict[str, Field]:
    return {each.name: each for each in found}


def _paged(answer: dict[str, Any], rows: str, page: Page) -> Told:
    whole = answer[rows]
    return Told(answer=answer | {rows: whole[page.offset : page.offset + page.limit]}, total=len(whole))


_MODEL = _text("model", "Model", "a model's id or name")
_DOMAIN = Field(name="domain", title="Domain", kind="one", note="such as medical, code or japanese")
NEED = {
    **{name: found for name, found in FILTERS.items() if name not in {"domain", "input_percent"}},
    **needs.FIELDS,
    "domain": _DOMAIN,
    "need": Field(
        name="need",
        title="Need",
        kind="text",
        most=LONGEST_NAME,
        note=f"a preset: {', '.join(presets())}; other parameters beside it stand above what it says",
    ),
}


# The answers


def _models(snapshot: Snapshot, values: Values, page: Page) -> Told:
    filters: Filters = values["filters"]
    tried = candidates(snapshot.ask(queries.models_in_play), snapshot.ask(known_offers), filters)
    passing = tried.loc[removed_by(tried, filters)["reason"].isna(), "model_id"]
    found = snapshot.share(model_list.answer, of_offers(filters), inferred=values.get("inferred", False))
    found = found[found["model_id"].isin(passing)]
    if text := values.get("q"):
        meant = {model_id: place for place, model_id in enumerate(search.model_ids(snapshot, text))}
        found = found[found["model_id"].isin(meant)]
        found = found.sort_values("model_id", key=lambda ids: ids.map(meant))
    rows = found.iloc[page.offset : page.offset + page.limit].to_dict("records")
    return Told(answer={"domain": filters.domain, "rows": _plain(rows)}, total=len(found), domains=(filters.domain,))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell, or a list or mapping of them
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return _plain(value.tolist()) if getattr(value, "ndim", 0) else plain(value)


def _choose(snapshot: Snapshot, values: Values, page: Page) -> Told:
    need: Need = values["need"]
    found = choose.answer(snapshot, need)
    counts = found.excluded["reason"].map(bare_reason).value_counts()
    told = choose.as_json(replace(found, excluded=found.excluded.iloc[page.offset : page.offset + page.limit]))
    told["excluded_by_reason"] = {str(reason): int(number) for reason, number in counts.items()}
    return Told(answer=_plain(told), total=len(found.excluded), domains=tuple(need.shares()))


def _ability(snapshot: Snapshot, values: Values, page: Page) -> Told:
    question = ability.AbilityQuestion(domain=values["domain"])
    if name := values.get("model"):
        told = ability.explanation(snapshot, models.model_named(snapshot, name), question.domain)
        return Told(answer=_plain(told))
    found = snapshot.share(ability.answer, question)
    rows = found.iloc[page.offset : page.offset + page.limit]
    return Told(answer=_plain(ability.as_json(snapshot, question, rows)), total=len(found))


def _leaderboard(snapshot: Snapshot, values: Values, page: Page) -> Told:
    filters: Filters = values["filters"]
    question = leaderboard.LeaderboardQuestion(filters=filters, unsold=values.get("unsold", False))
    told = leaderboard.as_json(question, leaderboard.answer(snapshot, question))
    paged = _paged(_plain(told), "rows", page)
    return Told(answer=paged.answer, total=paged.total, domains=(filters.domain,))


def _benchmark(snapshot: Snapshot, values: Values, page: Page) -> Told:
    question = benchmark.BenchmarkQuestion(benchmark_id=values["id"], version=values.get("version"))
    return _paged(_plain(benchmark.as_json(benchmark.answer(snapshot, question))), "results", page)


def _variants(snapshot: Snapshot, values: Values, page: Page) -> Told:
    base = values.get("base")
    most = values.get("max_parameters_billion")
    need = VariantNeed(
        base=variants.base_meant(snapshot, base) if base else None,
        domain=values.get("domain"),
        licence_classes=frozenset[str]().union(*map(classes_of, values.get("licence_class", ()))),
        max_parameters=most * 1e9 if most else None,
        max_memory_gb=values.get("max_memory_gb"),
        languages=tuple(part for part in values.get("languages", "").split(",") if part),
        gated=values.get("gated", True),
        merges=values.get("merges", True),
        quantisations=values.get("quantisations", False),
        least_grade=values.get("least_grade", "e").upper(),
    )
    question = variants.VariantsQuestion(need=need, with_proposals=values.get("review", False))
    return _paged(_plain(variants.as_json(variants.answer(snapshot, question))), "rows", page)


def _cost(snapshot: Snapshot, values: Values, page: Page) -> Told:
    name = values.get("model")
    question = cost.CostQuestion(
        workload=values["workload"],
        model_id=models.model_named(snapshot, name) if name else None,
        resellers=values.get("resellers", False),
        withdrawn=values.get("withdrawn", False),
        verbosity=values.get("verbosity", True),
    )
    told = cost.as_json(snapshot.share(cost.answer, question))
    # Whose bill is not known is counted in `missing`; the whole list would be longer than the answer.
    told = told if name else {each: value for each, value in told.items() if each != "unbilled"}
    return _paged(_plain(told), "offers" if name else "models", page)


def _hosting(snapshot: Snapshot, values: Values, _: Page) -> Told:
    workload: Workload = values["workload"]
    asked = {name: values[name] for name in SERVING if name in values}
    question = hosting.HostingQuestion(
        model_id=models.model_named(snapshot, values["model"]),
        serving=Serving(
            input_tokens=workload.input_tokens,
            output_tokens=workload.output_tokens,
            cached_tokens=workload.cached_tokens,
            **asked,
        ),
        workload=workload,
        choice=values.get("price", "middle"),
        spot=values.get("spot", False),
        providers=values.get("provider", ()),
        resellers=values.get("resellers", False),
    )
    return Told(answer=_plain(hosting.as_json(hosting.answer(snapshot, question))))


def _openness(snapshot: Snapshot, values: Values, _: Page) -> Told:
    answered = snapshot.share(openness.answer)
    if (name := values.get("model")) is None:
        return Told(answer=_plain(openness.as_json(answered)))
    met = openness.systems_named(snapshot, name)
    told = {"asked": name, "found": met, "models": openness.cards(answered, met), "difference": DIFFERENCE}
    return Told(answer=_plain(told))


def _compare(snapshot: Snapshot, values: Values, _: Page) -> Told:
    names = [part.strip() for part in values["models"].split(",") if part.strip()]
    ids = tuple(dict.fromkeys(models.model_named(snapshot, name) for name in names[: MOST + 1]))
    if not LEAST <= len(ids) <= MOST:
        told = f"Models: {LEAST} to {MOST} models expected, parted by commas, found {len(ids)}."
        raise ParameterError(Refused("models", told))
    question = compare.CompareQuestion(
        model_ids=ids,
        input_percent=values.get("input_percent", Filters().input_percent),
        providers=values.get("provider", ()),
        resellers=values.get("resellers", False),
        self_reported=values.get("self_reported", False),
    )
    cells, tests = compare.answer(snapshot, question)
    compared = {"model_ids": ids, "cells": cells.to_dict("records"), "tests": tests.to_dict("records")}
    return Told(answer=_plain(compared))


def _changes(snapshot: Snapshot, values: Values, page: Page) -> Told:
    question = FeedQuestion(
        days=values.get("days", USUAL_DAYS) or None, kind=values.get("kind"), developer=values.get("developer")
    )
    return _paged(_plain(changes.feed_as_json(snapshot, question)), "changes", page)


def _search(snapshot: Snapshot, values: Values, _: Page) -> Told:
    hits = search.answer(snapshot, values["q"])
    return Told(answer={"hits": [hit._asdict() for hit in hits]})


def _resolve(snapshot: Snapshot, values: Values, _: Page) -> Told:
    return Told(answer=next(models.resolved(snapshot, [values["name"]])))


def _snapshot(snapshot: Snapshot, _values: Values, _: Page) -> Told:
    facts = facts_of(snapshot.store)
    sources = snapshot.ask(queries.sources)
    told = {
        "name": name_of(snapshot),
        "facts": asdict(facts) if facts else None,
        "sources": sources.to_dict("records"),
        "domains": snapshot.ask(queries.ability_domains).to_dict("records"),
        "needs": list(presets()),
    }
    return Told(answer=_plain(told))


def name_of(snapshot: Snapshot) -> str:
    """Return the name of a snapshot: its moment as its file says it, or that it is the one of the repository."""
    return snapshot.path.stem if snapshot.path else "bundled"


SERVING = {
    name: found
    for name, found in declared(Serving).items()
    if name in {"precision", "cache_precision", "concurrency", "utilisation"}
}
_RESELLERS = FILTERS["resellers"]
_WITHDRAWN = FILTERS["withdrawn"]
_BILLION = Field(
    name="max_parameters_billion", title="Parameters at most", kind="number", least=0, most=1e6, is_open=True
)
_MEMORY = Field(
    name="max_memory_gb",
    title="Memory at most",
    kind="number",
    least=0,
    most=1e6,
    is_open=True,
    note="GB; of the weights in 16 bits",
)
_GRADE = Field(
    name="least_grade",
    title="Least grade",
    kind="one",
    options=tuple(grade.lower() for grade in GRADES),
    note="the weakest evidence that is welcome",
)
_DAYS = Field(
    name="days", title="Days", kind="whole", least=0, most=36_500, note="up to the newest day; 0: from the start"
)
QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            name="choose",
            title="Which models fit a need: winners with reasons, a shortlist, and why not the others",
            tell=_choose,
            reads=("need",),
            rows="excluded",
        ),
        Question(
            name="models",
            title="Which models there are, with their facts, ability, price and speed",
            tell=_models,
            fields=_by_name(_text("q", "Search", "words of a name"), _yes("inferred", "Inferred abilities too")),
            reads=("gates",),
            rows="rows",
        ),
        Question(
            name="ability",
            title="How good models are in a domain; of one model, every score that its figure is made of",
            tell=_ability,
            fields=_by_name(_DOMAIN, _MODEL),
            required=("domain",),
            rows="rows",
        ),
        Question(
            name="leaderboard",
            title="Who leads in a domain, with the ranks that each model may hold",
            tell=_leaderboard,
            fields=_by_name(_yes("unsold", "Models that nobody sells too")),
            reads=("gates",),
            rows="rows",
        ),
        Question(
            name="benchmark",
            title="Who was tested on a benchmark, with which result",
            tell=_benchmark,
            fields=_by_name(
                _text("id", "Benchmark", "its id, such as gpqa_diamond"),
                _text("version", "Version", "else the one with the newest figures"),
            ),
            required=("id",),
            rows="results",
        ),
        Question(
            name="variants",
            title="Which fine-tuned variants of open models to take, with the evidence",
            tell=_variants,
            fields=_by_name(
                _text("base", "Base", "a family such as Llama 2, or a Hub repository"),
                _text("domain", "Domain", "such as medical"),
                Field(name="licence_class", title="Licence class", kind="many", note="open, commercial, or one class"),
                _BILLION,
                _MEMORY,
                _text("languages", "Languages", "ISO 639 codes, parted by commas"),
                _yes("gated", "Gated repositories too"),
                _yes("merges", "Merges too"),
                _yes("quantisations", "Quantised copies too"),
                _GRADE,
                _yes("review", "Also what resembles the base by name alone"),
            ),
            rows="rows",
        ),
        Question(
            name="cost",
            title="What a workload costs a month, model by model, or at every offer of one model",
            tell=_cost,
            fields=_by_name(_MODEL, _RESELLERS, _WITHDRAWN, needs.FIELDS["verbosity"]),
            reads=("workload",),
            rows="models",
        ),
        Question(
            name="hosting",
            title="What serving a model oneself takes, and from which volume it is cheaper than its API",
            tell=_hosting,
            fields=_by_name(
                _MODEL,
                *SERVING.values(),
                Field(name="price", title="Price", kind="one", options=("middle", "cheapest"), note="of the clouds'"),
                _yes("spot", "Machines that can be called back"),
                FILTERS["provider"],
                _RESELLERS,
            ),
            required=("model",),
            reads=("workload",),
        ),
        Question(
            name="openness",
            title="How open a model is and what it lacks; without one, which models lack nothing",
            tell=_openness,
            fields=_by_name(_MODEL),
        ),
        Question(
            name="compare",
            title="How two to six models differ, fact by fact",
            tell=_compare,
            fields=_by_name(
                _text("models", "Models", "ids or names, parted by commas", LONGEST_LIST),
                FILTERS["input_percent"],
                FILTERS["provider"],
                _RESELLERS,
                FILTERS["self_reported"],
            ),
            required=("models",),
        ),
        Question(
            name="changes",
            title="What changed lately: prices, releases, retirements, new results",
            tell=_changes,
            fields=_by_name(
                _DAYS,
                Field(name="kind", title="Kind", kind="one", options=tuple(KINDS)),
                _text("developer", "Developer", "such as openai"),
            ),
            rows="changes",
        ),
        Question(
            name="search",
            title="Which models, sellers and tests a few words mean",
            tell=_search,
            fields=_by_name(_text("q", "Search")),
            required=("q",),
        ),
        Question(
            name="resolve",
            title="Which model a name means",
            tell=_resolve,
            fields=_by_name(_text("name", "Name")),
            required=("name",),
        ),
        Question(
            name="snapshot",
            title="Which snapshot answers, its sources with day and licence, its domains, and the presets of choose",
            tell=_snapshot,
        ),
    )
}

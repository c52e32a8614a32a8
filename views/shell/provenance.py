"""Which sources stand behind the columns that are shown, and the line that says so.

A figure says where it is from in one of four ways: an ability by its domain, whose tests are known; a price, a speed or
a score by a column beside it, such as `price_source_id`; a fact of a model by the source that states it; and all
figures of a row that is from one source by the row's `source_id`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from catalog import queries
from catalog.pricing.workload import Bill
from catalog.records import Model, Offer, PricePeriod, Speed, columns
from catalog.store import Store
from views.shell.wording import day, markdown_text

Ask = Callable[..., Any]
ABILITY, SCORES, PRICES, PAST, SPEEDS, FACTS = "Ability", "Scores", "Prices", "Past prices", "Speeds", "Other facts"
TOKENS = "What models write"
ESTIMATE = "Ability: Shortlist's own estimate from every measured score, on a fixed scale; intervals hold 90 %"
# The column beside a figure that says where it is from, without its end `_id`: then it holds the source's title.
_BESIDE = {SCORES: "score_source", PRICES: "price_source", PAST: "history_source", SPEEDS: "speed_source"}
_ROW = "source"
# Names that tell what a row is about, what was made of its other columns, or whose a figure is.
_NO_FIGURES = frozenset(
    (
        *("model_id", "name", "model", "label", "effort", "domain", "domain_title", "title", "row", "hover"),
        *("model_name", "url", "seller", "providers", "speeds_compared"),
        *("is_on_frontier", "is_tied", "is_own", "roles", "against", "quality_gap", "reason", "cost"),
        *("value_low", "value_high", "quality_part", "price_part", "speed_part"),
        *("wish_part", "wishes_met", "wishes_missed", "candidate", "is_own_effort"),
        # Curated: `SELLERS` says so.
        *("seller_told", "seller_kind", "seller_country", "is_well_known", "why_not", "counts", "area", "policies"),
        # Of another offer than the row's: its own row, a part by itself, says where these are from.
        *("fastest_tokens_per_second", "fastest_provider", "fastest_usd_per_month", "fastest_usd_per_request"),
    )
)
_SOURCES = ("source", "source_id", "as_of")
NAMED = 2
SELLERS = (
    "Kinds and countries of sellers, and their regions and promises where the offer states none: Shortlist's own "
    "tables, each with the address that shows it (datasets/providers.csv, datasets/provider_terms.csv)."
)
# Facts that another source than the model's row may state, each with the columns that may say which.
_OF_DAYS = {
    "retirement_date": ("retirement_source_id",),
    "withdrawn_since": ("withdrawal_source_id", "withdrawn_by"),
}
_QUALITY = frozenset(("value", "low", "high", "coverage", "tie_group", "ability", "ability_low", "ability_high"))
_QUALITY |= {
    "ability_counted",
    "ability_cautious",
    "chance_best",
    "chance_near",
    "boards",
    "newest_result",
    "is_well_tested",
}
_QUALITY |= {"peers", "peers_low", "peers_middle", "peers_high", "beaten_percent"}
_QUALITY |= {"rank_best", "rank_worst", "best_effort", "best_effort_value"}
_SCORED = frozenset(("evidence", "samples", "contamination", "harness", "benchmark_version"))


def _kinds() -> Mapping[str, str]:
    """Return the kind of each column that is of one kind wherever it stands; of two records the later one counts."""
    priced = (
        *("blended_usd_per_mtok", "cheapest_usd_per_mtok", "dearest_usd_per_mtok", "usd_per_mtok"),
        *("cheapest_usd", "dearest_usd", "cheapest_usd_per_month", "middle_usd_per_month", "dearest_usd_per_month"),
        *("dearest_over_cheapest", "batch_saving_usd_per_month", "price_terms", "price_conditions", "sold_until"),
        *(
            "window_tokens",
            "prompt_tokens",
            "own_effort",
            "area",
            "seller_region",
            "seller_policies",
            "eur_per_month",
            "eur_per_request",
        ),
    )
    timed = ("latency_s", "speed_place", "speed_provider", "speed_evidence")
    return (
        dict.fromkeys((*columns(Speed), *timed), SPEEDS)
        | dict.fromkeys((*columns(PricePeriod), *columns(Offer), *columns(Bill), *priced), PRICES)
        | dict.fromkeys((*columns(Model), "least_window_tokens"), FACTS)
        | {"price_history": PAST, "verbosity": TOKENS, "verbosity_effort": TOKENS}
    )


_KINDS = _kinds()


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is shown.

    Attributes:
        rows: the rows, with the columns that say where they are from.
        columns: which of their columns are shown; None: all.
        domains: of which domains the abilities among them are.
        what: what the rows are, where each is from the one source that its `source_id` names; else empty.
    """

    rows: pd.DataFrame
    columns: Iterable[str] | None = None
    domains: tuple[str, ...] = ()
    what: str = ""

    def names(self) -> list[str]:
        """Return the columns that are shown and hold something that a source states."""
        asked = self.rows.columns if self.columns is None else self.columns
        return [name for name in asked if name in self.rows and not _is_about(name)]


def _is_about(name: str) -> bool:
    return name in _NO_FIGURES or name.endswith(_SOURCES)


def kind_of(name: str, rows: pd.DataFrame) -> str | None:
    """Return the kind of figures in a column, which begins their line of credits; None where it is no known one.

    Args:
        name: of the column.
        rows: the rows in which it stands: a value is an ability, or a score where the rows say from which source it is;
            beside an ability it is what a choice makes of the ability and of the other columns.
    """
    if name == "evidence" and "speed_source_id" in rows and "score_source_id" not in rows:
        return SPEEDS
    if name in _QUALITY or name in _SCORED:
        if "ability" in rows and name in {"value", "evidence"}:
            return SPEEDS if name == "evidence" else ABILITY
        return SCORES if name in _SCORED or _says_scores(rows) else ABILITY
    return _KINDS.get(name)


def _says_scores(rows: pd.DataFrame) -> bool:
    return "score_source_id" in rows and bool(rows["score_source_id"].notna().any())


def origins(ask: Ask, *parts: Part) -> dict[str, frozenset[str]]:
    """Return the ids of the sources behind what is shown, by kind, in the order of the parts.

    A kind without any source is left out.

    Args:
        ask: calls a query, and may remember what it found.
        parts: what is shown.
    """
    found: dict[str, frozenset[str]] = {}
    for part in parts:
        for kind, ids in _origins(ask, part):
            found[kind] = found.get(kind, frozenset()) | ids
    return {kind: ids for kind, ids in found.items() if ids}


def _origins(ask: Ask, part: Part) -> Iterator[tuple[str, frozenset[str]]]:
    if part.what:
        yield part.what, _beside(ask, part.rows, _ROW)
        return
    for kind, names in _by_kind(part).items():
        is_known = part.rows[names].notna().any(axis="columns")
        if kind == ABILITY:
            yield kind, abilities_from(ask, part.domains) if is_known.any() else frozenset()
        elif kind == TOKENS:
            yield kind, tokens_from(ask) if is_known.any() else frozenset()
        elif kind == FACTS:
            yield kind, _stated_by(ask, part.rows.loc[is_known, "model_id"], names) | _of_days(part.rows, names)
        else:
            yield kind, _beside(ask, part.rows[_carriers(_BESIDE[kind], part.rows)][is_known], _BESIDE[kind])


def _of_days(rows: pd.DataFrame, names: Iterable[str]) -> frozenset[str]:
    """Return the sources of the days on which models end, where these are shown."""
    said = (next((by for by in _OF_DAYS[name] if by in rows), None) for name in names if name in _OF_DAYS)
    return frozenset().union(*(_distinct(rows[by]) for by in said if by is not None))


def _by_kind(part: Part) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {kind: [] for kind in (ABILITY, SCORES, PRICES, PAST, SPEEDS, TOKENS, FACTS)}
    for name in part.names():
        if (kind := kind_of(name, part.rows)) is not None:
            found[kind].append(name)
    return {kind: names for kind, names in found.items() if names}


def abilities_from(ask: Ask, domains: Iterable[str]) -> frozenset[str]:
    """Return the sources of the tests behind the abilities in some domains."""
    return frozenset().union(*(ask(queries.ability_sources, domain)["source_id"] for domain in domains))


def tokens_from(ask: Ask) -> frozenset[str]:
    """Return the sources that count tokens of tasks: each says something of how much every model writes."""
    tasks = ask(queries.task_costs)
    return _distinct(tasks.loc[tasks["output_tokens_per_task"].notna(), "source_id"])


def _stated_by(ask: Ask, model_ids: "pd.Series[str]", names: Iterable[str]) -> frozenset[str]:
    """Return who states the facts that are shown, and who lists the models of which none of them is stated."""
    stated = ask(queries.fact_sources)
    told = stated[stated["fact"].isin(list(names)) & stated["model_id"].isin(model_ids)]
    return _distinct(told["source_id"]) | _listed_by(ask, model_ids[~model_ids.isin(told["model_id"])])


def _listed_by(ask: Ask, model_ids: "pd.Series[str]") -> frozenset[str]:
    lists = ask(_lists)
    places = lists.index.get_indexer(pd.Index(model_ids))
    return _distinct(lists["source_id"].iloc[places[places >= 0]])


def _lists(store: Store) -> pd.DataFrame:
    """Return the source that lists each model, by model_id: the index finds quickly what is asked for often."""
    return queries.release_dates(store).set_index("model_id")[["source_id"]].astype(object)


def _carriers(beside: str, rows: pd.DataFrame) -> list[str]:
    return [name for name in (f"{beside}_id", beside) if name in rows][:1]


def _beside(ask: Ask, rows: pd.DataFrame, beside: str) -> frozenset[str]:
    """Return the sources that a column of the rows names by their ids, or else by their titles."""
    for name in _carriers(beside, rows):
        named = _distinct(rows[name])
        if name != beside:
            return named
        sources = ask(queries.sources)
        return _distinct(sources["source_id"][sources["title"].isin(named)])
    return frozenset()


def _distinct(ids: "pd.Series[str]") -> frozenset[str]:
    return frozenset(ids.dropna().unique())


def unsourced(part: Part) -> list[str]:
    """Return the columns that hold a figure of which nobody can say where it is from. There should be none."""
    if part.what:
        return [] if _carriers(_ROW, part.rows) else part.names()
    return [name for name in part.names() if not _is_sourced(part, name)]


def _is_sourced(part: Part, name: str) -> bool:
    known = part.rows[part.rows[name].notna()]
    kind = kind_of(name, part.rows)
    if known.empty or kind in {ABILITY, FACTS, TOKENS}:
        return known.empty or (bool(part.domains) if kind == ABILITY else "model_id" in known)
    return any(known[said].notna().all() for said in _carriers(_BESIDE.get(kind or "", ""), known))


class Credits(NamedTuple):
    """Who published what is shown, as Markdown: in a few words, and a line for each kind of figures."""

    summary: str = ""
    lines: tuple[str, ...] = ()


NO_CREDITS = Credits()


def credits_of(ask: Ask, *parts: Part) -> Credits:
    """Return who published what is shown: the two largest that still grow by name, all in lines."""
    sources, found = ask(queries.sources), origins(ask, *parts)
    lines = [
        credits_line(f"{ESTIMATE}. From" if kind == ABILITY else kind, sources, ids) for kind, ids in found.items()
    ]
    if any(map(_says_sellers, parts)):
        lines.append(SELLERS)
    used = sources[sources["source_id"].isin(frozenset().union(*found.values()))]
    used = used.sort_values(["is_frozen", "rows", "title"], ascending=[True, False, True])
    titles = used["title"].map(markdown_text).tolist()
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    summary = f"Figures: {', '.join(titles[:NAMED])}{more} · sources, dates and licences"
    return Credits(summary if titles else "Sources, dates and licences", tuple(lines))


def credit_lines(ask: Ask, *parts: Part) -> list[str]:
    """Return a line for each kind of figures that is shown, as Markdown: who published them, of which day."""
    return list(credits_of(ask, *parts).lines)


def _says_sellers(part: Part) -> bool:
    asked = part.rows.columns if part.columns is None else part.columns
    return "seller_told" in asked and "seller_told" in part.rows and bool(part.rows["seller_told"].notna().any())


def credits_line(what: str, sources: pd.DataFrame, used: Iterable[str]) -> str:
    """Return who published some figures and of which day they are, as Markdown.

    Args:
        what: the figures, as the line names them.
        sources: every source, as `queries.sources` gives them.
        used: the source ids of the figures that are shown.
    """
    ids = set(used)
    facts = zip(sources["source_id"], sources["attribution"], sources["url"], sources["as_of"], strict=True)
    told = [
        f"{_linked(attribution, url)}, figures of {day(as_of)}"
        for source_id, attribution, url, as_of in facts
        if source_id in ids
    ]
    return f"{what}: {'; '.join(told)}."


def _linked(attribution: str, url: str) -> str:
    """Return an attribution line as a link to the address that it ends in, or else to the source's own."""
    words, _, address = attribution.rpartition(" ")
    if not address.startswith("https://"):
        words, address = attribution, url
    return f"[{markdown_text(words.rstrip(',:;'))}](<{address}>)"

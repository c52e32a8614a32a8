"""What is held against each other when models are compared: each function gives the cells of some facts."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from catalog.curated.providers import provider, seller_title
from catalog.models.compare import LEAST, Better, Cell, Kind
from catalog.openness.criteria import CRITERIA, kinds, licences, openness_of
from catalog.pricing.eligible import Eligibility, eligible_offers, why_ineligible
from catalog.pricing.offers import one_offer_a_model, with_blended
from catalog.pricing.speeds import BEST_PROVIDER, EVIDENCE, one_speed_a_model
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import LEFT_OUT, MISSING, nearest_reasons
from catalog.records import Model, columns
from catalog.store import Store

ABILITIES, PRICE, SPEED = "Ability", "Price", "Speed"
CAPABILITIES, OPENNESS, IDENTITY = "What it can do", "Openness and licence", "Identity and dates"
SECTIONS = (ABILITIES, PRICE, SPEED, CAPABILITIES, OPENNESS, IDENTITY)

# Facts of the model's own row: section, how they are shown, and which value is the good one.
MODEL_FACTS: Mapping[str, tuple[str, Kind, Better]] = {
    "context_tokens": (CAPABILITIES, "tokens", "higher"),
    "max_input_tokens": (CAPABILITIES, "tokens", "higher"),
    "max_output_tokens": (CAPABILITIES, "tokens", "higher"),
    "input_modalities": (CAPABILITIES, "words", ""),
    "output_modalities": (CAPABILITIES, "words", ""),
    "tools": (CAPABILITIES, "yes", ""),
    "structured_output": (CAPABILITIES, "yes", ""),
    "reasoning": (CAPABILITIES, "yes", ""),
    "knowledge_cutoff": (CAPABILITIES, "day", "higher"),
    "weights": (OPENNESS, "words", ""),
    "licence_id": (OPENNESS, "words", ""),
    "licence_class": (OPENNESS, "words", ""),
    "developer": (IDENTITY, "words", ""),
    "family": (IDENTITY, "words", ""),
    "parameters": (IDENTITY, "number", ""),
    "active_parameters": (IDENTITY, "number", ""),
    "release_date": (IDENTITY, "day", ""),
    "deprecation_date": (IDENTITY, "day", ""),
    "retirement_date": (IDENTITY, "day", ""),
    "withdrawn_since": (IDENTITY, "day", ""),
    "hub_repo_id": (IDENTITY, "words", ""),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of all models: its cells but for what differs from model to model."""

    section: str
    fact: str
    title: str
    kind: Kind
    better: Better = ""

    def cell(self, model_id: str, value: Any = None, **more: Any) -> Cell:  # noqa: ANN401 - of any kind
        """Return the cell of one model; unknown where it has no value."""
        return Cell(
            section=self.section,
            fact=self.fact,
            title=self.title,
            kind=self.kind,
            better=self.better,
            model_id=model_id,
            value=plain(value),
            **{name: plain(told) for name, told in more.items()},
        )


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell of a frame holds
    """Return a cell's value as a plain one: None where it is unknown, a day without a time, a list as words."""
    if isinstance(value, list | tuple | np.ndarray):
        return ", ".join(map(str, value)) or None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value


def openness_table(store: Store) -> pd.DataFrame:
    """Return the openness of every system: the grid of `catalog.openness.criteria`."""
    return openness_of(store)[1]


def ability_cells(model_id: str, abilities: pd.DataFrame, basis: pd.DataFrame, domains: pd.DataFrame) -> Iterator[Cell]:
    """Yield a model's ability in each domain, of the effort that speaks for it.

    Args:
        model_id: which model.
        abilities: what `queries.abilities_of` returns.
        basis: what `queries.ability_basis` returns.
        domains: what `queries.ability_domains` returns.
    """
    own = abilities[abilities["is_own"].astype(bool)].drop_duplicates("domain").set_index("domain")
    tests = basis.set_index("domain")
    for domain, title in zip(domains["domain"], domains["title"], strict=True):
        row = Row(ABILITIES, f"ability:{domain}", title, "score", "higher")
        if domain not in own.index:
            yield row.cell(model_id)
            continue
        found = own.loc[domain]
        count = int(tests["tests"].get(domain, 0))
        yield row.cell(
            model_id,
            found["value"],
            low=found["low"],
            high=found["high"],
            words="; ".join(part for part in (_effort(found["effort"]), _measured(found["coverage"], count)) if part),
            source="Shortlist, from all results",
            as_of=tests["as_of"].get(domain),
        )


def _effort(effort: Any) -> str:  # noqa: ANN401 - may be missing
    return "" if pd.isna(effort) else f"effort {effort}"


def _measured(coverage: float, tests: int) -> str:
    """Return how much of a domain was measured; INFERRED where nothing was."""
    if not coverage:
        return INFERRED
    share = "under 1 %" if coverage < 0.01 else f"{100 * coverage:.0f} %"  # noqa: PLR2004 - a percent
    return f"{share} measured, {tests} {'test' if tests == 1 else 'tests'}"


INFERRED = "inferred, not measured"
COUNTED = "Shortlist, counted"


def price_cells(
    facts: pd.DataFrame,
    offers: pd.DataFrame,
    asked: Eligibility,
    kinds: Mapping[str, Sequence[str]],
    input_share: float,
) -> Iterator[Cell]:
    """Yield the list prices of models: of the cheapest provider, of the developer itself, of the dearest.

    Args:
        facts: model_id and developer of each model.
        offers: rows of `catalog.pricing.eligible.known_offers`.
        asked: which of them count.
        kinds: the kinds of price of each model's offers, whether list prices or not.
        input_share: the share of input in the tokens, from 0 to 1.
    """
    ids = facts["model_id"]
    stated = offers[offers["model_id"].isin(ids)]
    why = why_ineligible(stated, asked)
    mine = stated[why.isna()]
    reasons = nearest_reasons(stated["model_id"], why)
    left_out = reasons[reasons.isin(LEFT_OUT)].map(MISSING).to_dict()
    cheapest = _by_model(one_offer_a_model(mine, input_share, "cheapest"))
    dearest = _by_model(_dearest(mine, input_share))
    developers = stated["model_id"].map(facts.set_index("model_id")["developer"])
    first_hand = stated[stated["provider"].map(lambda name: provider(name).developer) == developers]
    own = _by_model(one_offer_a_model(eligible_offers(first_hand, asked), input_share, "cheapest"))
    mix = f"{100 * input_share:.0f} % input"
    for column, title in _CHEAPEST.items():
        row = Row(PRICE, column, title.format(mix=mix), "usd", "lower")
        for model_id in ids:
            yield _price(row, model_id, cheapest, column, left_out.get(model_id, _no_price(kinds.get(model_id, ()))))
    for column, title in _FIRST_HAND.items():
        row = Row(PRICE, f"own_{column}", title, "usd", "lower")
        for model_id in ids:
            yield _price(row, model_id, own, column, "")
    most = Row(PRICE, "dearest_usd_per_mtok", f"Dearest provider, blended ({mix})", "usd")
    count = Row(PRICE, "providers", "Providers with a list price", "number")
    for model_id in ids:
        yield _price(most, model_id, dearest, "blended_usd_per_mtok", "")
    for model_id in ids:
        as_of = mine.loc[mine["model_id"] == model_id, "price_as_of"].max()
        yield count.cell(model_id, cheapest["providers"].get(model_id), source=COUNTED, as_of=as_of)


def _by_model(offers: pd.DataFrame) -> pd.DataFrame:
    return with_terms(offers, "blended_usd_per_mtok", "per million tokens").set_index("model_id")


def _dearest(offers: pd.DataFrame, input_share: float) -> pd.DataFrame:
    """Return one real offer a model: of its dearest provider, that one's cheapest."""
    rows = with_blended(offers, input_share).sort_values("blended_usd_per_mtok", kind="stable")
    cheapest = rows.drop_duplicates(["model_id", "seller"])
    return cheapest.drop_duplicates("model_id", keep="last")


_CHEAPEST = {
    "blended_usd_per_mtok": "Cheapest provider, blended ({mix})",
    "input_usd_per_mtok": "Its price of input",
    "output_usd_per_mtok": "Its price of output",
}
_FIRST_HAND = {
    "input_usd_per_mtok": "Developer's own list price of input",
    "output_usd_per_mtok": "Developer's own list price of output",
}


def _price(row: Row, model_id: str, offers: pd.DataFrame, column: str, otherwise: str) -> Cell:
    if model_id not in offers.index:
        return row.cell(model_id, words=otherwise)
    offer = offers.loc[model_id]
    told = [f"{seller_title(offer['provider'])} ({offer['seller_told']})", offer["price_terms"]]
    return row.cell(
        model_id,
        offer[column],
        words="; ".join(part for part in told if isinstance(part, str)),
        source_id=offer["price_source_id"],
        source=offer["price_source"],
        as_of=offer["price_as_of"],
    )


def _no_price(kinds: Sequence[str]) -> str:
    others = [kind for kind in kinds if kind != "list"]
    return f"no list price; offered as {', '.join(others)}" if others and "list" not in kinds else "no list price"


def speed_cells(ids: Sequence[str], speeds: pd.DataFrame) -> Iterator[Cell]:
    """Yield the speeds of hosted services, each kind of evidence by itself, and best providers' medians by themselves.

    Args:
        ids: of which models.
        speeds: rows of `queries.speeds`, at the sellers of eligible offers.
    """
    mine = speeds[speeds["model_id"].isin(ids)]
    is_best = mine["statistic"].isin([BEST_PROVIDER])
    kinds: dict[str, tuple[str, pd.DataFrame]] = {
        kind: (EVIDENCE[kind], mine[(mine["evidence"] == kind) & ~is_best]) for kind in EVIDENCE
    }
    kinds |= {"best_provider": (BEST_PROVIDER, mine[is_best])}
    found = {kind: (told, one_speed_a_model(rows).set_index("model_id")) for kind, (told, rows) in kinds.items()}
    shown = {kind: rows for kind, rows in found.items() if len(rows[1])} or {"measured": found["measured"]}
    for kind, (told, rows) in shown.items():
        for column, title, unit, better in _SPEEDS:
            row = Row(SPEED, f"{column}_{kind}", f"{title}, {told}", unit, better)
            yield from (_speed(row, model_id, rows, column) for model_id in ids)


_SPEEDS: tuple[tuple[str, str, Kind, Better], ...] = (
    ("output_tokens_per_second", "Output speed", "tokens/s", "higher"),
    ("time_to_first_token_s", "Time to first token", "s", "lower"),
)


def _speed(row: Row, model_id: str, speeds: pd.DataFrame, column: str) -> Cell:
    if model_id not in speeds.index:
        return row.cell(model_id)
    found = speeds.loc[model_id]
    others = int(found["speeds_compared"]) - 1
    told = [found["statistic"] if plain(found["statistic"]) else found["percentile"], found["conditions"]]
    told += [f"the middle of {others + 1} figures"] if others else []
    return row.cell(
        model_id,
        found[column],
        words=seller_title(found["provider"]),
        note="; ".join(str(part) for part in told if plain(part)),
        source_id=found["speed_source_id"],
        source=found["speed_source"],
        as_of=found["speed_as_of"],
    )


def model_cells(facts: pd.DataFrame, stated: pd.DataFrame) -> Iterator[Cell]:
    """Yield what is known of the models themselves, each with the source that states it.

    Args:
        facts: rows of `queries.facts_of`.
        stated: rows of `queries.statements_of`. What none of them states is from the source that lists the model.
    """
    declared = columns(Model)
    standing = stated[stated["stands"].astype(bool)].set_index(["model_id", "fact"])
    for name, (section, kind, better) in MODEL_FACTS.items():
        row = Row(section, name, declared[name][1].title, kind, better)
        for fact in facts.to_dict("records"):
            at = (fact["model_id"], name)
            from_whom = _stated_by(name, fact) if name in _DAYS else standing.loc[at] if at in standing.index else fact
            source = {key: from_whom[key] for key in ("source_id", "source", "as_of")}
            yield row.cell(fact["model_id"], fact[name], **source)


# Days that another source than the model's row may state: its id, its title.
_DAYS = {
    "retirement_date": ("retirement_source_id", "retirement_source"),
    "withdrawn_since": ("withdrawn_by", "withdrawal_source"),
}


def _stated_by(name: str, fact: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Return who states a fact of a model."""
    said, title = _DAYS.get(name, ("source_id", "source"))
    is_told = not pd.isna(fact.get(said))
    return {
        "source_id": fact[said if is_told else "source_id"],
        "source": fact[title if is_told else "source"],
        "as_of": fact["as_of"],
    }


def openness_cells(ids: Sequence[str], table: pd.DataFrame) -> Iterator[Cell]:
    """Yield how open models are: kind, terms of the licence, how many criteria they meet, and each criterion.

    Args:
        ids: of which models.
        table: what `openness_table` returns.
    """
    grid = table[table["system_id"].isin(ids)]
    grid = grid.assign(as_of=pd.to_datetime(grid["as_of"]))
    kind_of = kinds(grid)
    kind = Row(OPENNESS, "openness", "Kind of openness", "words")
    terms = Row(OPENNESS, "licence_terms", "Terms of the licence", "words")
    met = Row(OPENNESS, "criteria_met", f"Criteria met, of {len(CRITERIA)}", "number", "higher")
    granted = licences(grid).set_index("system_id")
    verdicts = grid.set_index(["system_id", "criterion"])
    said = grid[grid["verdict"] != "unknown"].groupby("system_id")
    judged, dated = said["verdict"].agg(lambda told: (told == "open").sum()), said["as_of"].max()
    for model_id in ids:
        follows = {"source": COUNTED, "as_of": dated.get(model_id)}
        yield kind.cell(model_id, _unless_unknown(kind_of.get(model_id)), **follows)
        yield met.cell(model_id, judged.get(model_id), **follows)
        grant = granted.loc[model_id] if model_id in granted.index else None
        yield (
            terms.cell(model_id)
            if grant is None
            else terms.cell(
                model_id,
                _unless_unknown(str(grant["terms"])),
                note=grant["clause"],
                source=grant["source"],
                as_of=grant["as_of"],
            )
        )
    for criterion, title in CRITERIA.items():
        row = Row(OPENNESS, f"criterion:{criterion}", title, "words")
        for model_id in ids:
            if (model_id, criterion) not in verdicts.index:
                yield row.cell(model_id)
                continue
            told = verdicts.loc[(model_id, criterion)]
            source = {key: told[key] for key in ("source_id", "source", "as_of")}
            yield row.cell(model_id, _unless_unknown(told["verdict"]), note=told["words"], **source)


def _unless_unknown(words: str | None) -> str | None:
    return None if words == "unknown" else words


def shared_tests(scores: pd.DataFrame, efforts: Mapping[str, str | None], *, self_reported: bool) -> list[Cell]:
    """Return the results on the tests that at least two models share: same benchmark, version and source.

    One result a model and test: of a way to run it that the most of these models share; at the effort that speaks for
    the model, else at none that is stated; then the newest, as `queries.scores_on` chooses.

    Args:
        scores: rows of `queries.scores_of` of the models, with their model_id.
        efforts: the effort that speaks for each model.
        self_reported: also what only the developer claims.
    """
    counted = scores if self_reported else scores[scores["evidence"] != "self-reported"]
    test = ["benchmark_id", "version", "source_id"]
    rows = counted.assign(
        version=counted["benchmark_version"].astype(object).fillna(""),
        way=counted["harness"].astype(object).fillna(""),
        effort_rank=[
            0 if _same(effort, efforts.get(model_id)) else 1 if pd.isna(effort) else 2
            for model_id, effort in zip(counted["model_id"], counted["effort"], strict=True)
        ],
    )
    rows = rows[rows.groupby(test)["model_id"].transform("nunique") >= LEAST]
    rows = rows.assign(sharing=rows.groupby([*test, "way"])["model_id"].transform("nunique"))
    ranked = rows.sort_values(
        ["sharing", "effort_rank", "as_of", "date_stamp", "samples", "model_name", "value"],
        ascending=[False, True, False, False, False, True, True],
        na_position="last",
        kind="stable",
    )
    chosen = ranked.drop_duplicates([*test, "model_id"])
    ways = chosen.groupby(test)["way"].transform("nunique")
    chosen = chosen.assign(is_run_differently=ways > 1)
    order = chosen.sort_values(["domain_title", "benchmark", "version", "source", "model_id"], kind="stable")
    return [_result(row) for row in order.to_dict("records")]


def _same(effort: Any, other: Any) -> bool:  # noqa: ANN401 - may be missing
    return bool(pd.isna(effort) and pd.isna(other)) or effort == other


def _result(row: Mapping[Any, Any]) -> Cell:
    title = row["benchmark"] + (f" ({row['version']})" if row["version"] else "")
    told = [
        _effort(row["effort"]),
        "self-reported" if row["evidence"] == "self-reported" else "",
        "run in another way" if row["is_run_differently"] else "",
    ]
    test = Row(
        str(row["domain_title"]),
        f"{row['benchmark_id']}|{row['version']}|{row['source_id']}",
        title,
        "unlike score" if row["is_run_differently"] else "score",
        "higher" if row["higher_is_better"] else "lower",
    )
    return test.cell(
        row["model_id"],
        row["value"],
        low=row["low"],
        high=row["high"],
        words="; ".join(part for part in told if part),
        note=row["way"],
        source_id=row["source_id"],
        source=row["source"],
        as_of=row["as_of"],
    )


def with_holes(cells: Sequence[Cell], ids: Sequence[str]) -> list[Cell]:
    """Return the cells of each fact in the order of the models, with an unknown one where a model has none."""
    by_fact: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        by_fact.setdefault(cell.fact, {})[cell.model_id] = cell
    return [
        found.get(model_id) or _hole(next(iter(found.values())), model_id)
        for found in by_fact.values()
        for model_id in ids
    ]


def _hole(like: Cell, model_id: str) -> Cell:
    row = Row(like.section, like.fact, like.title, like.kind, like.better)
    return row.cell(model_id)


def newest(cells: pd.DataFrame) -> date | None:
    """Return the newest day that cells are of."""
    days = [day for day in cells["as_of"] if day is not None and not pd.isna(day)]
    return max(days) if days else None

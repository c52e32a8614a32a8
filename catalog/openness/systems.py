"""Openness with one row a system: what is asked of the list, why a system is left out, how the others are ordered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import pandas as pd

from catalog.openness.criteria import CRITERIA, kinds, licences, openness_of
from catalog.openness.statements import level
from catalog.queries import release_dates
from catalog.records import Column
from catalog.store import Store

Among = Literal["judged", "famous", "all"]

ANY = "any"
MOST_OPEN, NAME, DEVELOPER, RELEASE = "open", "name", "developer", "release"
ORDERS: Mapping[str, str] = {
    MOST_OPEN: "Most criteria open first",
    RELEASE: "Newest first",
    NAME: "By name",
    DEVELOPER: "By developer",
    **{criterion: f"{title}: open first" for criterion, title in CRITERIA.items()},
}
# What people mean by "an open model", from the best known on and with the developers' current ones; an editor's choice.
FAMOUS = (
    "meta-llama/llama-2-7b-hf",
    "mistralai/mistral-7b-v0.1",
    "tiiuae/falcon-7b",
    "tiiuae/falcon-40b",
    "tiiuae/falcon-180b",
    "allenai/olmo-7b-hf",
    "allenai/olmo-3.1-32b-think",
    "bigscience/bloom",
    "deepseek/deepseek-chat",
    "deepseek/deepseek-r1",
    "eleutherai/pythia-12b",
    "google/gemma-3-27b-it",
    "huggingfacetb/smollm3-3b",
    "ibm-granite/granite-4.0-h-small",
    "meta-llama/llama-3.3-70b-instruct",
    "meta-llama/llama-4-scout",
    "microsoft/phi-4-reasoning",
    "minimax/minimax-m2.5",
    "mistralai/mistral-large-3-675b-instruct-2512",
    "moonshotai/kimi-k2.5",
    "openai/gpt-oss-120b",
    "qwen/qwen3.5-397b-a17b",
    "swiss-ai/apertus-70b-instruct-2509",
    "xai-org/grok-2",
    "z-ai/glm-5",
)
_REPO_ID = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What a row says of a system beside the facts of its model."""

    system_id: Annotated[str, Column("Id", help="the model's id; index:name where the index's system met no model")]
    kind: Annotated[str, Column("Kind", help="open source meets all six criteria")]
    criteria_open: Annotated[int, Column("Open", help="how many of the six criteria are open")]
    criteria_unknown: Annotated[int, Column("Unknown", help="of how many of the six criteria nobody says anything")]
    training_data: Annotated[str, Column("Training data", help="all data, for training and tuning, is public")]
    weights: Annotated[str, Column("Weights", help="the final weights can be downloaded in full, without asking")]
    evaluation_code: Annotated[str, Column("Evaluation code", help="the code that evaluated the model is public")]
    training_code: Annotated[str, Column("Training code", help="the code that trained and tuned it is public")]
    metrics_and_checkpoints: Annotated[
        str, Column("Metrics, checkpoints", help="training metrics and intermediate checkpoints are both public")
    ]
    licence: Annotated[str, Column("OSI licence", help="the weights are under a licence that the OSI approves")]
    disputed: Annotated[int, Column("Disputed", help="on how many of the six criteria the sources differ")]
    terms: Annotated[str, Column("Licence class", help="what the licence of the weights allows")]
    licence_title: Annotated[str | None, Column("Licence")]
    clause: Annotated[str, Column("The clause that matters")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a system must be to be shown. Each default asks for nothing, but that somebody judged a part of it.

    Attributes:
        among: those that somebody judged, the famous ones, or all.
        kind: one of `catalog.openness.criteria.KINDS`, or any.
        terms: licence classes, of which it has one.
        developers: by one of these.
        must_be_open: criteria, all of which are open.
        text: stands in its id, which begins with its developer, or in its name; only letters and digits count.
    """

    among: Among = "judged"
    kind: str = ANY
    terms: tuple[str, ...] = ()
    developers: tuple[str, ...] = ()
    must_be_open: tuple[str, ...] = ()
    text: str = ""


def systems_of(store: Store) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return (statements, grid, systems) of a snapshot: what `openness_of` returns, and what `systems` does."""
    # One word for what is not known: a snapshot keeps this answer as it is.
    said, table = (
        each.assign(licence_id=each["licence_id"].astype(object).where(each["licence_id"].notna(), None))
        for each in openness_of(store)
    )
    return said, table, systems(table, release_dates(store))


def systems(table: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """Return one row a system, by id.

    Args:
        table: what `catalog.openness.criteria.grid` returns.
        dates: what `catalog.queries.release_dates` returns.

    Returns:
        The fields of `System`; model_id, name, developer, is_judged; label (the name, without the organisation of a
        repository's id); searched (what the search looks through); criteria_partial; the address of each criterion's
        evidence (`evidence_column`); release_date; record_source_id (where the model's own row is from).
    """
    facts = table.drop_duplicates("system_id")[["system_id", "model_id", "name", "developer", "is_judged"]]
    grants = licences(table).rename(columns={"title": "licence_title"})
    found = (
        facts.merge(_by_criterion(table), on="system_id")
        .merge(kinds(table).astype(object).reset_index(), on="system_id")
        .merge(grants[["system_id", "licence_title", "terms", "clause"]], on="system_id")
        .merge(dates.rename(columns={"source_id": "record_source_id"}), on="model_id", how="left")
    )
    found = found.assign(
        terms=found["terms"].astype(object),
        label=[label_of(name) for name in found["name"]],
        searched=[_plain(f"{each} {name}") for each, name in zip(found["system_id"], found["name"], strict=True)],
    )
    return found.sort_values("system_id").reset_index(drop=True)


def _by_criterion(table: pd.DataFrame) -> pd.DataFrame:
    """Return what the grid says of each system side by side, and how often."""
    cells = table.set_index(["system_id", "criterion"])[["verdict", "evidence_url"]].unstack()  # noqa: PD010
    verdicts, evidence = (cells[name].reindex(columns=list(CRITERIA)) for name in ("verdict", "evidence_url"))
    counts = {f"criteria_{each}": (verdicts == each).sum(axis="columns") for each in ("open", "partial", "unknown")}
    disputed = table["is_disputed"].groupby(table["system_id"]).sum()
    return verdicts.assign(**counts, disputed=disputed).join(evidence.rename(columns=evidence_column)).reset_index()


def evidence_column(criterion: str) -> str:
    """Return the column of `systems` that holds the address of a verdict's evidence."""
    return f"{criterion}_evidence_url"


def label_of(name: str) -> str:
    """Return a name; of one that is a repository's id the part behind the organisation."""
    return name.partition("/")[2] if _REPO_ID.fullmatch(name) else name


def left_out(found: pd.DataFrame, asked: Asked) -> "pd.Series[str]":
    """Return for each of `systems` the first reason why it is not shown, in words; missing where it is shown."""
    reasons = pd.Series(np.nan, index=found.index, dtype=object)
    for misses, reason in _gates(found, asked):
        reasons = reasons.mask(reasons.isna() & misses, reason)
    return reasons


def _gates(found: pd.DataFrame, asked: Asked) -> list[tuple["pd.Series[bool]", str]]:
    """Return what removes systems: which, and why."""
    gates = []
    if asked.among == "judged":
        gates.append((~found["is_judged"], "nobody judged a part of it"))
    if asked.among == "famous":
        gates.append((~found["system_id"].isin(FAMOUS), "not among the famous ones"))
    if asked.kind != ANY:
        gates.append((found["kind"] != asked.kind, f"not {asked.kind}"))
    if asked.terms:
        gates.append((~found["terms"].isin(asked.terms), "another licence class"))
    if asked.developers:
        gates.append((~found["developer"].isin(asked.developers), "another developer"))
    gates += [(found[each] != "open", f"{_of(each)} not known to be open") for each in asked.must_be_open]
    if _plain(asked.text):
        gates.append((~found["searched"].str.contains(_plain(asked.text), regex=False), "not what is searched for"))
    return gates


def _of(criterion: str) -> str:
    title = CRITERIA[criterion]
    return f"{title[:1].lower()}{title[1:]}"


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


def asked_in_words(asked: Asked) -> list[str]:
    """Return what is asked, each a phrase; nothing for a default. It quotes foreign text: show it as text."""
    told = [f"kind: {asked.kind}"] if asked.kind != ANY else []
    told += [f"licence class: {' or '.join(asked.terms)}"] if asked.terms else []
    told += [f"developer: {' or '.join(asked.developers)}"] if asked.developers else []
    told += [f"{_of(criterion)}: open" for criterion in asked.must_be_open]
    return [*told, f"search: “{asked.text.strip()}”"] if asked.text.strip() else told


def ordered(found: pd.DataFrame, order: str) -> pd.DataFrame:
    """Return systems in one of ORDERS; what is not known comes last, and equals stand by name."""
    name = found["label"].str.casefold()
    openest, partial = -found["criteria_open"], -found["criteria_partial"]
    keys: list[pd.Series] = {
        MOST_OPEN: [openest, partial],
        NAME: [],
        DEVELOPER: [found["developer"].str.casefold()],
        RELEASE: [-pd.to_datetime(found["release_date"]).rank()],
        **{criterion: [-found[criterion].map(level), openest, partial] for criterion in CRITERIA},
    }[order]
    sorting = pd.DataFrame(dict(enumerate([*keys, name, found["system_id"]])), index=found.index)
    return found.loc[sorting.sort_values(list(sorting.columns), na_position="last").index].reset_index(drop=True)

"""Who says what about the parts of a release: data, weights, code, metrics, checkpoints and licence.

Two indexes, rows curated from primary sources (datasets/openness.csv) and the models' own pages on the Hub make
statements. Of the statements about one part one is chosen; the others stay beside it. Every rule is told in
docs/methods/openness.md. Nothing passes from a base model to its children.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, Literal
from urllib.parse import quote

import pandas as pd

from catalog.curated.licences import Granted, Terms, granted
from catalog.curated.table import Address, Day, ModelId, Table, holds
from catalog.records import Verdict

Basis = Literal["primary", "developer", "index", "sign", "silence"]

PARTS: Mapping[str, str] = {
    "training_data": "Training data",
    "weights": "Weights",
    "evaluation_code": "Evaluation code",
    "training_code": "Training and fine-tuning code",
    "training_metrics": "Training metrics",
    "checkpoints": "Intermediate checkpoints",
    "licence": "Licence",
}
LEVELS: tuple[Verdict, ...] = ("closed", "partial", "open")
# From the strongest to the weakest: of two known statements the first kind counts.
BASES: Mapping[Basis, str] = {
    "primary": "curated from the primary source",
    "developer": "the model's own repository on the Hub says so",
    "index": "an index judges this part",
    "sign": "a weak sign, used where nobody judged the part",
    "silence": "an index that lists what was released does not list it",
}
CURATED, HUB, RECORD = "curated", "hub", "models"
_TITLES = {CURATED: "Curated from primary sources", HUB: "Hugging Face Hub", RECORD: "The model's merged record"}
_OF_TERMS: Mapping[Terms, Verdict] = {
    "OSI-approved": "open",
    "open, not OSI-approved": "partial",
    "permissive with use limits": "partial",
    "non-commercial": "closed",
    "research": "closed",
    "closed": "closed",
    "unknown": "unknown",
}
STATEMENT_COLUMNS = (
    "system_id",
    "part",
    "verdict",
    "basis",
    "words",
    "evidence_url",
    "source_id",
    "source",
    "as_of",
    "licence_id",
)
_MOT, _OSAI = "mot", "osai_index"
_OSAI_DATA = ("datasources_basemodel", "datasources_endmodel")
_BOTH_DATA = "datasources_basemodel and datasources_endmodel"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a verdict of an index on one of its own criteria becomes a statement about a part."""

    source_id: str
    criterion: str
    found: Verdict
    part: str
    verdict: Verdict
    basis: Basis
    words: str


def _mot_rules(part: str, criterion: str) -> list[Rule]:
    """Return the rules for a component of the Model Openness Framework: what an entry lists, it says was released."""
    listed: Verdict = "open" if part == "weights" else "partial"  # the weights' licence is a criterion of its own
    return [
        Rule(_MOT, criterion, "open", part, "open", "index", "the index lists it as released, under an open licence"),
        Rule(
            _MOT,
            criterion,
            "partial",
            part,
            listed,
            "index",
            "the index lists it as released, but under no open licence",
        ),
        Rule(
            _MOT,
            criterion,
            "unknown",
            part,
            "unknown",
            "index",
            "the index lists it, but gives no address of anything of the model",
        ),
        Rule(
            _MOT, criterion, "closed", part, "closed", "silence", "the index does not list it among what was released"
        ),
    ]


def _osai_rules(part: str, criterion: str, words: Sequence[str]) -> list[Rule]:
    """Return the rules for a criterion of the index; words for open, partial and closed."""
    found: tuple[Verdict, ...] = ("open", "partial", "closed")
    rules = [Rule(_OSAI, criterion, f, part, f, "index", text) for f, text in zip(found, words, strict=True)]
    return [*rules, Rule(_OSAI, criterion, "unknown", part, "unknown", "index", "the index leaves it without a class")]


RULES: tuple[Rule, ...] = (
    *_mot_rules("training_data", "Datasets"),
    *_mot_rules("weights", "Model parameters (Final)"),
    *_mot_rules("evaluation_code", "Evaluation code"),
    *_mot_rules("training_code", "Training code"),
    *_mot_rules("checkpoints", "Model parameters (Intermediate)"),
    *_osai_rules(
        "training_data",
        _BOTH_DATA,
        (
            "the index finds: all sources of base and tuning data are open for inspection",
            "the index finds: only some sources of base or tuning data are open for inspection",
            "the index finds: the sources of neither base nor tuning data are open for inspection",
        ),
    ),
    *_osai_rules(
        "weights",
        "weights_endmodel",
        (
            "the index finds: the weights are shared",
            "the index finds: the weights are shared in part or behind a gate",
            "the index finds: the weights are not shared",
        ),
    ),
    *_osai_rules(
        "training_code",
        "trainingcode",
        (
            "the index finds: the code of data processing, training and tuning is open",
            "the index finds: only some of the code of data processing, training and tuning is open",
            "the index finds: no code of data processing, training or tuning is open",
        ),
    ),
)
_LICENSED_AS = ("Model parameters (Final)", "weights_endmodel")
_WHOLE_LICENCE = "licenses"


@cache
def _granted(licence_id: str) -> Granted:
    return granted(licence_id)


_CURATED_PARTS = tuple(part for part in PARTS if part != "licence")  # the licence follows from its own table


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedStatement:
    """What a person has read in a primary source about one part of a model's release."""

    model_id: ModelId
    part: Annotated[str, holds(_CURATED_PARTS.__contains__, f"one of {', '.join(_CURATED_PARTS)}")]
    verdict: Literal["open", "partial", "closed"]
    evidence_url: Address
    as_of: Day
    note: str


STATEMENTS = Table(files="openness.csv", row=CuratedStatement, key=("model_id", "part"))


def curated() -> pd.DataFrame:
    """Return the curated statements of datasets/openness.csv.

    Columns: model_id, part, verdict, evidence_url, as_of, note.

    Raises:
        CuratedError: a row is wrong.
    """
    return curated_frame(STATEMENTS.rows())


def curated_frame(rows: Sequence[CuratedStatement]) -> pd.DataFrame:
    """Return curated statements as a frame; see `curated`."""
    columns = ["model_id", "part", "verdict", "evidence_url", "as_of", "note"]
    frame = pd.DataFrame([asdict(row) for row in rows], columns=columns, dtype=object)
    return frame.assign(as_of=pd.to_datetime(frame["as_of"]).astype("datetime64[us]"))


def statements(verdicts: pd.DataFrame, models: pd.DataFrame, curated_rows: pd.DataFrame) -> pd.DataFrame:
    """Return everything that anybody says about any part of any system, the chosen statement of each part first.

    Args:
        verdicts: what `catalog.queries.openness_verdicts` returns.
        models: what `catalog.queries.openness_models` returns.
        curated_rows: what `curated` returns.

    Returns:
        One row a statement with the columns STATEMENT_COLUMNS and `is_chosen`. `system_id` is the model's id, else
        `index:name` for a system that met no model. A weak sign is left out where somebody judged the part.
    """
    parts = [
        _from_curated(curated_rows),
        _from_rules(verdicts),
        _licences_from_indexes(verdicts),
        _licences_from_developers(models),
        _weights_from_models(models),
        _data_from_tags(models),
    ]
    filled = [part[list(STATEMENT_COLUMNS)] for part in parts if len(part)]
    found = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=STATEMENT_COLUMNS, dtype=object)
    rank = found["basis"].map({basis: number for number, basis in enumerate(BASES)})
    known = found["verdict"] != "unknown"
    key = [found["system_id"], found["part"]]
    strongest = rank.where(known, len(BASES)).groupby(key).transform("min")
    found = found.assign(_unknown=~known, _rank=rank, _level=found["verdict"].map(level), _as_of=found["as_of"])
    found = found[(found["basis"] != "sign") | (strongest == rank)]
    ordered = found.sort_values(
        ["system_id", "part", "_unknown", "_rank", "_level", "_as_of", "source_id", "words"],
        ascending=[True, True, True, True, True, False, True, True],
        kind="stable",
    )
    ordered = ordered.assign(is_chosen=~ordered.duplicated(["system_id", "part"]))
    return ordered.drop(columns=["_unknown", "_rank", "_level", "_as_of"]).reset_index(drop=True)


def level(verdict: str) -> float:
    """Return 0 for closed, 1 for partial, 2 for open; NaN where the verdict is unknown."""
    return float(LEVELS.index(verdict)) if verdict in LEVELS else float("nan")


def _system_ids(verdicts: pd.DataFrame) -> pd.Series:
    return verdicts["model_id"].where(verdicts["model_id"].notna(), verdicts["source_id"] + ":" + verdicts["subject"])


def _from_curated(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        system_id=rows["model_id"],
        basis="primary",
        words=rows["note"],
        source_id=CURATED,
        source=_TITLES[CURATED],
        licence_id=None,
    )


def _with_addresses(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return an index's verdicts with an address each: where it gives none for a part, its own."""
    own = verdicts["evidence_url"].where(verdicts["evidence_url"].notna(), verdicts["source_url"])
    return verdicts.assign(system_id=_system_ids(verdicts), evidence_url=own)


def _from_rules(verdicts: pd.DataFrame) -> pd.DataFrame:
    rules = pd.DataFrame(RULES).rename(columns={"verdict": "_verdict", "found": "verdict"})
    said = pd.concat([_with_addresses(verdicts), _with_addresses(_both_data(verdicts))], ignore_index=True)
    met = said.merge(rules, on=["source_id", "criterion", "verdict"])
    return met.assign(verdict=met["_verdict"], licence_id=None)


def _both_data(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return one row for the base's and the tuning data of a system: their common verdict, else partial."""
    rows = verdicts[(verdicts["source_id"] == _OSAI) & verdicts["criterion"].isin(_OSAI_DATA)]
    rows = rows.assign(_level=rows["verdict"].map(level)).sort_values("_level")  # the address of the less open one
    by_subject = rows.groupby("subject")["verdict"]
    is_known = (rows["verdict"] != "unknown").groupby(rows["subject"]).transform("all")
    verdict = rows["verdict"].where(by_subject.transform("nunique") == 1, "partial").where(is_known, "unknown")
    rows = rows.assign(
        verdict=verdict, criterion=_BOTH_DATA, evidence_url=rows.groupby("subject")["evidence_url"].transform("first")
    )
    return rows.drop_duplicates("subject").drop(columns="_level")


def _licence_words(licence_id: str) -> str:
    grant = _granted(licence_id)
    return f"{grant.title or licence_id}: {grant.clause}"


def _with_licences(rows: pd.DataFrame) -> pd.DataFrame:
    ids = {text: _granted(text) for text in rows["licence_id"].unique()}
    return rows.assign(
        part="licence",
        verdict=rows["licence_id"].map({text: _OF_TERMS[grant.terms] for text, grant in ids.items()}),
        words=rows["licence_id"].map({text: _licence_words(text) for text in ids}),
    )


def _licences_from_indexes(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return what the indexes say of the weights' licence; where the table has not read it, of the whole project's."""
    rows = _with_addresses(verdicts)
    named = _with_licences(rows[rows["criterion"].isin(_LICENSED_AS) & rows["licence_id"].notna()])
    whole = rows[(rows["source_id"] == _OSAI) & (rows["criterion"] == _WHOLE_LICENCE)]
    read = named.loc[(named["source_id"] == _OSAI) & (named["verdict"] != "unknown"), "subject"]
    whole = whole[~whole["subject"].isin(read)]
    words = "the index judges the licences of the whole project, data and code among it, as " + whole["verdict"]
    whole = whole.assign(part="licence", words=words, licence_id=None)
    return pd.concat([named, whole], ignore_index=True).assign(basis="index")


def _hub_address(repo: str) -> str:
    return f"https://huggingface.co/{quote(repo)}"


def _own_page(models: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Return models as statements that their Hub repository makes."""
    return models.assign(
        system_id=models["model_id"],
        basis=basis,
        evidence_url=models["hub_repo_id"].map(_hub_address),
        source_id=HUB,
        source=_TITLES[HUB],
        as_of=models["hub_as_of"],
    )


def _own_record(models: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return models as what their merged record says; the address is the Hub's, else that of the record's source."""
    hub = models["hub_repo_id"].map(_hub_address, na_action="ignore")
    return models.assign(
        system_id=models["model_id"],
        basis="sign",
        words=words,
        evidence_url=hub.where(hub.notna(), models["source_url"]),
        source_id=RECORD,
        source=_TITLES[RECORD],
    )


def _licences_from_developers(models: pd.DataFrame) -> pd.DataFrame:
    on_hub = models[models["hub_licence_id"].notna()]
    tagged = _own_page(on_hub.assign(licence_id=on_hub["hub_licence_id"]), "developer")
    rest = models[models["hub_licence_id"].isna()]
    merged = _own_record(rest[rest["licence_id"].notna()], "")
    closed = _own_record(
        rest[rest["licence_id"].isna() & (rest["weights"] == "closed")], granted(None, "closed").clause
    )
    named = _with_licences(pd.concat([tagged, merged], ignore_index=True))
    return pd.concat([named, closed.assign(part="licence", verdict="closed")], ignore_index=True)


def _weights_from_models(models: pd.DataFrame) -> pd.DataFrame:
    gate = models["is_gated"].map({True: "gated", False: "free"})
    gated, free = gate == "gated", gate == "free"
    listed = models["is_listed"].astype(bool) & ~gated & ~free
    record = models[~gated & ~free & ~listed]
    parts = [
        _own_page(models[gated], "developer").assign(verdict="partial", words="Access only after a request on the Hub"),
        _own_page(models[free], "developer").assign(verdict="open", words="On the Hub, without a gate"),
        _own_page(models[listed], "sign").assign(
            verdict="open", words="On the Hub; the listing does not say whether behind a gate"
        ),
        _own_record(record[record["weights"] == "open"], "The catalogues have it as open weights").assign(
            verdict="open"
        ),
        _own_record(record[record["weights"] == "closed"], "The catalogues have it as closed").assign(verdict="closed"),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1]).assign(part="weights", licence_id=None)


def _data_from_tags(models: pd.DataFrame) -> pd.DataFrame:
    rows = _own_page(models[models["names_datasets"].fillna(value=False)], "sign")
    words = "Its page on the Hub names training datasets; nobody says whether these are all"
    return rows.assign(part="training_data", verdict="partial", words=words, licence_id=None)

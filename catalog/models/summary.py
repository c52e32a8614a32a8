"""A model in short: one line of what it is, where it stands in its life, and which model took its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from catalog.numeric import scaled

Stage = Literal["current", "unsold", "deprecated", "retiring", "retired", "withdrawn"]

_MANY = {"image": "images", "file": "files", "video": "videos"}
# A share of the parameters below this is used for each token only by a mixture of experts.
_SPARSE = 0.95
_SIZE = re.compile(r"\d+(?:\.\d+)?[bm]")
_LETTERS = re.compile(r"[a-z]+")
# Words of a name that tell how far a model is, not which line it is of.
_STAGES = frozenset({"preview", "exp", "experimental", "latest", "beta"})


@dataclass(frozen=True, slots=True)
class Life:
    """Where a model stands in its life.

    Attributes:
        stage: current (somebody sells it), unsold (nobody is known to), deprecated, retiring (a day is set), retired
            (that day is past) or withdrawn (its maker no longer sells it).
        day: of the stage; None where there is none, or none is stated.
        source: who states that day; None where it is not told apart from the model's own source.
        is_at_maker: what ended is its maker's own service: open weights go on elsewhere.
    """

    stage: Stage
    day: date | None = None
    source: str | None = None
    is_at_maker: bool = False


def what_it_is(facts: Mapping[str, Any], made_from: str | None = None) -> str:
    """Return a sentence of what a model is, of what is known alone: nothing is told of what is not.

    Args:
        facts: its row of `queries.facts_of`.
        made_from: the repository that it is a fine-tune of, where one is known. It is foreign text, as are the names of
            what the model reads: show the sentence as text.
    """
    told = [_kind(facts, made_from)]
    if (size := _known(facts, "parameters")) is not None:
        active = f" ({scaled(facts['active_parameters'])} for each token)" if _is_sparse(facts) else ""
        told.append(f"{scaled(size)} parameters{active}")
    if (window := _known(facts, "context_tokens")) is not None:
        told.append(f"{scaled(window)} tokens of context")
    if reads := _listed(facts["input_modalities"]):
        told.append(f"reads {reads}")
    if (writes := _listed(facts["output_modalities"])) not in {"", "text"}:
        told.append(f"writes {writes}")
    if (released := _known(facts, "release_date")) is not None:
        told.append(f"released {released.day} {released:%B %Y}")
    return ", ".join(told) + "."


def _known(facts: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a cell of a frame
    value = facts[name]
    return None if pd.isna(value) else value


def _is_sparse(facts: Mapping[str, Any]) -> bool:
    size, active = _known(facts, "parameters"), _known(facts, "active_parameters")
    return bool(size and active and active < _SPARSE * size)


def _kind(facts: Mapping[str, Any], made_from: str | None) -> str:
    weights = {"open": "Open-weights ", "closed": "Closed-weights "}.get(facts["weights"], "")
    thinks = "reasoning " if _known(facts, "reasoning") else ""
    if made_from:
        noun = f"fine-tune of {made_from}"
    elif _is_sparse(facts):
        noun = "mixture of experts"
        thinks = thinks and f"{thinks.strip()} model, a "
    else:
        noun = {"embedding": "embedding model", "image": "image model"}.get(str(_known(facts, "task")), "model")
    told = f"{weights}{thinks}{noun}"
    return told[:1].upper() + told[1:]


def _listed(words: Any) -> str:  # noqa: ANN401 - a cell of a frame: a list, or missing
    """Return what is read or written, as a list in words; empty where it is not known."""
    if not hasattr(words, "__len__") or isinstance(words, str):
        return ""
    told = [_MANY.get(word, word) for word in map(str, words)]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


# Its life


def life_of(facts: Mapping[str, Any], providers: Sequence[str], today: date) -> Life:
    """Return where a model stands in its life; the end counts before what announces it.

    Args:
        facts: its row of `queries.facts_of`.
        providers: who sells it at a list price.
        today: the day of the snapshot.
    """
    is_open = facts["weights"] == "open"
    withdrawn, retires, deprecated = (
        _day(facts, name) for name in ("withdrawn_since", "retirement_date", "deprecation_date")
    )
    if withdrawn is not None:
        return Life("withdrawn", withdrawn, _known(facts, "withdrawal_source"), is_open)
    if retires is not None:
        stage: Stage = "retired" if retires <= today else "retiring"
        return Life(stage, retires, _known(facts, "retirement_source"), is_open)
    if deprecated is not None and deprecated <= today:
        return Life("deprecated", deprecated, None, is_open)
    return Life("current" if len(providers) else "unsold")


def _day(facts: Mapping[str, Any], name: str) -> date | None:
    value = _known(facts, name)
    return None if value is None else pd.Timestamp(value).date()


def successor(model: Mapping[str, Any], models: pd.DataFrame, today: date) -> str | None:
    """Return the id of the newest model of the same line that its maker has not ended; None where there is none.

    A line is what a maker's names have in common when versions, dates and stages are taken out: "claude-3.5-haiku" and
    "claude-haiku-4.5" are of one. Sizes are part of it. It is read off the names: no source states it.

    Args:
        model: what is known of the model: model_id, developer, release_date.
        models: what `queries.models_in_play` returns.
        today: the day of the snapshot.
    """
    if pd.isna(model["developer"]) or pd.isna(model["release_date"]):
        return None
    retires = pd.to_datetime(models["retirement_date"])
    is_alive = models["withdrawn_since"].isna() & ~retires.le(pd.Timestamp(today)) & models["providers"].map(len).gt(0)
    is_later = pd.to_datetime(models["release_date"]).gt(pd.Timestamp(model["release_date"]))
    later = models[is_alive & is_later & models["developer"].eq(model["developer"]).fillna(value=False)]
    line = _line(model["model_id"])
    same = later[[line != () and _line(each) == line for each in later["model_id"]]]
    if same.empty:
        return None
    return str(same.sort_values(["release_date", "model_id"], ascending=[False, True])["model_id"].iloc[0])


def _line(model_id: str) -> tuple[str, ...]:
    """Return the words of a model's name that stay from version to version, in the order of the alphabet."""
    parts = re.split(r"[-_:\s]+", model_id.rpartition("/")[2].casefold())
    words: set[str] = set()
    for part in parts:
        if _SIZE.fullmatch(part):
            words.add(part)
        elif not part[:1].isdigit():
            words.update(_LETTERS.findall(part))
    return tuple(sorted(words - _STAGES))

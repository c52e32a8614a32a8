"""Gates as data: what a model must be to be shown, to and from the address, and which gate removes which model.

`GATES` is the one list that widgets, addresses, words and reasons follow. A model of which a fact is not known does not
pass a gate that asks for the fact, and is told apart from one that is known to miss it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from catalog.curated.providers import provider, seller_title
from catalog.fields import Field, Known, Refused, Stated, read_all, write
from catalog.fields import Kind as FieldKind
from catalog.numeric import BILLION
from catalog.pricing.eligible import Eligibility, eligible_offers
from catalog.pricing.offers import with_blended

Kind = Literal["one", "many", "at least", "at most", "since", "yes", "too"]

ANY = "any"
LARGEST_NUMBER = 1e9
# By which domain quality is told where nobody asked for one: on every page, and in a need.
DEFAULT_DOMAIN = "hard"
INPUT_PERCENTS = range(0, 101, 5)
UNKNOWN = "unknown"
DETAIL = ": "  # between a reason and what it says of the one model


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a model must be. Each default asks for nothing, but for what nobody should choose unawares.

    Self-reported figures, models that their maker no longer sells, and prices of resellers, aggregators and sellers of
    unknown kind stay out until they are asked in.
    """

    domain: str = DEFAULT_DOMAIN
    input_percent: int = 75
    weights: str = ANY
    price_to: float | None = None
    context_from: float | None = None
    licence: tuple[str, ...] = ()
    developer: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    parameters_from: float | None = None
    parameters_to: float | None = None
    released_from: date | None = None
    reads: tuple[str, ...] = ()
    tools: bool = False
    structured_output: bool = False
    reasoning: bool = False
    speed_from: float | None = None
    provider: tuple[str, ...] = ()
    self_reported: bool = False
    resellers: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate: how it is asked for, what it compares, and how it is told.

    Attributes:
        name: the field of `Filters`, and the name in the address.
        title: what the widget is called.
        kind: one of a few, any of many, a least or largest number, a first day, yes; or "too": what stays out until it
            is asked in.
        column: what it compares, of the frame that `candidates` returns; empty where it removes figures, not models.
        words: what it asks for, `{}` being the value.
        missed: why a model does not pass of which the fact is known.
        note: the help beside the widget.
        unit: of the number, as people type it.
        per: how many of the column's unit one of the typed unit is.
        options: what may be chosen of one of a few, with titles.
    """

    name: str
    title: str
    kind: Kind
    column: str
    words: str
    missed: str
    note: str = ""
    unit: str = ""
    per: float = 1.0
    options: Mapping[str, str] | None = None


GATES: tuple[Gate, ...] = (
    Gate(
        name="weights",
        title="Weights",
        kind="one",
        column="weights",
        words="{} weights",
        missed="other weights",
        note="Open: anyone can download them and run the model.",
        options={ANY: "Any weights", "open": "Open", "closed": "Closed"},
    ),
    Gate(
        name="licence",
        title="Licence class",
        kind="many",
        column="licence_class",
        words="a licence that is {}",
        missed="another licence class",
        note="Of the weights. Restricted: commercial use under conditions of its own.",
    ),
    Gate(
        name="developer",
        title="Developer",
        kind="many",
        column="developer",
        words="made by {}",
        missed="another developer",
    ),
    Gate(name="family", title="Family", kind="many", column="family", words="of {}", missed="another family"),
    Gate(
        name="parameters_from",
        title="Parameters at least",
        kind="at least",
        column="parameters",
        words="at least {} billion parameters",
        missed="fewer parameters",
        note="All of them, not only the active ones. Hardly any closed model states them.",
        unit="billions",
        per=BILLION,
    ),
    Gate(
        name="parameters_to",
        title="Parameters at most",
        kind="at most",
        column="parameters",
        words="at most {} billion parameters",
        missed="more parameters",
        unit="billions",
        per=BILLION,
    ),
    Gate(
        name="context_from",
        title="Context at least",
        kind="at least",
        column="least_window_tokens",
        words="a context window of at least {} tokens",
        missed="context window too small",
        note="How much the model can read at once.",
        unit="tokens",
    ),
    Gate(
        name="released_from",
        title="Released since",
        kind="since",
        column="release_date",
        words="released since {}",
        missed="released earlier",
    ),
    Gate(
        name="reads",
        title="Reads",
        kind="many",
        column="input_modalities",
        words="reads {}",
        missed="does not read all of these",
        note="The model takes all of these as input.",
    ),
    Gate(name="tools", title="Tool use", kind="yes", column="tools", words="tool use", missed="no tool use"),
    Gate(
        name="structured_output",
        title="Structured output",
        kind="yes",
        column="structured_output",
        words="structured output",
        missed="no structured output",
    ),
    Gate(name="reasoning", title="Reasoning", kind="yes", column="reasoning", words="reasoning", missed="no reasoning"),
    Gate(
        name="provider",
        title="Provider",
        kind="many",
        column="providers",
        words="sold by {}",
        missed="not sold by these providers",
        note="At least one of these sells it at a list price; other providers' prices are left out. Of any kind.",
    ),
    Gate(
        name="price_to",
        title="Price at most",
        kind="at most",
        column="blended_usd_per_mtok",
        words="at most ${} per million tokens",
        missed="too dear",
        note="Of the cheapest offer, at the chosen share of input. A model without a list price does not pass.",
        unit="USD per million tokens",
    ),
    Gate(
        name="speed_from",
        title="Speed at least",
        kind="at least",
        column="output_tokens_per_second",
        words="at least {} tokens per second",
        missed="too slow",
        note="At a seller whose price counts. Few have such a figure, and most were typed in by the community.",
        unit="tokens per second",
    ),
    Gate(
        name="self_reported",
        title="Self-reported figures too",
        kind="yes",
        column="",
        words="self-reported figures too",
        missed="",
        note="Also figures that only the developer of the model claims.",
    ),
    Gate(
        name="resellers",
        title="Resellers and aggregators too",
        kind="yes",
        column="",
        words="resellers and aggregators too",
        missed="",
        note=(
            "Also prices of who passes on others' service, and of sellers of which nobody showed what they are. "
            "Else: makers, clouds and inference providers."
        ),
    ),
    Gate(
        name="withdrawn",
        title="Withdrawn models too",
        kind="too",
        column="withdrawn_since",
        words="withdrawn models too",
        missed="no longer sold by its maker",
        note="Also closed models that were shut down or that their maker's newest listing no longer holds.",
    ),
)
BY_NAME = {gate.name: gate for gate in GATES}
# Not gates, as they remove no model; kept in the address beside them.
SETTINGS = ("domain", "input_percent")
NAMES = (*SETTINGS, *BY_NAME)
_FIELD_KINDS: dict[Kind, FieldKind] = {
    "one": "one",
    "many": "many",
    "at least": "number",
    "at most": "number",
    "since": "day",
    "yes": "yes",
    "too": "yes",
}


def _field(gate: Gate) -> Field:
    return Field(
        name=gate.name,
        title=gate.title,
        kind=_FIELD_KINDS[gate.kind],
        note="; ".join(part for part in (gate.unit, gate.note) if part),
        least=0,
        most=LARGEST_NUMBER,
        is_open=True,
        options=tuple(gate.options or ()),
    )


FIELDS: dict[str, Field] = {
    "domain": Field(name="domain", title="Domain", kind="one"),
    "input_percent": Field(
        name="input_percent",
        title="Input share",
        kind="whole",
        least=INPUT_PERCENTS[0],
        most=INPUT_PERCENTS[-1],
        step=INPUT_PERCENTS.step,
    ),
} | {gate.name: _field(gate) for gate in GATES}
_DEFAULTS = Filters()


def default(name: str) -> Any:  # noqa: ANN401 - of the field's own type
    """Return what a field of `Filters` is when nothing is asked."""
    return getattr(_DEFAULTS, name)


def active(filters: Filters) -> list[Gate]:
    """Return the gates that ask for something, in the order of `GATES`."""
    return [gate for gate in GATES if getattr(filters, gate.name) != default(gate.name)]


def without(filters: Filters, *names: str) -> Filters:
    """Return the same gates with some of them, or if none is named all of them, opened.

    What stays out by default is asked in where its gate is named; all gates opened are all at their defaults.
    """
    return replace(filters, **{name: opened(name) if names else default(name) for name in names or BY_NAME})


def of_offers(filters: Filters) -> Filters:
    """Return the gates of offers alone: a model's figures are the same whatever the others are.

    Answers are remembered for these few.
    """
    return Filters(
        domain=filters.domain,
        input_percent=filters.input_percent,
        provider=filters.provider,
        resellers=filters.resellers,
        price_to=filters.price_to if filters.speed_from else None,  # the cheapest offer is the same up to any price
        speed_from=filters.speed_from,
    )


def opened(name: str) -> Any:  # noqa: ANN401 - of the field's own type
    """Return what a gate is that removes nothing: its default, but for what stays out until it is asked in."""
    return True if BY_NAME[name].kind == "too" else default(name)


# The address


def from_address(address: Stated, known: Known) -> tuple[Filters, list[str]]:
    """Return the gates that an address asks for, and a sentence for each part of it that was ignored.

    Never raises, whatever stands in the address. The sentences quote foreign text, shortened: show them as text.

    Args:
        address: each name's values; names that are none of ours are left alone.
        known: what may be chosen for `domain` and each gate of many, as `options` returns it.
    """
    filters, refused = read_filters(address, known)
    return filters, [each.sentence for each in refused]


def read_filters(stated: Stated, known: Known) -> tuple[Filters, list[Refused]]:
    """Return the gates that are stated, and what was refused; as `from_address`, but each refusal by its name."""
    values, refused = read_all(FIELDS, stated, known)
    return _agreeing(Filters(**values), refused)


def to_address(filters: Filters) -> dict[str, list[str]]:
    """Return what the address says of these gates: each name's values, without those at their default."""
    said = {name: getattr(filters, name) for name in NAMES}
    return {name: write(value) for name, value in said.items() if value != default(name)}


def _agreeing(filters: Filters, refused: list[Refused]) -> tuple[Filters, list[Refused]]:
    least, most = filters.parameters_from, filters.parameters_to
    if least is None or most is None or least <= most:
        return filters, refused
    told = f"Parameters: at least {least:g} and at most {most:g} contradict each other; both are ignored."
    opened = without(filters, "parameters_from", "parameters_to")
    return opened, [*refused, Refused("parameters_to", told)]


# In words


def in_words(filters: Filters) -> list[str]:
    """Return what each active gate asks for, in words: "open weights", "at most $2 per million tokens"."""
    said = []
    for gate in active(filters):
        told = gate.words.format(_value_in_words(gate, getattr(filters, gate.name)))
        said.append(f"{told} ({filters.input_percent} % input)" if gate.name == "price_to" else told)
    return said


def _value_in_words(gate: Gate, value: Any) -> str:  # noqa: ANN401 - of a field's own type
    if isinstance(value, tuple):
        value = tuple(map(seller_title, value)) if gate.name == "provider" else value
        return (" and " if gate.name == "reads" else " or ").join(value)
    if isinstance(value, date):
        return _day(value)
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def _day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


# The models


def options(models: pd.DataFrame) -> dict[str, list[str]]:
    """Return what may be chosen for each gate of many, of the frame that `queries.models_in_play` returns."""
    return {gate.name: sorted(_values_of(models[gate.column])) for gate in GATES if gate.kind == "many"}


def _values_of(column: pd.Series) -> set[str]:
    found = column.dropna()
    return set(found.explode().dropna()) if found.map(type).ne(str).any() else set(found)


# What one offer must be at once: these gates are met by the same offer, or not at all.
OF_OFFERS = ("provider", "price_to", "speed_from")
_OPENED = "has_offer_without_{}"


def sellers(filters: Filters) -> tuple[str, ...]:
    """Return the slugs of the chosen providers, as `Eligibility` asks for them; none where none is chosen."""
    return tuple(provider(name).slug for name in filters.provider)


def asked_of_sellers(filters: Filters, asked: Eligibility | None = None) -> Eligibility:
    """Return which offers count under the gates that say whose offers do, beside what else is asked of them."""
    return replace(asked or Eligibility(), sellers=sellers(filters), all_sellers=filters.resellers)


def eligible_under(offers: pd.DataFrame, filters: Filters, asked: Eligibility | None = None) -> pd.DataFrame:
    """Return the offers that count and that meet the gates of offers, all of them at once.

    Adds blended_usd_per_mtok at the share of input.

    Args:
        offers: rows of `catalog.pricing.eligible.known_offers`.
        filters: the gates; of these only `OF_OFFERS` and the share of input count.
        asked: which offers count beside the gates.
    """
    return meeting(eligible_offers(offers, asked_of_sellers(filters, asked)), filters)


def meeting(offers: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Return eligible offers that are as cheap and as fast as is asked for, with their blended_usd_per_mtok."""
    found = with_blended(offers, filters.input_percent / 100)
    if filters.price_to is not None:
        found = found[found["blended_usd_per_mtok"] <= filters.price_to]
    if filters.speed_from is not None:
        found = found[found["output_tokens_per_second"] >= filters.speed_from]
    return found


def candidates(
    models: pd.DataFrame, offers: pd.DataFrame, filters: Filters, asked: Eligibility | None = None
) -> pd.DataFrame:
    """Return the models with the columns that follow from the gates of offers, where one asks for them.

    These are `blended_usd_per_mtok`, of the cheapest eligible offer of the chosen providers;
    `output_tokens_per_second`, of the fastest of those at the price that is asked for; and where several gates ask
    something of an offer, for each of them whether there is an offer that meets the others, for `relaxations`.

    Args:
        models: what `queries.models_in_play` returns.
        offers: rows of `catalog.pricing.eligible.known_offers`.
        filters: the gates.
        asked: which offers count beside the gates.
    """
    gates = [gate.name for gate in removing(filters) if gate.name in OF_OFFERS]
    found, ids = models, models["model_id"]
    if filters.price_to is not None:
        prices = eligible_under(offers, without(filters, "price_to", "speed_from"), asked)
        found = found.assign(blended_usd_per_mtok=ids.map(_by_model(prices, "blended_usd_per_mtok").min()))
    if filters.speed_from is not None:
        speeds = eligible_under(offers, without(filters, "speed_from"), asked)
        found = found.assign(output_tokens_per_second=ids.map(_by_model(speeds, "output_tokens_per_second").max()))
    for name in gates if len(gates) > 1 else ():
        left = eligible_under(offers, without(filters, name), asked)
        found = found.assign(**{_OPENED.format(name): ids.isin(left["model_id"])})
    return found


def _by_model(offers: pd.DataFrame, column: str) -> Any:  # noqa: ANN401 - pandas' own class is generic
    return offers.groupby("model_id")[column]


def removed_by(models: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Return for each model the first gate that removes it.

    Args:
        models: what `candidates` returns for the same gates.
        filters: the gates.

    Returns:
        On the index of `models`: gate (its name, None for a model that passes all), is_unknown (the fact that it asks
        for is not known), and reason (in words; None).
    """
    gates = np.full(len(models), None, dtype=object)
    reasons = gates.copy()
    is_unknown = np.zeros(len(models), dtype=bool)
    for gate in reversed(removing(filters)):
        misses = ~_passes(models[gate.column], gate, getattr(filters, gate.name)).to_numpy()
        unknown = misses & models[gate.column].isna().to_numpy()
        gates[misses], reasons[misses], is_unknown[misses] = gate.name, gate.missed, unknown[misses]
        reasons[unknown] = f"{_fact(gate)} {UNKNOWN}"
        if gate.name == "withdrawn":
            reasons[misses] = _withdrawal(models[misses])
            is_unknown[misses] = False
    return pd.DataFrame({"gate": gates, "is_unknown": is_unknown, "reason": reasons}, index=models.index)


def _withdrawal(models: pd.DataFrame) -> list[str]:
    """Return since when each of some models is no longer sold by its maker, and who says so."""
    return [
        f"{BY_NAME['withdrawn'].missed}{DETAIL}since {_day(since)}" + ("" if pd.isna(by) else f", says {by}")
        for since, by in zip(models["withdrawn_since"], models["withdrawn_by"], strict=True)
    ]


def bare_reason(reason: str) -> str:
    """Return a reason without what it says of the one model, so that models can be counted by it."""
    return reason.partition(DETAIL)[0]


def passing(models: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Return the models that pass every gate. `models` is what `candidates` returns for the same gates."""
    return models[removed_by(models, filters)["gate"].isna()]


def relaxations(models: pd.DataFrame, filters: Filters) -> dict[str, int]:
    """Return how many models each gate alone keeps out, by its name, most first: what opening it would give back."""
    misses = pd.DataFrame(
        {gate.name: ~_passes(models[gate.column], gate, getattr(filters, gate.name)) for gate in removing(filters)}
    )
    of_offers = [name for name in OF_OFFERS if name in misses]
    of_model = misses.drop(columns=of_offers)
    has_no_offer = misses[of_offers].any(axis="columns")
    back = {name: misses[name] & ~has_no_offer & (of_model.sum(axis="columns") == 1) for name in of_model}
    for name in of_offers:
        has_offer = models[_OPENED.format(name)] if len(of_offers) > 1 else True
        back[name] = has_no_offer & has_offer & ~of_model.any(axis="columns")
    counts = pd.Series({name: int(is_back.sum()) for name, is_back in back.items()}, dtype="int64")
    alone = counts.sort_values(ascending=False, kind="stable")
    return {str(name): int(number) for name, number in alone.items() if number}


def reasons_in_order(counted: Iterable[str]) -> list[str]:
    """Return reasons in the order of their gates; those of the page, which no gate gives, come last."""
    order = [reason for gate in GATES for reason in (gate.missed, f"{_fact(gate)} {UNKNOWN}")]
    return sorted(counted, key=lambda reason: order.index(reason) if reason in order else len(order))


def removing(filters: Filters) -> list[Gate]:
    """Return the gates that may remove a model, in the order of `GATES`: what is asked, and what stays out."""
    return [gate for gate in GATES if gate.column and getattr(filters, gate.name) != opened(gate.name)]


def _fact(gate: Gate) -> str:
    """Return what a gate compares, as a reason names it: "price", "context"."""
    return gate.title.lower().removesuffix(" at most").removesuffix(" at least").removesuffix(" since")


def _passes(values: pd.Series, gate: Gate, asked: Any) -> pd.Series:  # noqa: ANN401 - of the field's own type
    return _compared(values, gate, asked).fillna(value=False).astype(bool)


def _compared(values: pd.Series, gate: Gate, asked: Any) -> pd.Series:  # noqa: ANN401
    """Return for each value whether it is what is asked for; False or missing where it is not known."""
    if gate.kind == "too":
        return values.isna()
    if gate.kind == "many":
        return _is_among(values, gate, set(asked))
    if gate.kind == "at least":
        return values.ge(asked * gate.per)
    if gate.kind == "at most":
        return values.le(asked * gate.per)
    if gate.kind == "since":
        return pd.to_datetime(values).ge(pd.Timestamp(asked))
    return values.eq(asked)


def _is_among(values: pd.Series, gate: Gate, asked: set[str]) -> pd.Series:
    if gate.name == "reads":
        return values.map(lambda found: asked <= set(found), na_action="ignore")
    if gate.name == "provider":
        return values.map(lambda found: not asked.isdisjoint(found), na_action="ignore")
    return values.isin(asked)

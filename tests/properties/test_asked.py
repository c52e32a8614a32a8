"""What is asked, by address and by file: nothing raises, nothing is lost, nothing is taken in silence."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog import filters
from catalog.decide import need as needs
from catalog.decide.need import Need, NeedError
from catalog.filters import GATES, Filters, passing
from tests.properties import given as some
from tests.properties.given import KNOWN


@given(some.addresses)
def test_no_address_raises_and_what_is_read_stays_as_it_is(address: dict[str, list[str]]) -> None:
    reader: Any
    for reader in (filters, needs):
        asked, _ = reader.from_address(address, KNOWN)
        said = reader.to_address(asked)
        again, notes = reader.from_address(said, KNOWN)
        assert reader.to_address(again) == said
        assert notes == []


@given(some.addresses)
def test_no_note_repeats_foreign_text_at_length(address: dict[str, list[str]]) -> None:
    for reader in (filters, needs):
        _, notes = reader.from_address(address, KNOWN)
        assert all(len(note) < 300 for note in notes)


@given(some.every_filter)
def test_an_address_restores_any_gates(asked: Filters) -> None:
    assert filters.from_address(filters.to_address(asked), KNOWN) == (asked, [])


@given(some.needs)
def test_an_address_restores_any_need(asked: Need) -> None:
    assert needs.from_address(needs.to_address(asked), KNOWN) == (asked, [])


@given(some.needs)
def test_a_file_restores_any_need(asked: Need) -> None:
    assert needs.from_yaml(needs.to_yaml(asked), KNOWN) == asked


@given(some.needs, st.sampled_from(["", "workload", "matters", "gates", "domains"]), some.texts)
def test_a_file_with_a_part_that_is_not_known_is_refused(asked: Need, part: str, name: str) -> None:
    said = yaml.safe_load(needs.to_yaml(asked))
    place = said[part] if part else said
    every = {
        *needs.NAMES,
        *filters.NAMES,
        "workload",
        "matters",
        "gates",
        "quality",
        "price",
        "speed",
        *KNOWN["domain"],
    }
    assume(name not in every)
    place[name] = 1
    with pytest.raises(NeedError):
        needs.from_yaml(yaml.safe_dump(said), KNOWN)


@given(some.needs, st.sampled_from([gate.name for gate in GATES]), some.texts)
def test_a_file_with_a_value_that_is_not_known_is_refused(asked: Need, name: str, value: str) -> None:
    _, notes = filters.from_address({name: [value]}, KNOWN)
    assume(notes)
    said = yaml.safe_load(needs.to_yaml(asked))
    said["gates"] = {name: [value]}
    with pytest.raises(NeedError):
        needs.from_yaml(yaml.safe_dump(said), KNOWN)


_ends = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | some.texts
_anything = st.recursive(
    _ends,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*needs.NAMES, "workload", "matters", "gates"]) | _ends, inner, max_size=4)
    ),
    max_leaves=8,
)


@given(_anything)
def test_a_file_of_any_data_is_a_need_or_is_refused(data: Any) -> None:  # noqa: ANN401 - whatever YAML can say
    with suppress(yaml.YAMLError):
        text = yaml.safe_dump(data)
        with suppress(NeedError):
            assert isinstance(needs.from_yaml(text, KNOWN), Need)


_TAGS = ("int", "float", "bool", "null", "timestamp", "binary", "omap", "pairs", "set", "str", "seq", "map")


@given(st.sampled_from(_TAGS), some.texts, st.sampled_from(["{}", "title: {}", "workload: {}", "domains: [{}]"]))
def test_a_file_whose_tags_do_not_fit_is_a_need_or_is_refused(tag: str, value: str, place: str) -> None:
    with suppress(NeedError):
        needs.from_yaml(place.format(f"!!{tag} {value!r}"), KNOWN)


@given(some.texts | st.text(alphabet="{}[]&*!|>-:?#'\"a1,\n \t", max_size=60))
def test_a_file_of_any_text_is_a_need_or_is_refused(text: str) -> None:
    with suppress(NeedError):
        needs.from_yaml(text, KNOWN)


# What gates let through

_FACTS: dict[str, st.SearchStrategy[Any]] = {
    "weights": st.sampled_from(["open", "closed", None]),
    "licence_class": st.sampled_from([*KNOWN["licence"], None]),
    "developer": st.sampled_from([*KNOWN["developer"], None]),
    "family": st.sampled_from([*KNOWN["family"], None]),
    "parameters": st.none() | st.floats(1e8, 1e12),
    "least_window_tokens": st.none() | st.floats(1, 1e7),
    "withdrawn_since": st.just(pd.NaT),
    "withdrawn_by": st.none(),
    "release_date": st.none() | st.dates().map(lambda day: pd.Timestamp(day) if 1700 < day.year < 2200 else None),
    "input_modalities": st.none() | st.lists(st.sampled_from(KNOWN["reads"]), unique=True),
    "tools": st.sampled_from([True, False, None]),
    "structured_output": st.sampled_from([True, False, None]),
    "reasoning": st.sampled_from([True, False, None]),
    "providers": st.lists(st.sampled_from(KNOWN["provider"]), unique=True),
    "blended_usd_per_mtok": st.none() | st.floats(0, 1e4),
    "output_tokens_per_second": st.none() | st.floats(0, 1e4),
}


@given(st.lists(st.fixed_dictionaries(_FACTS), min_size=1, max_size=6), some.gates, some.gates)
def test_more_gates_let_no_more_models_pass(
    rows: list[dict[str, Any]], first: dict[str, Any], more: dict[str, Any]
) -> None:
    models = pd.DataFrame(rows).astype({"release_date": "datetime64[us]"})
    models = models.astype(dict.fromkeys(("parameters", "blended_usd_per_mtok", "output_tokens_per_second"), float))
    models = models.astype(
        {"least_window_tokens": float} | dict.fromkeys(("tools", "structured_output", "reasoning"), "boolean")
    )
    both = Filters(**more | first)
    with_first = set(passing(models, Filters(**first)).index)
    assert set(passing(models, both).index) <= with_first
    assert set(passing(models, Filters()).index) == set(models.index)
    assert set(passing(models, filters.without(both)).index) == set(models.index)
    for gate in filters.active(both):
        opened = set(passing(models, replace(both, **{gate.name: filters.default(gate.name)})).index)
        assert set(passing(models, both).index) <= opened

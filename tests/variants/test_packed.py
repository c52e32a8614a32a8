"""The index that a snapshot keeps is the one that its rows make."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from catalog import kept
from catalog.answers import variants
from catalog.kept import kept_bytes
from catalog.snapshot import Snapshot
from catalog.store import open_snapshot
from catalog.variants.card import card
from catalog.variants.index import VariantIndex
from catalog.variants.packed import KEPT_AS, packed, unpacked
from catalog.variants.recommend import VariantNeed, recommend
from etl.build import prepare
from tests.fine_tunes_rows import GOOD, write_fine_tunes
from tests.variant_world import BASE, world


def test_what_was_packed_answers_as_the_index_does() -> None:
    index = world()
    again = unpacked(*packed(index))
    for need in (VariantNeed(base=BASE, domain="medical"), VariantNeed(base=BASE), VariantNeed(domain="math")):
        found, same = recommend(index, need), recommend(again, need)
        pd.testing.assert_frame_equal(found.rows, same.rows)
        assert found.notes == same.notes
    assert again.families == index.families
    assert again.as_of == index.as_of
    number = index.graph.find(GOOD)
    assert number is not None
    pd.testing.assert_frame_equal(card(index, number).tests, card(again, number).tests)
    pd.testing.assert_frame_equal(index.evidence.tests, again.evidence.tests)
    pd.testing.assert_index_equal(index.graph.number, again.graph.number)
    assert index.graph.repos.tolist() == again.graph.repos.tolist()
    np.testing.assert_array_equal(index.created, again.created)


def test_a_snapshot_keeps_its_index_and_one_without_it_builds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_fine_tunes(tmp_path)
    need = VariantNeed(base=BASE, domain="medical")
    store = open_snapshot(path)
    assert kept_bytes(store, KEPT_AS) is None
    built = recommend(variants.index_of(Snapshot("built", store)), need)
    store.close()
    prepare(path)
    monkeypatch.setattr(variants, "variant_index", _never)
    prepared = Snapshot("kept", open_snapshot(path))
    pd.testing.assert_frame_equal(recommend(variants.index_of(prepared), need).rows, built.rows)


def test_an_index_of_other_code_or_other_curated_tables_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_fine_tunes(tmp_path)
    prepare(path)
    store = open_snapshot(path)
    assert kept_bytes(store, KEPT_AS)
    monkeypatch.setattr(kept, "made_for", lambda: "other")
    assert kept_bytes(store, KEPT_AS) is None


def _never(_: object) -> VariantIndex:
    pytest.fail("the kept index was not read")

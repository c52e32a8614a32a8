"""That `make check` fails where the figures of identity are worse than stated."""

import pytest

from catalog.identity.resolve import Identity, KnownModel
from tests.identity_figures import (
    JOINED_PERCENT_AT_LEAST,
    WRONG_PERCENT_AT_MOST,
    Figures,
    labels,
    main,
    together,
    worse_than_stated,
)


def figures(*, joined: int = 1_000_000, wrong: int = 0, held: int = 1_000_000, missed: int = 0) -> Figures:
    return Figures(names=2_000_000, joined=joined, wrong=("x",) * wrong, held=held, missed=("x",) * missed)


AT_THE_LIMITS = figures(
    wrong=round(1_000_000 * WRONG_PERCENT_AT_MOST / 100), missed=round(1_000_000 * (1 - JOINED_PERCENT_AT_LEAST / 100))
)


def test_figures_as_stated_are_no_complaint() -> None:
    assert worse_than_stated(AT_THE_LIMITS) == []


def test_one_wrong_join_more_than_stated_is_a_complaint() -> None:
    wrong = figures(wrong=len(AT_THE_LIMITS.wrong) + 1)
    stated = f"{WRONG_PERCENT_AT_MOST:.2f} % of joins are wrong; stated is at most {WRONG_PERCENT_AT_MOST} %."
    assert worse_than_stated(wrong) == [stated]


def test_one_join_fewer_than_stated_is_a_complaint() -> None:
    missed = figures(missed=len(AT_THE_LIMITS.missed) + 1)
    assert len(worse_than_stated(missed)) == 1
    assert "held models are joined" in worse_than_stated(missed)[0]


def test_sets_are_added_name_by_name() -> None:
    one, two = figures(joined=10, wrong=1, held=20, missed=4), figures(joined=30, wrong=1, held=20, missed=0)
    assert (together([one, two]).wrong_percent, together([one, two]).joined_percent) == (5.0, 90.0)


def test_the_command_ends_with_status_1_where_every_name_is_joined_to_one_model(
    capsys: pytest.CaptureFixture[str],
) -> None:
    label = next(label for label in labels("rules_half") if label.must_join)
    others = [text.name.text for half in ("rules_half", "last_half") for text in labels(half) if text != label]
    assert main(Identity([KnownModel(model_id=min(label.right), names=tuple(others))])) == 1
    assert "of joins are wrong; stated is at most" in capsys.readouterr().out

"""A card shows what it is given, as text, and nothing of what is not known."""

import pytest
from streamlit.testing.v1 import AppTest

from views.shell import model_card


def _drawn() -> None:
    from views.charts.bars import AbilityBar, Anchor  # noqa: PLC0415 - it runs as a script
    from views.shell.model_card import CardMark, ModelCard, draw_card  # noqa: PLC0415 - it runs as a script

    anchors = (Anchor("Known [x](y)", 40.2),)
    bar = AbilityBar(value=60.4, low=50, high=75, weights="open", anchors=anchors)
    marks = (CardMark(text="Our [pick](http://evil)", tone="blue"),)
    full = ModelCard(
        key="full",
        model_id="made/up",
        name="Made <b>up</b>",
        maker="A maker",
        marks=marks,
        cost="$12 a month at **us**",
        ability=bar,
        because="It is good.",
    )
    draw_card(full)
    draw_card(ModelCard(key="bare", model_id="made/bare", name="Bare"))


def test_a_card_shows_foreign_text_as_text_and_leaves_out_what_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    linked: list[tuple[str, str]] = []
    monkeypatch.setattr(model_card, "model_link", lambda model_id, label: linked.append((model_id, label)))
    app = AppTest.from_function(_drawn).run()
    assert not app.exception
    assert linked == [("made/up", "Made <b>up</b>"), ("made/bare", "Bare")]
    told = [element.value for element in app.markdown]
    assert r":blue-badge[Our \[pick\]\(http\://evil\)]" in told
    assert any(r"**\$12 a month at \*\*us\*\***" in text for text in told)
    assert any(r"Beside Known \[x\]\(y\) 40" in text for text in told)
    assert len(told) == 3

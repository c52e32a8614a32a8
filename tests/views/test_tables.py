"""How the columns of tables write their numbers."""

from catalog.records import Model, Offer
from views.shell.tables import column_config


def _format(record: type, name: str) -> str:
    return str(column_config(record, name)[name]["type_config"]["format"])


def test_large_numbers_are_short_and_still_numbers() -> None:
    shown = {_format(Model, name) for name in ("parameters", "active_parameters", "context_tokens")}
    assert shown == {"compact"}


def test_a_price_has_three_figures() -> None:
    assert _format(Offer, "input_usd_per_mtok") == "$%.3g"

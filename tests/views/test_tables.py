"""How the columns of tables write their numbers."""

import pandas as pd

from catalog.records import Model, Offer
from views.shell.tables import benchmark_addresses, column_config, with_titles


def _format(record: type, name: str) -> str:
    return str(column_config(record, name)[name]["type_config"]["format"])


def test_large_numbers_are_short_and_still_numbers() -> None:
    shown = {_format(Model, name) for name in ("parameters", "active_parameters", "context_tokens")}
    assert shown == {"compact"}


def test_a_price_has_three_figures() -> None:
    assert _format(Offer, "input_usd_per_mtok") == "$%.3g"


def test_makers_and_sellers_stand_by_their_titles_and_the_frame_keeps_its_slugs() -> None:
    rows = pd.DataFrame({"developer": ["z-ai", None, "a-maker-of-nobody"], "provider": ["azure", None, "openai"]})
    shown = with_titles(rows)
    assert shown["developer"].tolist()[0] == "Z.ai"
    assert shown["developer"].isna().tolist() == [False, True, False]
    assert shown["developer"].tolist()[2] == "a-maker-of-nobody"
    assert shown["provider"].tolist()[2] == "OpenAI"
    assert rows["developer"].tolist()[0] == "z-ai"


def test_a_benchmark_leads_to_its_page_whatever_its_id_and_title_hold() -> None:
    assert benchmark_addresses(["a/b#c&d"], ["50% of C# (v1)"]) == ["benchmark?id=a%2Fb%23c%26d#50%25%20of%20C#%20(v1)"]

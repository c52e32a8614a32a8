"""Who sells the model: a table of its sellers, the maker first, and what each is the best in."""

from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.providers import seller_title
from catalog.filters import Filters, asked_of_sellers
from catalog.models import profile
from catalog.models.sellers import Sold, best_in, sellers
from catalog.pricing.terms import Terms
from catalog.records import Offer, Speed
from catalog.tradeoffs.scatter import PRICE, SPEED, Point
from views.export.menus import page_imprint, table_menu
from views.model.head import Facts
from views.shell.provenance import Part
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config, known_columns, with_titles
from views.shell.wording import count, markdown_text, one_line, usd

SOLD: dict[str, Any] = (
    {"provider": st.column_config.TextColumn("Seller", pinned=True, width=150)}
    | {"stands_out": adjusted(column_config(Sold, "stands_out")["stands_out"], width=140)}
    | {
        "input_usd_per_mtok": adjusted(column_config(Offer, "input_usd_per_mtok")["input_usd_per_mtok"], label="Input"),
        "output_usd_per_mtok": adjusted(
            column_config(Offer, "output_usd_per_mtok")["output_usd_per_mtok"], label="Output"
        ),
        "cache_read_usd_per_mtok": adjusted(
            column_config(Offer, "cache_read_usd_per_mtok")["cache_read_usd_per_mtok"], label="Cached input"
        ),
        PRICE: adjusted(column_config(Point, PRICE)[PRICE], label="Blended"),
        SPEED: adjusted(column_config(Speed, SPEED)[SPEED], label="Tokens/s", number="%.0f"),
        "time_to_first_token_s": adjusted(
            column_config(Speed, "time_to_first_token_s")["time_to_first_token_s"],
            label="First token, s",
            number="%.2f",
        ),
    }
    | column_config(Offer, "context_tokens", "precision")
    | {
        "area": st.column_config.TextColumn(
            "Region", help="where requests are processed, as the offer or its seller states it; not the seller's seat"
        ),
        "policies": st.column_config.TextColumn(
            "Data policy", help="what is promised of prompts, as the offer or its seller states it"
        ),
    }
    | column_config(Terms, "price_terms")
    | {"tiers_told": st.column_config.TextColumn("Price tiers", help="USD per million tokens of longer requests")}
    | column_config(Terms, "seller_told")
    | {
        "price_source": st.column_config.TextColumn("Source of the price"),
        "price_as_of": st.column_config.DateColumn("Price of", format="D MMM YYYY"),
        "speed_as_of": st.column_config.DateColumn("Speed of", format="D MMM YYYY"),
    }
)
SOLD_COLUMNS = tuple(name for name in SOLD if name != "stands_out")


def sold_by(snapshot: Snapshot, facts: Facts, filters: Filters) -> pd.DataFrame:
    """Return who sells the model: what `catalog.models.sellers.sellers` returns, under what is asked of sellers."""
    offers = snapshot.ask(queries.offers_of, facts["model_id"])
    rows = profile.offers_at(offers, asked_of_sellers(filters), filters.input_percent / 100)
    speeds = snapshot.ask(queries.speeds)
    developer = None if pd.isna(facts["developer"]) else str(facts["developer"])
    return sellers(rows, speeds[speeds["model_id"] == facts["model_id"]], developer)


def draw_sellers(snapshot: Snapshot, facts: Facts, filters: Filters, sold: pd.DataFrame) -> None:
    """Draw the sellers whose price counts; nothing where there are none."""
    if sold.empty:
        return
    st.subheader("Sellers", anchor=False)
    st.markdown(_in_words(sold))
    told = known_columns(sold, SOLD)
    st.dataframe(
        with_titles(told),
        hide_index=True,
        column_config=SOLD,
        placeholder="-",
        alt=f"{count(len(sold), 'seller')}, the maker of the model first, then the cheapest",
    )
    every = snapshot.ask(queries.offers_of, facts["model_id"])
    others = every["provider"].str.casefold().nunique() - len(sold)
    more = (
        f"{count(others, 'more seller')}, such as resellers and sellers that are not well known, stand under Prices. "
        if others > 0
        else ""
    )
    st.caption(
        f"One row a seller: its cheapest list price at {filters.input_percent} % input, with its own speed. USD per "
        f"million tokens. {more}"
    )
    imprint = page_imprint(
        snapshot,
        Part(sold, SOLD_COLUMNS),
        title=f"Sellers of {facts['name']}",
        gates=f"{one_line(facts['model_id'])}; {filters.input_percent} % input",
        counts=count(len(sold), "seller"),
    )
    table_menu(told, imprint, key="take_sellers")


def _in_words(sold: pd.DataFrame) -> str:
    """Return in a sentence, as Markdown, who is the cheapest and who the fastest, and what the maker asks."""
    cheapest, fastest = best_in(sold, PRICE), best_in(sold, SPEED)
    told = []
    if cheapest is not None and len(sold) > 1:
        told.append(f"**{_named(cheapest)}** is the cheapest at {markdown_text(usd(cheapest[PRICE]))} a million tokens")
    elif cheapest is not None:
        told.append(f"Only **{_named(cheapest)}** sells it, at {markdown_text(usd(cheapest[PRICE]))} a million tokens")
    if fastest is not None and sold[SPEED].notna().sum() > 1:
        told.append(f"**{_named(fastest)}** is the fastest at {fastest[SPEED]:,.0f} tokens/s")
    makers = sold[sold["is_maker"]]
    if len(makers) and cheapest is not None and not makers.index.isin([cheapest.name]).any():
        told.append(f"its maker asks {markdown_text(usd(makers.iloc[0][PRICE]))}")
    return f"{'; '.join(told)}." if told else ""


def _named(row: pd.Series) -> str:
    return markdown_text(seller_title(row["provider"]))

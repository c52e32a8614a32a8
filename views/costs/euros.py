"""Amounts of the Costs page in euros too, for teams that budget in them: beside the dollars, never instead."""

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.pricing.currency import Rate, in_currency, rate_for
from catalog.store import Store
from views.shell import inputs
from views.shell.snapshot import Snapshot
from views.shell.wording import markdown_text, usd

KEY = "eur"
# What is shown in euros too, and the name of the column beside it.
IN_EUROS = {"usd_per_month": "eur_per_month", "usd_per_request": "eur_per_request"}
NO_RATE = "These figures hold no exchange rate, so nothing is shown in euros."


def ask() -> bool:
    """Ask whether amounts are shown in euros too; no is the default."""
    return inputs.switch("In euros too", key=KEY, note="At the reference rate of a day: not what a bank charges.")


def rate_of(snapshot: Snapshot) -> Rate | None:
    """Return the newest rate from dollars to euros; None where the snapshot has none."""
    return snapshot.ask(_rate)


def _rate(store: Store) -> Rate | None:
    return rate_for(queries.exchange_rates(store))


def told(usd_amount: float, rate: Rate | None) -> str:
    """Return an amount as Markdown: "$160.00", with a rate "$160.00 (€149.46)"."""
    dollars = usd(usd_amount).replace("$", r"\$")
    if rate is None:
        return dollars
    return f"{dollars} ({usd(in_currency(usd_amount, rate)).replace('$', '€')})"


def beside(rows: pd.DataFrame, rate: Rate | None) -> pd.DataFrame:
    """Return rows of bills with the columns of `IN_EUROS` that they have dollars for; without a rate as they are."""
    if rate is None:
        return rows
    return rows.assign(**{euro: in_currency(rows[dollar], rate) for dollar, euro in IN_EUROS.items() if dollar in rows})


def draw_rate(rate: Rate | None, *, asked: bool) -> None:
    """Draw the rate with its day, source and licence where amounts are shown in euros; that there is none where not."""
    if not asked:
        return
    if rate is None:
        st.caption(NO_RATE)
    else:
        st.caption(f"Euros: {markdown_text(rate.words())} ({markdown_text(rate.licence)}). For showing only.")

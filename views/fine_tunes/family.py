"""The family tree of the Fine-tunes page, and the proposals: names that resemble a base, and no more."""

import pandas as pd
import streamlit as st

from catalog.answers import variants
from catalog.variants.index import VariantIndex
from catalog.variants.lineage import origin_of, proposals
from catalog.variants.tree import family_tree
from views.fine_tunes.ask import VARIANT
from views.fine_tunes.lineage_chart import alt_text, lineage_figure
from views.fine_tunes.listing import Drawn, VariantsPage
from views.shell.snapshot import Snapshot
from views.shell.wording import count, markdown_text

TREE = "family_tree"
MOST_TILES = 50


def draw_family(snapshot: Snapshot, index: VariantIndex, found: VariantsPage, picked: str) -> Drawn:
    """Draw what was made from the base, or from the origin of the chosen variant."""
    root = index.graph.find(found.told.base or picked)
    if root is None:
        st.info("Choose a base, or a variant, to see its family.")
        return Drawn(None, pd.DataFrame(), "", "")
    origin = origin_of(index.graph, root)
    tree = snapshot.share(_tree, origin)
    chart = lineage_figure(tree)
    st.plotly_chart(
        chart,
        key=TREE,
        on_select=lambda: _pick_in_tree(tree),
        selection_mode="points",
        config={"displayModeBar": False},
        alt=alt_text(tree),
    )
    total = int(tree["repos"].iloc[0])
    st.caption(
        f"{count(total - 1, 'variant')} of {markdown_text(index.graph.repos[origin])}. Those with evidence or most "
        "children have a tile, the rest stand in groups, drawn smaller than their number; the letter is the grade. "
        "A click opens a tile and its card; the bar on top leads back."
    )
    tiles = int((~tree["is_group"]).sum())
    return Drawn(
        chart, tree, f"Family tree of {index.graph.repos[origin]}", f"{tiles:,} of {count(total, 'model')} with a tile"
    )


def _tree(snapshot: Snapshot, origin: int) -> pd.DataFrame:
    return family_tree(snapshot.share(variants.index_of), origin, MOST_TILES)


def _pick_in_tree(tree: pd.DataFrame) -> None:
    points = st.session_state[TREE]["selection"]["points"]
    if points and points[0]["id"] in set(tree["hub_repo_id"].dropna()):
        VARIANT.set(points[0]["id"])


def draw_proposals(index: VariantIndex, found: VariantsPage) -> None:
    """Draw, behind a click and apart, what resembles the base by its name alone."""
    if found.told.base is None:
        return
    behind = st.expander("For review: names that resemble the base", key="proposals", on_change="rerun")
    if not behind.open:
        return
    with behind:
        number = index.graph.find(found.told.base)
        rows = proposals(index.graph, number) if number is not None else pd.DataFrame()
        if rows.empty:
            st.markdown("No repository without a known parent resembles it by name.")
            return
        st.caption("A name is no evidence: none of these is counted, ranked or in the tree.")
        st.dataframe(
            rows,
            hide_index=True,
            column_config={"child": "Repository", "parent": "Resembles", "why": "Why it is here"},
            placeholder="-",
            alt=f"{count(len(rows), 'repository')} that resemble the base by name alone",
        )

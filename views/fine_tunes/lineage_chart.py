"""A family as a treemap: what was made from what. A tile that is clicked is opened, and its card is shown."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from catalog.curated.benchmarks import domains
from views.fine_tunes.gains_chart import short_name
from views.shell.palette import GRADES
from views.shell.wording import chart_text, one_line

HEIGHT_PX = 560
# What lies deeper is drawn when a tile above it is opened.
DEPTH = 3
GROUP = "#4A545F"
INK, EDGE = "#FFFFFF", "rgba(255,255,255,0.55)"
SMALLEST_PX = 10
RELATIONS = {"finetune": "fine-tune", "adapter": "adapter", "merge": "merge", "quantized": "quantised one"}
LONGEST_LINE = 16
ENDS = (11, 7)
_PARTS = re.compile(r"[^-_.]*[-_.]|[^-_.]+")


def lineage_figure(tree: pd.DataFrame) -> go.Figure:
    """Draw a family.

    Args:
        tree: what `catalog.variants.tree.family_tree` returned; the first row is the origin.

    Returns:
        The chart. The id of a tile is its repository; a group's is one that no repository has.
    """
    parents = set(tree["parent_id"])
    rows = tree.assign(is_leaf=~tree["id"].isin(parents)).to_dict("records")
    return go.Figure(
        go.Treemap(
            ids=tree["id"].tolist(),
            parents=tree["parent_id"].tolist(),
            labels=[_label(row) for row in rows],
            values=weights(tree),
            branchvalues="total",
            maxdepth=DEPTH,
            marker={
                "colors": [_colour(row) for row in rows],
                "line": {"width": 1, "color": EDGE},
                "pad": {"t": 22, "l": 3, "r": 3, "b": 3},
            },
            textfont={"color": INK, "size": 13},
            tiling={"packing": "squarify", "pad": 2},
            pathbar={"thickness": 26, "textfont": {"size": 13, "color": INK}},
            hoverinfo="text",
            hovertext=[hover_text(row) for row in rows],
        ),
        {
            "height": HEIGHT_PX,
            "margin": {"l": 0, "r": 0, "t": 30, "b": 0},
            "hoverlabel": {"align": "left"},
            "uniformtext": {"minsize": SMALLEST_PX, "mode": "hide"},
        },
    )


def weights(tree: pd.DataFrame) -> list[float]:
    """Return the area of each tile: 1 a repository, and a group's by its logarithm, so that names keep their room."""
    own = np.where(tree["is_group"], 1 + np.log2(tree["repos"].to_numpy(float)), 1.0)
    area = dict(zip(tree["id"], own, strict=True))
    for tile, parent in zip(tree["id"][::-1], tree["parent_id"][::-1], strict=True):  # parents come first
        if parent:
            area[parent] += area[tile]
    return [float(area[tile]) for tile in tree["id"]]


def alt_text(tree: pd.DataFrame) -> str:
    """Return what the chart shows, for those who do not see it."""
    origin = tree.iloc[0]
    shown = int((~tree["is_group"]).sum())
    size = "1 repository" if origin["repos"] == 1 else f"{origin['repos']:,} repositories"
    return (
        f"Family tree of {one_line(origin['hub_repo_id'])}: {size}, {shown} of them as tiles of their own. "
        "The field beside it opens the card of any."
    )


def hover_text(row: Mapping[Any, Any]) -> str:
    """Return what is known of a tile, safe to show on a chart."""
    below = int(row["repos"]) - (0 if row["is_group"] else 1)
    if row["is_group"]:
        return f"{chart_text(row['label'])},<br>from {chart_text(row['parent_id'])}; not drawn one by one"
    made = RELATIONS.get(row["relation"], "")
    lines = [f"<b>{chart_text(row['hub_repo_id'])}</b>", made.capitalize() if made else "No known parent"]
    title = domains()[row["domain"]].title if row["domain"] in domains() else "any domain"
    lines.append(f"Grade {GRADES[row['grade']].title} ({title})")
    if below:
        lines.append(f"{below:,} made from it")
    return "<br>".join(lines)


def _label(row: Mapping[Any, Any]) -> str:
    """Return what a tile says: a leaf in short lines, a tile with others in it in one short one."""
    if row["is_group"]:
        return f"{row['repos']:,} more<br>{RELATIONS[row['relation']]}{'s' if row['repos'] > 1 else ''}"
    lines = _lines(one_line(row["label"])) if row["is_leaf"] else [short_name(row["label"], *ENDS)]
    return f"{'<br>'.join(map(chart_text, lines))} <b>{row['grade']}</b>"


def _lines(name: str) -> list[str]:
    """Return a name in lines that break after a hyphen, an underscore or a dot."""
    lines = [""]
    for part in _PARTS.findall(name):
        if lines[-1] and len(lines[-1]) + len(part) > LONGEST_LINE:
            lines.append("")
        lines[-1] += part
    return lines


def _colour(row: Mapping[Any, Any]) -> str:
    return GROUP if row["is_group"] else GRADES[row["grade"]].colour

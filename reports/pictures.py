"""The charts of a report as pictures, and what to say where none can be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from reports.document import Document
from views.export.chromium import PictureError, PictureFormat, drawn
from views.export.picture import LIGHT

# At 17 cm, the width of the text on A4, a text of 12 pixels is 7 points high; over the width of
# a slide's text, 12.1 inches, it is 14 points high.
PAGE_PX, SLIDE_PX, SLIDE_HEIGHT_PX = 800, 740, 320
LEAST_HEIGHT_PX, SIDE_PX = 240, 8
_INSTEAD = "The report as HTML has its charts without one."


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a document's charts, in order; without any, why there is none."""

    files: Sequence[bytes]
    trouble: str = ""

    def of(self, place: int) -> bytes | None:
        """Return the picture of a chart, None where it was not drawn."""
        return self.files[place] if place < len(self.files) else None


def pictures(
    document: Document, picture_format: PictureFormat, width_px: int = PAGE_PX, height_px: int = 0
) -> Pictures:
    """Return the charts of a document, drawn one after the other; none of them where one fails.

    Args:
        document: the report.
        picture_format: of the pictures.
        width_px: of each.
        height_px: of each; 0: each its own.
    """
    try:
        return Pictures(
            [drawn(for_print(chart.figure, width_px, height_px), picture_format) for chart in document.charts()]
        )
    except PictureError as error:
        told = str(error).split(" The stand-alone page", maxsplit=1)[0]
        return Pictures((), f"The charts are left out, their figures are in the tables. {told} {_INSTEAD}")


def for_print(figure: go.Figure, width_px: int, asked_px: int = 0) -> go.Figure:
    """Return a chart in the light theme and in the size in which it is printed; its texts stand beside it."""
    own = figure.layout.margin
    height_px = asked_px or max(figure.layout.height or 0, LEAST_HEIGHT_PX)
    margin = {"l": SIDE_PX, "r": SIDE_PX + (own.r or 0), "t": own.t or SIDE_PX, "b": (own.b or 0) + SIDE_PX}
    return go.Figure(figure).update_layout(
        template=LIGHT, title=None, width=width_px, height=height_px, margin=margin, font={"size": 12}
    )

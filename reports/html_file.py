"""The report as one HTML page that stands alone: its charts can be pointed at, and nothing in it asks another host."""

from html import escape

import plotly.graph_objects as go

from reports.document import Block, Chart, Code, Document, Link, Paragraph, Points, Section, Table, is_address
from views.export.page import html_page
from views.export.picture import FONTS, GRID, INK, LIGHT, PAPER, QUIET

_STYLE = f"""
body {{ margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; font: 16px/1.55 {FONTS}; }}
body {{ color: {INK}; background: {PAPER}; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.4rem; }}
h2 {{ font-size: 1.3rem; line-height: 1.3; margin: 2.6rem 0 0.7rem; }}
h2 {{ padding-top: 0.9rem; border-top: 1px solid {GRID}; }}
p, ul {{ margin: 0.6rem 0; max-width: 46rem; }}
ul {{ padding-left: 1.2rem; }}
li {{ margin: 0.35rem 0; }}
.quiet, figcaption span, nav {{ color: {QUIET}; font-size: 0.875rem; }}
.terms {{ border-left: 4px solid #D55E00; padding-left: 0.75rem; }}
nav a {{ margin-right: 1rem; white-space: nowrap; }}
nav ul {{ display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; list-style: none; padding: 0; max-width: none; }}
.table {{ overflow-x: auto; margin: 0.9rem 0; }}
table {{ border-collapse: collapse; font-size: 0.875rem; width: 100%; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.4rem 0.6rem 0.4rem 0; border-bottom: 1px solid {GRID}; }}
table {{ overflow-wrap: normal; }}
td:first-child, td:last-child:not(.number) {{ min-width: 8rem; }}
td a {{ display: inline-block; min-width: 10rem; overflow-wrap: anywhere; }}
th {{ color: {QUIET}; font-weight: 600; }}
.number {{ text-align: right; white-space: nowrap; }}
figure {{ margin: 1.4rem 0; }}
figcaption b {{ display: block; font-size: 1rem; }}
pre {{ background: #F4F6F8; padding: 0.8rem 1rem; overflow-x: auto; font-size: 0.8rem; overflow-wrap: normal; }}
a {{ color: #0B64A0; }}
@media print {{
  body {{ max-width: none; font-size: 11px; padding: 0; }}
  figure, tr, li {{ break-inside: avoid; }}
  h2 {{ break-after: avoid; }}
  nav {{ display: none; }}
}}
"""


def html_file(document: Document) -> bytes:
    """Return a report as a page."""
    title = escape(document.title)
    terms = f'<p class="terms">{escape(document.terms)}</p>' if document.terms else ""
    menu = "".join(
        f'<li><a href="#part-{place}">{escape(section.title)}</a></li>'
        for place, section in enumerate(document.sections)
    )
    drawn = _Charts()
    body = "".join(_section(section, place, drawn) for place, section in enumerate(document.sections))
    header = f'<header><h1>{title}</h1><p class="quiet">{escape(document.subtitle)}</p>{terms}</header>'
    return html_page(title, _STYLE, f'{header}\n<nav aria-label="Parts"><ul>{menu}</ul></nav>\n<main>{body}</main>')


class _Charts:
    """Draws charts; the first one brings plotly.js for all."""

    def __init__(self) -> None:
        self._count = 0

    def draw(self, chart: Chart) -> str:
        self._count += 1
        figure = go.Figure(chart.figure).update_layout(template=LIGHT, title=None, autosize=True, width=None)
        return str(
            figure.to_html(
                full_html=False,
                include_plotlyjs=self._count == 1,
                include_mathjax=False,
                div_id=f"chart-{self._count}",
                default_height=f"{figure.layout.height or 420}px",
                config={"displaylogo": False, "responsive": True},
            )
        )


def _section(section: Section, place: int, charts: _Charts) -> str:
    blocks = "".join(_block(block, charts) for block in section.blocks)
    return f'<section id="part-{place}"><h2>{escape(section.title)}</h2>{blocks}</section>'


def _block(block: Block, charts: _Charts) -> str:
    match block:
        case Paragraph():
            kind = ' class="quiet"' if block.is_quiet else ""
            return f"<p{kind}>{escape(block.text)}</p>"
        case Points():
            return f"<ul>{''.join(_item(*item) for item in block.items)}</ul>"
        case Table():
            return _table(block)
        case Chart():
            drawing = f'<div role="group" aria-label="{escape(block.alt)}">{charts.draw(block)}</div>'
            words = f"<b>{escape(block.title)}</b><span>{escape(block.note)}</span>"
            return f"<figure><figcaption>{words}</figcaption>{drawing}<noscript>{escape(block.alt)}</noscript></figure>"
        case Link():
            return f"<p>{_anchor(block.address, block.words)}</p>"
        case Code():
            return f'<pre tabindex="0">{escape(block.text)}</pre>'


def _item(lead: str, text: str) -> str:
    begin = f"<b>{escape(lead)}</b> " if lead else ""
    return f"<li>{begin}{escape(text)}</li>"


def _table(table: Table) -> str:
    kinds = [' class="number"' if column.is_number else "" for column in table.columns]
    head = "".join(
        f"<th{kind} scope=col>{escape(column.title)}</th>" for kind, column in zip(kinds, table.columns, strict=True)
    )
    cells = [
        "".join(f"<td{kind}>{_anchor(cell, cell)}</td>" for kind, cell in zip(kinds, row, strict=True))
        for row in table.rows
    ]
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _anchor(address: str, words: str) -> str:
    """Return a link, or the bare words where the address is none of the web."""
    if not is_address(address):
        return escape(words)
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(words)}</a>'

"""A chart as one HTML file that stands alone: nothing in it asks another host, and its own policy forbids that."""

from html import escape
from typing import Final

import plotly.graph_objects as go

from views.export.imprint import Credit, Imprint, credit_line, standing
from views.export.picture import FONTS, INK, LIGHT, PAPER, QUIET
from views.shell.wording import one_line

# Without a network; plotly.js compiles some drawing code of its own.
POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:"
)
_STYLE: Final = f"""
body {{ margin: 0 auto; max-width: 1600px; padding: 1.5rem; font: 15px/1.5 {FONTS}; }}
body {{ color: {INK}; background: {PAPER}; }}
h1 {{ font-size: 1.5rem; line-height: 1.3; margin: 0 0 0.3rem; overflow-wrap: anywhere; }}
p {{ margin: 0; color: {QUIET}; overflow-wrap: anywhere; }}
main {{ margin: 1rem 0; }}
footer {{ color: {QUIET}; font-size: 0.8rem; overflow-wrap: anywhere; }}
h2 {{ font-size: inherit; margin: 0; }}
ul {{ margin: 0; padding: 0; list-style: none; }}
a {{ color: #0B64A0; }}
@media (max-width: 640px) {{ .js-plotly-plot .textpoint {{ display: none; }} }}
"""


def page(figure: go.Figure, imprint: Imprint) -> bytes:
    """Return a page with the chart as the dashboard draws it, to point at and zoom into, and its imprint as text."""
    chart = go.Figure(figure).update_layout(template=LIGHT, title=None, autosize=True, width=None)
    drawing = chart.to_html(
        full_html=False,
        include_plotlyjs=True,
        include_mathjax=False,
        default_height=f"{figure.layout.height or 560}px",
        config={"displaylogo": False, "responsive": True},
    )
    title = escape(one_line(imprint.title))
    link = f"<p>{_anchor(imprint.link, 'This page in the dashboard')}</p>" if imprint.link else ""
    told = [*map(escape, imprint.estimates), *map(_source, imprint.credits)]
    sources = "".join(f"<li>{line}</li>" for line in told)
    said = f"<p>{escape(one_line(imprint.gates))}</p><p>{escape(standing(imprint))}</p>{link}"
    body = f"""<header><h1>{title}</h1>{said}</header>
<main>{drawing}</main>
<footer><h2>Sources</h2><ul>{sources}</ul></footer>"""
    return html_page(title, _STYLE, body)


def html_page(title: str, style: str, body: str) -> bytes:
    """Return a page that asks no host for anything. What is given must be HTML already: nothing is escaped here."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
""".encode()


def _source(credit: Credit) -> str:
    return f"{_anchor(credit.url, one_line(credit.title))}: {escape(credit_line(credit))}"


def _anchor(address: str, words: str) -> str:
    """Return a link to a web address; the bare words for an address of another kind, which could be a script."""
    if not address.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(words)}</a>'

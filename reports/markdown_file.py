"""The report as Markdown, for a wiki or a repository; its charts are pictures beside it."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from reports.document import Block, Chart, Code, Document, Link, Paragraph, Points, Table, is_address
from views.shell.wording import one_line

# What Markdown, or GitHub's, takes for more than text, wherever it stands; and what it does at a line's beginning.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~$&#@])")
_ADDRESS = re.compile(r"(://|\bwww\.)", re.IGNORECASE)
_FIRST = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=]))([-+=.)])")


def markdown_file(document: Document, charts: Sequence[str], trouble: str = "") -> bytes:
    """Return a report as Markdown.

    Args:
        document: the report.
        charts: where the picture of each chart lies, as seen from the file; empty where there are none.
        trouble: why there are none.
    """
    names = iter(charts)
    told = [f"# {safe(document.title)}", safe(document.subtitle)]
    told += [f"**{safe(part)}**" for part in (document.terms, trouble) if part]
    for section in document.sections:
        told.append(f"## {safe(section.title)}")
        for block in section.blocks:
            told += _block(block, names)
    return ("\n\n".join(told) + "\n").encode()


def safe(text: str) -> str:
    """Return foreign text so that Markdown shows it as it is; plain words stay readable in the file itself."""
    plain = _ANYWHERE.sub(r"\\\1", one_line(text))
    plain = _ADDRESS.sub(lambda found: found.group().replace(":", "\\:").replace(".", "\\."), plain)
    return _FIRST.sub(r"\1\\\2", plain)


def _block(block: Block, charts: Iterator[str]) -> Iterator[str]:
    match block:
        case Paragraph():
            yield safe(block.text)
        case Points():
            leads = [f"**{safe(lead)}** " if lead else "" for lead, _ in block.items]
            yield "\n".join(f"- {lead}{safe(text)}" for lead, (_, text) in zip(leads, block.items, strict=True))
        case Table():
            yield _table(block)
        case Chart():
            yield f"**{safe(block.title)}**"
            name = next(charts, "")
            yield f"![{safe(block.alt)}](<{quote(name)}>)" if name else safe(block.alt)
            if block.note:
                yield safe(block.note)
        case Link():
            yield _link(block.address, block.words)
        case Code():
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.text)), default=0))
            yield f"{fence}yaml\n{block.text.rstrip()}\n{fence}"


def _table(table: Table) -> str:
    lines = [
        [safe(column.title) for column in table.columns],
        ["---:" if column.is_number else "---" for column in table.columns],
        *([_link(cell, cell) for cell in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _link(address: str, words: str) -> str:
    if not is_address(address):
        return safe(words)
    return f"[{safe(words)}](<{quote(address, safe=':/?#@!$&()*+,;=%')}>)"

"""Rows whose texts are no texts: markup, control and direction characters, formulas, absurd lengths.

One such row is an accident or an attack at one place of a board: it is rejected and counted, and the others stay. Many
of them are another kind of answer. docs/decisions/a-bad-row-is-rejected.md
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any

LONGEST_NAME, LONGEST_TEXT = 300, 2_000
MOST_BAD_SHARE, MOST_BAD_ROWS = 0.1, 3
# Texts that may be sentences or lists; every other one is a name, a kind or an address.
SENTENCES = frozenset({"note", "notes", "tiers", "conditions", "statement", "reason", "help", "quote", "value"})
# Control characters, direction marks, halves of characters, invisible tags; HTML; what a spreadsheet would run.
_HOSTILE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
    r"|<[a-z/!]|^\s*=",
    re.IGNORECASE,
)


def why_bad(text: str, *, longest: int = LONGEST_NAME) -> str | None:
    """Return what is wrong with a text that a source states; None for a plain one."""
    if len(text) > longest:
        return f"a text of at most {longest:,} characters expected, found {len(text):,}"
    return (
        "plain text expected, found markup, a formula, or control or direction characters" if is_hostile(text) else None
    )


def is_hostile(text: str) -> bool:
    """Whether a text holds what no name holds."""
    return _HOSTILE.search(text) is not None


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _texts(row: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any record, or a name
    kind: Any = type(row)
    for name in _names(kind):
        value = getattr(row, name)
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list | tuple | set | frozenset):
            yield from ((name, part) for part in value if isinstance(part, str))


class Looking:
    """Looks at rows. A text that was found plain is not looked at again: boards repeat them thousands of times."""

    def __init__(self) -> None:
        self._plain: set[tuple[bool, str]] = set()

    def problem(self, rows: Iterable[Any]) -> tuple[str, str] | None:
        """Return the first problem of a row's parts, and an example that is safe to show; None where there is none."""
        for row in rows:
            for name, text in _texts(row):
                is_sentence = name in SENTENCES
                if (is_sentence, text) in self._plain:
                    continue
                why = why_bad(text, longest=LONGEST_TEXT if is_sentence else LONGEST_NAME)
                if why:
                    return f"{name}: {why}", ascii(text[:60])
                self._plain.add((is_sentence, text))
        return None

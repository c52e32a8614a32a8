"""A YAML file that holds data alone, with the line on which each part of it stands. Nothing in it is run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError

from catalog.fields import quoted

Place = tuple[str | int, ...]
MOST_CHARACTERS = 64_000
DEEPEST = 3  # deeper parts have the line of what they stand in
MOST_NESTED = 20
# PyYAML makes whole numbers of any length, which Python then refuses to write; no number of ours has as many digits.
LONGEST_VALUE = 100
_TEXT_TAG, _MERGE_TAG = "tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"


class YamlError(Exception):
    """A text that is no such file. The message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds.

    Attributes:
        data: its content.
        lines: on which line each part begins, from 1, by its names and places: ("gates", "licence", 0).
    """

    data: Any
    lines: dict[Place, int]

    def line(self, path: Place) -> int:
        """Return the line of a part, or of the nearest part round it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Reads no references, no merges, nothing deep or long; tells the line of what PyYAML's constructors choke on.

    References to references and merges of merges make a small file grow, or take minutes.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # PyYAML's stubs leave it out
        if self._depth >= MOST_NESTED:
            told = f"parts in at most {MOST_NESTED} others expected, found more"
            raise ComposerError(None, None, told, mark)
        self._depth += 1
        node = self._composed(parent, index)
        self._depth -= 1
        if isinstance(node, yaml.ScalarNode):
            if node.tag == _MERGE_TAG:
                raise ComposerError(None, None, "merges are not read: write the values out", mark)
            if node.tag != _TEXT_TAG and len(node.value) > LONGEST_VALUE:
                told = f"a value of at most {LONGEST_VALUE} characters expected, found {len(node.value):,}"
                raise ComposerError(None, None, told, mark)
        return node

    def _composed(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            told = "references are not read: write the value out"
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # PyYAML's stubs leave it out
            raise ComposerError(None, None, told, mark)
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - PyYAML's own
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:  # a number of thousands of digits, a day that never was
            raise ConstructorError(None, None, str(error), node.start_mark) from error
        except (LookupError, AttributeError) as error:  # `!!int ""`, `!!bool x`, `!!timestamp x`
            told = f"the value does not fit its tag {node.tag.rpartition(':')[2]}"
            raise ConstructorError(None, None, told, node.start_mark) from error


def loaded(text: str, most_characters: int = MOST_CHARACTERS) -> Document:
    """Return what a file holds.

    Args:
        text: the file.
        most_characters: how long it may be.

    Raises:
        YamlError: it is too long, no YAML, more than data, or says the same thing twice.
    """
    if len(text) > most_characters:
        message = f"At most {most_characters:,} characters expected, and this file is longer. Nothing was run."
        raise YamlError(message)
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        lines = _lines(root)
        return Document(None if root is None else loader.construct_document(root), lines)
    except (yaml.YAMLError, RecursionError) as error:  # endless nesting is a RecursionError
        message = f"This is no YAML file that holds data alone ({_problem(error)}). Nothing was run."
        raise YamlError(message) from error


def _lines(root: yaml.Node | None) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for path, node in _parts(root, ()):
        line = node.start_mark.line + 1
        if path in found:
            told = f"{quoted(str(path[-1]))} is stated twice, and only one of them could count. Nothing was run."
            message = f"line {line}: {told}"
            raise YamlError(message)
        found[path] = line
    return found


def _parts(node: yaml.Node | None, path: Place) -> Iterator[tuple[Place, yaml.Node]]:
    """Yield each part with what its line is that of: the name of a named one."""
    if len(path) >= DEEPEST:
        return
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            here = (*path, str(name.value))
            yield here, name
            yield from _parts(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield (*path, place), value
            yield from _parts(value, (*path, place))


def _problem(error: Exception) -> str:
    told = getattr(error, "problem", None) or error
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    return f"{' '.join(str(told).split())[:120]}{line}"

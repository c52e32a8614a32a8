"""What the two openness indexes share: a repository's archive of YAML files, and links that may be of another model."""

import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

from etl.errors import ParseError
from etl.reading import gunzipped, hub_repo, yaml_of
from etl.source import Answer, Batch

_MOST_FILES = 5_000
_MOST_BYTES = 1_000_000
_REPO = re.compile(r"[\w.-]+/[\w.-]+")
_URL = re.compile(r"https?://[^\s,;<>\"']+")
_SIZE = re.compile(r"(\d+(?:[._]\d+)?)\s*[bB](?![a-z])")


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file of the archive: where it stands, its content, and the day of the commit that it was packed from."""

    path: PurePosixPath
    content: Any
    committed_on: date


def yaml_files(answer: Answer, batch: Batch) -> Iterator[YamlFile]:
    """Yield the YAML files of a tar.gz. Nothing is unpacked to disk; a file that cannot be read is one rejected row.

    Raises:
        ParseError: the answer is not a tar.gz, or larger than a repository of small texts can be.
    """
    unpacked = gunzipped(answer)
    try:
        with tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as archive:
            for number, member in enumerate(archive):
                if number >= _MOST_FILES:
                    message = f"{answer.url}: at most {_MOST_FILES} files expected, found more"
                    raise ParseError(message)
                yield from _yaml_file(archive, member, batch)
    except (tarfile.TarError, OSError, EOFError) as error:
        message = f"{answer.url}: a tar.gz expected, found {type(error).__name__}: {error}"
        raise ParseError(message) from error


def _yaml_file(archive: tarfile.TarFile, member: tarfile.TarInfo, batch: Batch) -> Iterator[YamlFile]:
    path = PurePosixPath(member.name)
    if not member.isfile() or path.suffix not in {".yml", ".yaml"}:
        return
    if member.size > _MOST_BYTES:
        batch.reject("the file is too long", path.name)
        return
    pages = archive.extractfile(member)
    try:
        content = yaml_of(Answer(url=path.name, body=pages.read() if pages else b""))
    except ParseError as error:
        batch.reject("the file is not readable as YAML", str(error))
        return
    yield YamlFile(path, content, datetime.fromtimestamp(member.mtime, tz=UTC).date())


def first_link(value: object) -> str | None:
    """Return the first address in a text or a list of texts."""
    found = _URL.search(" ".join(map(str, value)) if isinstance(value, list) else str(value or ""))
    return found[0].rstrip(".)") if found else None


def linked_repos(links: Iterable[object]) -> list[str]:
    """Return the Hub repositories that links point to; `ORG/NAME` alone counts as one."""
    words = [str(link).split()[0] for link in links if link and str(link).split()]
    return [repo for word in words if (repo := word if _REPO.fullmatch(word) else hub_repo(word))]


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


def repo_named(name: str, repos: Iterable[str]) -> str | None:
    """Return the repository whose own name is the model's: links also point to a sibling, a base or another size."""
    wanted = _plain(name)
    for repo in repos:
        organisation, _, own = repo.partition("/")
        if wanted in {_plain(own), _plain(organisation + own)} or _plain(organisation + name) == _plain(own):
            return repo
    return None


def are_other_sizes(first: str, second: str) -> bool:
    """Return whether two names state sizes (7B, 1.5B), and none that both have."""
    one = {size.replace("_", ".") for size in _SIZE.findall(first)}
    other = {size.replace("_", ".") for size in _SIZE.findall(second)}
    return bool(one and other and not one & other)

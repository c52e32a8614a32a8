"""The Hugging Face Hub, through huggingface_hub: it has its own back-off, cache, token and endpoint setting."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from huggingface_hub import HfApi, hf_hub_download, set_client_factory
from huggingface_hub.utils.tqdm import disable_progress_bars

from etl.errors import FetchError
from etl.hub_client import bounded_client
from etl.source import Answer, Door

PUBLIC = "https://huggingface.co"
AT_ONCE = 4
P = ParamSpec("P")
T = TypeVar("T")

set_client_factory(bounded_client)
disable_progress_bars()  # the refresh shows its own


def endpoint() -> str:
    """Return where the Hub is: HF_ENDPOINT, else its place in the mirror, else the public one."""
    mirror = os.environ.get("SHORTLIST_MIRROR", "").rstrip("/")
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or (f"{mirror}/huggingface.co" if mirror else PUBLIC)


def asked(what: str, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call the library and say in our words what went wrong.

    Raises:
        FetchError: the Hub did not answer, refused, or answered something that the library cannot read.
    """
    try:
        return call(*args, **kwargs)
    except Exception as error:  # the library lets its HTTP client's, JSON's and the disk's errors through as they are
        words = " ".join(str(error).split())[:200]
        message = f"{what}: {type(error).__name__}: {words}"
        raise FetchError(message) from error


def dataset_files(door: Door, repo_id: str, patterns: Sequence[str]) -> list[Answer]:
    """Return the files of a Hub dataset whose paths match one of the patterns (`fnmatch` globs), sorted by path.

    The dataset's commit is asked for each time; the library downloads only files that it has not at that commit.

    Raises:
        FetchError: the Hub did not answer, or no file matches.
    """
    base = endpoint()
    info = asked(f"dataset {repo_id}", HfApi(endpoint=base).dataset_info, repo_id)
    paths = sorted(
        file.rfilename for file in info.siblings or [] if any(fnmatch(file.rfilename, pattern) for pattern in patterns)
    )
    if not paths:
        message = f"dataset {repo_id}: files like {list(patterns)} expected, found none"
        raise FetchError(message)
    download = partial(
        hf_hub_download, repo_id, repo_type="dataset", revision=info.sha, endpoint=base, cache_dir=door.hub_cache
    )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        files = list(pool.map(lambda path: asked(f"dataset {repo_id}: {path}", download, filename=path), paths))
    last_modified = info.last_modified.date() if info.last_modified else None
    return [
        door.keep(f"{PUBLIC}/datasets/{repo_id}/resolve/main/{path}", Path(str(file)).read_bytes(), last_modified)
        for path, file in zip(paths, files, strict=True)
    ]

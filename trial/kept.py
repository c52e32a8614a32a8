"""Answers that were paid for, by what was asked: the same call again costs nothing."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from trial.client import Call
from trial.runs import Answer, runs_dir


def key_for(call: Call, repetition: int) -> str:
    """Return the SHA-256 of all that an answer depends on. The endpoint's key is no part of it."""
    asked = [call.address, call.served_as, call.messages(), call.max_tokens, call.effort, repetition]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _path(key: str) -> Path:
    return runs_dir() / "kept" / f"{key}.json"


def take(key: str) -> Answer | None:
    """Return a kept answer; None where there is none that reads."""
    try:
        return replace(Answer(**json.loads(_path(key).read_text(encoding="utf-8"))), is_kept=True)
    except (OSError, ValueError, TypeError):
        return None


def keep(key: str, answer: Answer) -> None:
    """Keep a whole answer, in one step. A full disk loses no run: the answer stands in its file too."""
    if answer.error is not None or answer.text is None:
        return
    path = _path(key)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            json.dump(asdict(answer), file)
        os.replace(file.name, path)  # noqa: PTH105 - the name is a string

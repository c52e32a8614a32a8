"""Code that asks a model for an answer, to be copied: every name in it is quoted, whoever made it up.

A service is asked by OpenAI's interface (`POST /chat/completions`), which most sellers offer. Weights from the Hub are
run by vLLM, copies in the GGUF format by Ollama, which take a repository's id.
"""

import json
import re
import shlex
from collections.abc import Mapping

QUESTION = "Hello"
_REPO = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)


def key_name(seller: str) -> str:
    """Return the environment variable in which the key of a seller is looked for: OPENAI_API_KEY."""
    told = re.sub(r"[^A-Z0-9]+", "_", seller.upper().encode("ascii", "ignore").decode()).strip("_")
    return f"{told}_API_KEY" if told[:1].isalpha() else "API_KEY"


def python_code(api_base: str, name: str, key: str) -> str:
    """Return Python that asks the model once, with the package `openai`.

    Args:
        api_base: the address of the service.
        name: the model's name there.
        key: the environment variable that holds the key.
    """
    return f"""import os

from openai import OpenAI

client = OpenAI(
    base_url={_literal(api_base)},
    api_key=os.environ[{_literal(key)}],
)
question = {{"role": "user", "content": {_literal(QUESTION)}}}
answer = client.chat.completions.create(
    model={_literal(name)},
    messages=[question],
)
print(answer.choices[0].message.content)"""


def curl_code(api_base: str, name: str, key: str) -> str:
    """Return a shell command that asks the model once; arguments as `python_code`."""
    address = shlex.quote(f"{api_base.rstrip('/')}/chat/completions")
    asked = json.dumps({"model": name, "messages": [{"role": "user", "content": QUESTION}]})
    return f"""curl {address} \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d {shlex.quote(asked)}"""


def vllm_code(repo: str) -> str | None:
    """Return the command that serves a Hub repository by vLLM; None where its id is no repository's."""
    return f"vllm serve {shlex.quote(repo)}" if _REPO.fullmatch(repo) else None


def ollama_code(repo: str) -> str | None:
    """Return the command that runs a GGUF repository of the Hub by Ollama; None where its id is no repository's."""
    return f"ollama run hf.co/{shlex.quote(repo)}" if _REPO.fullmatch(repo) else None


def codes(api_base: str, name: str, seller: str) -> Mapping[str, str]:
    """Return the code by language, as a code block names it."""
    key = key_name(seller)
    return {"python": python_code(api_base, name, key), "bash": curl_code(api_base, name, key)}


def _literal(text: str) -> str:
    """Return a text as a literal of Python."""
    return json.dumps(text) if text.isascii() else ascii(text)

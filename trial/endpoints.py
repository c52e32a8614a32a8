"""The endpoints that one may ask: endpoints.yml in the data folder. A key is named there, never held."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.store import data_dir
from catalog.strict_yaml import YamlError, loaded
from trial.errors import EndpointsError

FILE = "endpoints.yml"
MOST_PARALLEL = 64
HOW_TO = """endpoints:
  local:
    address: http://127.0.0.1:11434/v1
    models: {qwen/qwen3-8b: "qwen3:8b"}"""
_KNOWN = {"address", "key_variable", "models", "concurrency", "requests_per_minute", "seller", "region"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible chat API.

    Attributes:
        name: ours.
        address: base address, with /v1 where it has one.
        models: the name under which it serves each of our models.
        key_variable: the name of the variable that holds the key; None where it wants none.
        concurrency: calls at a time.
        requests_per_minute: the pace; None for as fast as it goes.
        seller: whose offers give the price; None on one's own machine, or where the dearest list price counts.
        region: as told, for the conditions.
    """

    name: str
    address: str
    models: Mapping[str, str] = field(default_factory=dict, hash=False)
    key_variable: str | None = None
    concurrency: int = 4
    requests_per_minute: float | None = None
    seller: str | None = None
    region: str | None = None

    def served_as(self, model_id: str) -> str:
        """Return the endpoint's name of a model.

        Raises:
            EndpointsError: the file does not say that the endpoint serves it.
        """
        if model_id not in self.models:
            there = ", ".join(self.models) or "none"
            message = f"The endpoint {self.name} does not serve {model_id} by {FILE}; it serves: {there}. Add it there."
            raise EndpointsError(message)
        return self.models[model_id]

    def is_own_machine(self) -> bool:
        """Return whether it stands on this machine or in a private network: nobody bills it by the token."""
        host = urlsplit(self.address).hostname or ""
        try:
            return ipaddress.ip_address(host).is_private
        except ValueError:
            return host == "localhost"


def read_endpoints(path: Path | None = None) -> dict[str, Endpoint]:
    """Return the endpoints by their names; none where there is no file.

    Raises:
        EndpointsError: the file does not read as it must.
    """
    path = path or data_dir() / FILE
    try:
        data = loaded(path.read_text(encoding="utf-8")).data
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, YamlError) as error:
        message = f"{FILE} cannot be read: {error}"
        raise EndpointsError(message) from error
    rows = data.get("endpoints") if isinstance(data, dict) else None
    if not isinstance(rows, dict):
        message = f"{FILE}: expected `endpoints:` with a name for each endpoint."
        raise EndpointsError(message)
    return {str(name): _endpoint(str(name), row) for name, row in rows.items()}


def endpoint_named(name: str, path: Path | None = None) -> Endpoint:
    """Return one endpoint.

    Raises:
        EndpointsError: there is none of that name.
    """
    found = read_endpoints(path)
    if name not in found:
        message = (
            f"No endpoint is called {name!r}; there are: {', '.join(found) or 'none'}. Add it to {FILE}:\n{HOW_TO}"
        )
        raise EndpointsError(message)
    return found[name]


def key_of(endpoint: Endpoint, secrets: Mapping[str, Any] | None = None) -> str | None:
    """Return the key of an endpoint from the environment, else from secrets; None where it wants none.

    Raises:
        EndpointsError: the variable that holds it is not set. A server on one's own machine may do without.
    """
    if endpoint.key_variable is None:
        return None
    found = os.environ.get(endpoint.key_variable) or (secrets or {}).get(endpoint.key_variable)
    if not found and not endpoint.is_own_machine():
        message = f"The endpoint {endpoint.name} wants a key; set the environment variable {endpoint.key_variable}."
        raise EndpointsError(message)
    return str(found).strip() if found else None


def _endpoint(name: str, row: object) -> Endpoint:
    if not isinstance(row, dict):
        raise _fault(name, "expected address, key_variable, models and concurrency")
    unknown = sorted(str(key) for key in row.keys() - _KNOWN)
    if unknown:
        raise _fault(name, f"{', '.join(unknown)} is not known; expected {', '.join(sorted(_KNOWN))}")
    address = _address(name, row.get("address"))
    models = row.get("models") or {}
    if not isinstance(models, dict) or not all(isinstance(v, str) and v for v in models.values()):
        raise _fault(name, "expected `models` as our id: the endpoint's name")
    parallel = row.get("concurrency", 4)
    if not isinstance(parallel, int) or isinstance(parallel, bool) or not 1 <= parallel <= MOST_PARALLEL:
        raise _fault(name, f"expected `concurrency` as a whole number from 1 to {MOST_PARALLEL}")
    pace = row.get("requests_per_minute")
    if pace is not None and (not isinstance(pace, int | float) or not pace > 0):
        raise _fault(name, "expected `requests_per_minute` above 0")
    key = row.get("key_variable")
    if key is not None and not str(key).isidentifier():
        raise _fault(name, "expected `key_variable` to be the name of a variable, never the key")
    return Endpoint(
        name=name,
        address=address,
        models={str(k): v for k, v in models.items()},
        key_variable=None if key is None else str(key),
        concurrency=parallel,
        requests_per_minute=pace,
        seller=None if row.get("seller") is None else str(row["seller"]),
        region=None if row.get("region") is None else str(row["region"]),
    )


def _address(name: str, value: object) -> str:
    try:
        parts = urlsplit(str(value))
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good:
        raise _fault(name, "expected `address` to begin with http:// or https://")
    if parts.username or parts.password or parts.query:
        raise _fault(name, "expected `address` without a key, name or question mark in it")
    return str(value).rstrip("/")


def _fault(name: str, told: str) -> EndpointsError:
    return EndpointsError(f"{FILE}, {name}: {told}.")

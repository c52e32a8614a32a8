"""Errors as programs read them: a status, a code, and the sentence that people read."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

from api.asked import ParameterError
from catalog.errors import ShortlistError

# By the error's code. What was asked for is not there: 404; what was asked cannot be: 422; there are no figures: 503.
STATUS: Mapping[str, int] = {
    "not_signed_in": 401,
    "no_such_address": 404,
    "unknown_benchmark": 404,
    "unknown_domain": 404,
    "unknown_model": 404,
    "unknown_system": 404,
    "no_such_method": 405,
    "too_large": 413,
    "bad_hosting": 422,
    "bad_need": 422,
    "bad_parameter": 422,
    "bad_variants": 422,
    "bad_workload": 422,
    "too_many_requests": 429,
    "not_free": 451,
    "bad_curated_table": 503,
    "bad_snapshot": 503,
    "newer_snapshot": 503,
    "no_snapshot": 503,
}


def refusal(code: str, message: str, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:  # noqa: ANN401 - JSON
    """Return the answer that says why there is none."""
    body = {"error": {"code": code, "message": message, **more}}
    return JSONResponse(body, STATUS.get(code, 500), headers={"Cache-Control": "no-store", **(headers or {})})


def refusal_of(error: ShortlistError) -> JSONResponse:
    """Return the answer that tells an error; of parameters it names each."""
    if isinstance(error, ParameterError):
        told = [{"name": each.name, "message": each.sentence} for each in error.refused]
        return refusal(error.code, str(error), parameters=told)
    return refusal(error.code, str(error))

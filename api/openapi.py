"""The OpenAPI document, made from the questions and their fields."""

from typing import Any

from api.questions import QUESTIONS, Question
from api.refusals import STATUS
from catalog import __version__
from catalog.decide.need_schema import need_schema, value_schema
from catalog.fields import Field

Schema = dict[str, Any]
_STATUSES = {
    401: "No token, or none that is known here",
    404: "There is no such thing as was asked for",
    422: "What was asked cannot be",
    429: "Asked too often",
    503: "There are no figures that can be read",
}


def stated_schema(field: Field) -> Schema:
    """Return the JSON schema of a parameter: several values are a list, a weight stands behind its domain."""
    if field.kind not in {"many", "shares"}:
        return value_schema(field)
    each: Schema = {"type": "string"} | ({"enum": list(field.options)} if field.options else {})
    note = f"{field.note}; as domain:weight" if field.note else "as domain:weight"
    told = note if field.kind == "shares" else field.note
    return {"title": field.title, "type": "array", "items": each} | ({"description": told} if told else {})


def document() -> Schema:
    """Return the document, of OpenAPI 3.1."""
    paths: Schema = {f"/{name}": {"get": _operation(question)} for name, question in QUESTIONS.items()}
    paths["/choose"]["post"] = _post()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Shortlist",
            "version": __version__,
            "summary": "Which language model to use: the answers of the pages, for programs",
            "description": "Read-only. Each answer carries its snapshot, and its sources with day and licence.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Answer": answer_schema(), "Error": _error(), "Need": _need()},
            "responses": {
                f"Error{status}": {"description": told, "content": _json("Error")} for status, told in _STATUSES.items()
            },
        },
    }


def _operation(question: Question) -> Schema:
    return {
        "operationId": question.name,
        "summary": question.title,
        "parameters": [
            _parameter(field, is_required=name in question.required) for name, field in question.parameters.items()
        ],
        "responses": _responses(),
    }


def _post() -> Schema:
    question = QUESTIONS["choose"]
    body = {
        kind: {"schema": {"$ref": "#/components/schemas/Need"}} for kind in ("application/json", "application/yaml")
    }
    return {
        "operationId": "choose_for_need",
        "summary": f"{question.title}; the need is a file as JSON or YAML",
        "parameters": [_parameter(question.parameters[name], is_required=False) for name in ("limit", "offset")],
        "requestBody": {"required": True, "content": body},
        "responses": _responses(),
    }


def _parameter(field: Field, *, is_required: bool) -> Schema:
    note = {"description": field.note} if field.note else {}
    return {
        "name": field.name,
        "in": "query",
        "required": is_required,
        "schema": stated_schema(field),
    } | note


def _responses() -> Schema:
    refused = {str(status): {"$ref": f"#/components/responses/Error{status}"} for status in _STATUSES}
    same = {"304": {"description": "The answer is still that of this ETag"}}
    return {"200": {"description": "The answer", "content": _json("Answer")}} | same | refused


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _need() -> Schema:
    return {name: value for name, value in need_schema().items() if name != "$schema"}


def answer_schema() -> Schema:
    """Return the JSON schema of every answer: what it says, of which snapshot, from which sources."""
    text, none, whole = {"type": "string"}, {"type": "null"}, {"type": "integer"}
    source = {"source_id": text, "title": text, "publisher": text, "url": text, "licence": text, "attribution": text}
    paged = {"rows": text, "total": whole, "limit": whole, "offset": whole, "next_offset": {"anyOf": [whole, none]}}
    properties = {
        "snapshot": {"type": "string", "description": "its name: the moment in UTC at which it was made"},
        "made_at": {"anyOf": [{"type": "string", "format": "date-time"}, none]},
        "answer": {"type": "object", "description": "as `python -m catalog QUESTION --json` says it; unknown is null"},
        "page": {"anyOf": [{"type": "object", "properties": paged}, none]},
        "sources": {
            "type": "array",
            "items": {"type": "object", "properties": source | {"as_of": {"anyOf": [text, none]}}},
        },
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _error() -> Schema:
    parameter = {"type": "object", "properties": {"name": {"type": "string"}, "message": {"type": "string"}}}
    told = {
        "code": {"type": "string", "enum": sorted(STATUS)},
        "message": {"type": "string", "description": "what was found, what was expected, what to do"},
        "parameters": {"type": "array", "items": parameter},
    }
    error = {"type": "object", "required": ["code", "message"], "properties": told}
    return {"type": "object", "required": ["error"], "properties": {"error": error}}

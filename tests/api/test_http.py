"""Answers over HTTP: statuses, ETag, pages, who is let in, health and metrics."""

import json
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from api.openapi import document
from api.questions import QUESTIONS
from api.refusals import STATUS
from catalog import store
from etl.build import publish
from tests.api.conftest import MADE_AT, asking
from tests.handmade import model, tables
from tests.snapshot_rows import ROWS

BASE = "/api/v1"


def test_an_answer_names_its_snapshot_and_its_sources(client: TestClient) -> None:
    told = client.get(f"{BASE}/choose").json()
    assert (told["snapshot"], told["made_at"]) == ("20261123T120000Z", "2026-11-23T12:00:00+00:00")
    assert told["sources"]
    assert all(source["licence"] and source["title"] for source in told["sources"])


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("nothing", 404, "no_such_address"),
        ("ability?domain=hard&model=zebra", 404, "unknown_model"),
        ("benchmark?id=zebra", 404, "unknown_benchmark"),
        ("openness?model=zebra", 404, "unknown_system"),
        ("ability", 422, "bad_parameter"),
        ("ability?domain=zebra", 422, "bad_parameter"),
        ("choose?domain=zebra", 422, "bad_parameter"),
        ("choose?wights=open", 422, "bad_parameter"),
        ("choose?price_to=-1", 422, "bad_parameter"),
        ("choose?need=zebra", 422, "bad_need"),
        ("choose?need=../../README.md", 422, "bad_need"),
        ("models?limit=0", 422, "bad_parameter"),
        ("models?limit=1&limit=2", 422, "bad_parameter"),
        ("compare?models=big/best", 422, "bad_parameter"),
        ("variants", 422, "bad_variants"),
        ("choose?budget_usd_per_month=%00", 422, "bad_parameter"),
    ],
)
def test_what_cannot_be_answered_has_a_status_a_code_and_a_sentence(
    client: TestClient, address: str, status: int, code: str
) -> None:
    answer = client.get(f"{BASE}/{address}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["message"][-1] in ".?"
    assert code in STATUS


def test_a_refusal_names_each_parameter_and_the_nearest_that_is_read(client: TestClient) -> None:
    told = client.get(f"{BASE}/choose?wights=open&pice_to=1").json()["error"]
    assert [each["name"] for each in told["parameters"]] == ["wights", "pice_to"]
    assert "Did you mean weights?" in told["message"]


def test_an_answer_is_not_sent_again_until_there_is_another_snapshot(data: Path, client: TestClient) -> None:
    first = client.get(f"{BASE}/models")
    asked = {"If-None-Match": first.headers["etag"]}
    again = client.get(f"{BASE}/models", headers=asked)
    assert (again.status_code, again.content) == (304, b"")
    publish(data, tables(models=[*ROWS["models"], model("new/one")]), MADE_AT.replace(day=24))
    newer = client.get(f"{BASE}/models", headers=asked)
    assert newer.status_code == 200
    assert newer.json()["snapshot"] == "20261124T120000Z"


def test_pages_of_rows_come_to_the_whole(client: TestClient) -> None:
    whole = client.get(f"{BASE}/models").json()
    assert len(whole["answer"]["rows"]) == whole["page"]["total"] > 2
    found, offset = [], 0
    while offset is not None:
        told = client.get(f"{BASE}/models?limit=2&offset={offset}").json()
        found += told["answer"]["rows"]
        offset = told["page"]["next_offset"]
    assert found == whole["answer"]["rows"]


def test_a_need_may_be_posted_as_json_and_as_yaml(client: TestClient) -> None:
    asked = {"workload": {"requests_per_month": 5000, "input_tokens": 100, "output_tokens": 100}}
    as_json = client.post(f"{BASE}/choose", content=json.dumps(asked))
    yaml = "workload:\n  requests_per_month: 5000\n  input_tokens: 100\n  output_tokens: 100\n"
    as_yaml = client.post(f"{BASE}/choose", content=yaml)
    by_address = client.get(f"{BASE}/choose?requests_per_month=5000&input_tokens=100&output_tokens=100")
    assert as_json.status_code == 200
    assert as_json.json() == as_yaml.json() == by_address.json()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"- 1", 422, "bad_need"),
        (b"gates:\n  weigths: open", 422, "bad_need"),
        (b"\xff\xfe", 422, "bad_parameter"),
        (b"x" * 70_000, 413, "too_large"),
    ],
)
def test_a_need_that_cannot_be_read_is_refused(client: TestClient, body: bytes, status: int, code: str) -> None:
    answer = client.post(f"{BASE}/choose", content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_nothing_can_be_changed(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = client.request(method, f"{BASE}/models")
        assert (answer.status_code, answer.json()["error"]["code"]) == (405, "no_such_method")


@pytest.mark.usefixtures("data")
def test_a_token_is_asked_for_where_there_are_tokens() -> None:
    client = asking(SHORTLIST_API_TOKENS="one two")
    for given in ({}, {"Authorization": "Bearer three"}, {"Authorization": "Basic two"}):
        answer = client.get(f"{BASE}/models", headers=given)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert client.get(f"{BASE}/models", headers={"Authorization": "Bearer two"}).status_code == 200
    assert client.get("/metrics").status_code == 401
    assert client.get("/healthz").status_code == 200


@pytest.mark.usefixtures("data")
def test_where_people_sign_in_no_program_is_let_in_without_a_token() -> None:
    answer = asking(sign_in=True).get(f"{BASE}/models")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")


@pytest.mark.usefixtures("data")
def test_who_asks_too_often_is_told_when_to_ask_again() -> None:
    client = asking(SHORTLIST_API_RATE="2/minute")
    answers = [client.get(f"{BASE}/resolve?name=big") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


@pytest.mark.usefixtures("data")
def test_other_websites_may_ask_only_where_they_are_named() -> None:
    asked = {"Origin": "https://wiki.example"}
    closed, opened = asking(), asking(SHORTLIST_API_ORIGINS="https://wiki.example")
    assert "access-control-allow-origin" not in closed.get(f"{BASE}/models", headers=asked).headers
    told = opened.get(f"{BASE}/models", headers=asked).headers["access-control-allow-origin"]
    assert told == "https://wiki.example"


def test_health_is_of_the_snapshot_that_is_current(data: Path, client: TestClient) -> None:
    assert client.get("/healthz").json()["snapshot"] == "20261123T120000Z"
    assert client.get("/healthz").json()["stepped_back"] is None
    (data / "CURRENT").write_text("garbled", encoding="utf-8")
    assert "names no snapshot" in client.get("/healthz").json()["stepped_back"]
    for path in (data / "snapshots").glob("*.duckdb"):
        path.unlink()
    ill = client.get("/healthz")
    assert (ill.status_code, ill.json()["error"]["code"]) == (503, "bad_snapshot")
    assert client.get(f"{BASE}/models").status_code == 503
    assert "shortlist_snapshot_readable 0.0" in client.get("/metrics").text


def test_without_figures_health_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    monkeypatch.setattr(store, "DATASETS", tmp_path / "none")
    answer = asking().get("/healthz")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_snapshot")


def test_metrics_count_what_was_asked(client: TestClient) -> None:
    client.get(f"{BASE}/models")
    client.get(f"{BASE}/models?limit=0")
    told = client.get("/metrics").text
    assert 'shortlist_requests_total{door="models",status="200"} 1.0' in told
    assert 'shortlist_requests_total{door="models",status="422"} 1.0' in told
    assert "shortlist_sessions 3.0" in told
    assert "process_resident_memory_bytes" in told


def test_the_openapi_document_is_valid_and_names_every_parameter(client: TestClient) -> None:
    told = client.get(f"{BASE}/openapi.json").json()
    assert told == document()
    validate(told)
    for name, question in QUESTIONS.items():
        named = [parameter["name"] for parameter in told["paths"][f"/{name}"]["get"]["parameters"]]
        assert named == list(question.parameters)


def test_a_rate_that_is_none_is_a_sentence() -> None:
    with pytest.raises(Exception, match="SHORTLIST_API_RATE: a rate such as"):
        asking(SHORTLIST_API_RATE="often")

"""Needs: to and from an address, to and from a file, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from catalog.decide.need import (
    Need,
    NeedError,
    from_address,
    from_yaml,
    presets,
    read_yaml,
    to_address,
    to_yaml,
)
from catalog.filters import Filters
from catalog.pricing.eligible import area
from catalog.pricing.workload import Workload
from catalog.strict_yaml import MOST_CHARACTERS

KNOWN = {
    "domain": [
        *("general", "hard", "code", "medical", "agents", "long_context", "factuality", "instruction_following"),
        *("reasoning", "writing"),
    ],
    "licence": ["permissive", "restricted"],
    "developer": ["acme"],
    "family": [],
    "reads": ["text", "image"],
    "provider": ["acme", "beta"],
    "region": ["eu", "us"],
    "data_policy": [],
    "wishes": ["open", "region:eu", "region:us"],
}
FULL = Need(
    title="Our “need” #1",
    note="With: a colon, and a line.",
    domains=(("code", 70.0), ("hard", 30.0)),
    workload=Workload(
        requests_per_month=1e6,
        input_tokens=2000,
        output_tokens=0.5,
        cached_tokens=1000,
        cache_written_tokens=100,
        batch_share=0.25,
    ),
    filters=Filters(
        weights="open",
        licence=("permissive",),
        provider=("acme", "beta"),
        reads=("text",),
        tools=True,
        context_from=32_000.0,
        released_from=date(2025, 1, 2),
    ),
    good_enough=62.5,
    quality_weight=1.0,
    price_weight=0.0,
    speed_weight=3.0,
    caution="bold",
    region=("eu",),
    latency_to_s=2.5,
    knowledge_from=date(2025, 6, 1),
    months_of_service=6.0,
    budget_usd_per_month=1234.56,
    wishes=("open", "region:eu"),
    verbosity=False,
)


@pytest.mark.parametrize("need", [Need(), FULL])
def test_an_address_restores_the_need(need: Need) -> None:
    assert from_address(to_address(need), KNOWN) == (need, [])


@pytest.mark.parametrize("need", [Need(), FULL])
def test_a_file_restores_the_need(need: Need) -> None:
    assert from_yaml(to_yaml(need), KNOWN) == need


def test_the_usual_need_has_an_empty_address() -> None:
    assert to_address(Need()) == {}


@pytest.mark.parametrize("name", list(presets()))
def test_a_preset_survives_its_address_and_its_file(name: str) -> None:
    need = read_yaml(presets()[name], KNOWN)
    assert need.title
    assert from_address(to_address(need), KNOWN) == (need, [])
    assert from_yaml(to_yaml(need), KNOWN) == need


def test_there_is_a_preset_for_each_of_the_jobs() -> None:
    assert set(presets()) == {
        "agent",
        "classification-at-volume",
        "code-assistant",
        "medical-notes",
        "on-premises",
        "retrieval-over-documents",
        "support-chat",
    }


def test_shares_and_weights_sum_to_one() -> None:
    assert FULL.shares() == {"code": 0.7, "hard": 0.3}
    assert FULL.weights() == (0.25, 0.0, 0.75)


def test_the_input_share_of_the_gates_is_that_of_the_workload() -> None:
    need = Need(workload=Workload(requests_per_month=1, input_tokens=900, output_tokens=100))
    assert need.gates().input_percent == 90


# An address is forgiven


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ({"domains": ["cod:1"]}, "Domains: “cod” is not known here. Did you mean code?"),
        ({"domains": ["code:-1"]}, "Domains: a weight above 0 expected"),
        ({"domains": ["code:1", "code:2"]}, "“code” is stated twice"),
        ({"domains": ["code:nan"]}, "a weight above 0 expected"),
        ({"requests_per_month": ["1e13"]}, "Workload: Requests a month: a number from 0 to 1,000,000,000,000"),
        ({"requests_per_month": ["-1"]}, "Workload: Requests a month: a number from 0"),
        ({"requests_per_month": ["many"]}, "a number from 0 to 1,000,000,000,000 expected, found “many”"),
        ({"cached_tokens": ["2000"]}, "The cached parts are within the input"),
        ({"input_tokens": ["0"], "output_tokens": ["0"]}, "A request of no tokens"),
        ({"good_enough": ["101"]}, "Good enough: a number from 0 to 100 expected"),
        ({"good_enough": ["50", "60"]}, "contradict each other"),
        ({"latency_to_s": ["0"]}, "Whole answer within: a number above 0"),
        ({"knowledge_from": ["2025-13-45"]}, "a day as 2025-06-01"),
        ({"region": ["mars"]}, "Region: “mars” is not known here."),
        ({"data_policy": ["none kept"]}, "No offer here states any."),
        ({"quality_weight": ["0"], "price_weight": ["0"], "speed_weight": ["0"]}, "all count 0"),
        ({"parameters_from": ["70"], "parameters_to": ["8"]}, "contradict each other; both are ignored"),
        ({"title": ["x" * 1000]}, "at most 80 characters expected, found 1,000"),
        ({"benchmark": ["lmarena"]}, "an older version of Shortlist asked this"),
        ({"need": ["0"]}, "Another version of Shortlist made this address"),
    ],
)
def test_what_an_address_says_in_vain_is_told_and_the_rest_is_kept(address: dict[str, list[str]], told: str) -> None:
    need, notes = from_address(address | {"budget_usd_per_month": ["77"]}, KNOWN)
    assert need.budget_usd_per_month == 77
    assert any(told in note for note in notes), notes


def test_one_bad_figure_of_a_workload_loses_no_other() -> None:
    need, _ = from_address({"requests_per_month": ["1e99"], "input_tokens": ["9000"]}, KNOWN)
    assert need.workload.input_tokens == 9000
    assert need.workload.requests_per_month == Need().workload.requests_per_month


def test_the_domain_of_another_page_is_taken_where_the_address_names_none() -> None:
    assert from_address({"domain": ["code"]}, KNOWN)[0].domains == (("code", 1.0),)
    assert from_address({"domain": ["code"], "domains": ["hard:1"]}, KNOWN)[0].domains == (("hard", 1.0),)


@pytest.mark.parametrize("hostile", ["<script>", "'; DROP TABLE models", "\x00\u202e", "9" * 5000, "\uff11\uff12"])
def test_a_hostile_address_never_raises(hostile: str) -> None:
    names = [*to_address(FULL), "domains", "need"]
    need, notes = from_address({name: [hostile] for name in names if name not in {"title", "note"}}, KNOWN)
    assert need == Need()
    assert notes


# A file is not


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("domain: code", "A need has no “domain”. Did you mean domains?"),
        ("gates: {licnce: [permissive]}", "gates has no “licnce”. Did you mean licence?"),
        ("workload: {requests: 5}", "workload has no “requests”."),
        ("matters: {beauty: 5}", "matters has no “beauty”."),
        ("domains: {cooking: 1}", "Domains: “cooking” is not known here."),
        ("gates: {licence: [made-up]}", "“made-up” is not known here."),
        ("workload: {requests_per_month: 1.0e+99}", "Requests a month: a number from 0"),
        ("workload: {requests_per_month: [1, 2]}", "“1, 2” contradict each other"),
        ("workload: 5", "workload: names with values expected"),
        ("gates: {parameters_from: 70, parameters_to: 8}", "contradict each other"),
        ("good_enough: {a: 1}", "good_enough: a text, a number or a day expected, found “dict”"),
        ("good_enough: true", "a number from 0 to 100 expected, found “true”"),
        ("good_enough: 50\ngood_enough: 60", "“good_enough” is stated twice"),
        ("gates: {tools: true, tools: false}", "“tools” is stated twice"),
        ("- a list", "A file with some of title"),
        ("", "A file with some of title"),
        ("domains: {code: 1", "This is no YAML file that holds data alone"),
        ("when: 2025-13-45", "This is no YAML file that holds data alone"),
        (f"good_enough: {'9' * 5000}", "holds data alone"),
        ("[" * 5000, "holds data alone"),
        ("x" * (MOST_CHARACTERS + 1), "this file is longer"),
    ],
)
def test_a_file_that_is_not_understood_is_an_error_that_says_what_was_expected(text: str, told: str) -> None:
    with pytest.raises(NeedError) as error:
        from_yaml(text, KNOWN)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: x\ngood_enough: 500", "line 2: Good enough: a number from 0 to 100 expected, found “500”."),
        ("title: x\n\ndomain: code", "line 3: A need has no “domain”."),
        ("gates:\n  tools: true\n  licnce: [permissive]", "line 3: gates has no “licnce”."),
        ("domains:\n  code: 1\n  cooking: 1", "line 3: Domains: “cooking” is not known here."),
        ("domains:\n- code\n- hard\n- cooking", "line 4: Domains: “cooking” is not known here."),
        ("gates:\n  licence:\n  - permissive\n  - made-up", "line 4: Licence class: “made-up” is not known here."),
        ("workload:\n  input_tokens: 10\n  cached_tokens: 20", "line 3: Workload: 20 tokens read from"),
        ("workload:\n  input_tokens: 10\n  output_tokens: {a: 1}", "line 3: output_tokens: a text, a number or a day"),
        ("title: x\nworkload: 5", "line 2: workload: names with values expected"),
        ("good_enough: 5\ntitle: x\ngood_enough: 6", "line 3: “good_enough” is stated twice"),
        ("title: x\ngates: {released_from: 2025-13-45}", "line 2)"),
        ("title: x\ngood_enough: [1", "line 2)"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(NeedError) as error:
        from_yaml(text, KNOWN)
    assert told in str(error.value)


def test_mistakes_are_told_in_the_order_of_their_lines() -> None:
    with pytest.raises(NeedError, match=r"^line 1: .* line 2: .* line 3: "):
        from_yaml("good_enough: 500\nmatters: {price: -1}\ngates: {tools: perhaps}", KNOWN)


def test_the_file_stands_before_the_line(tmp_path: Path) -> None:
    path = tmp_path / "ours.yml"
    path.write_text("title: x\ngood_enough: 500\n", encoding="utf-8")
    with pytest.raises(NeedError, match=r"^ours\.yml: line 2: Good enough"):
        read_yaml(path, KNOWN)


@pytest.mark.parametrize(
    "payload",
    [
        "!!python/object/apply:pathlib.Path.touch [{made}]",
        "!!python/object/apply:os.system ['touch {made}']",
        "!!python/object/new:type {{}}",
        "!include {made}",
    ],
)
def test_a_script_in_a_file_is_refused_and_nothing_runs(payload: str, tmp_path: Path) -> None:
    made = tmp_path / "made"
    with pytest.raises(NeedError, match="Nothing was run"):
        from_yaml(f"title: {payload.format(made=made)}", KNOWN)
    assert not made.exists()


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "need.yml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NeedError, match="cannot be read as text"):
        read_yaml(path, KNOWN)
    with pytest.raises(NeedError, match="cannot be read as text"):
        read_yaml(tmp_path / "gone.yml", KNOWN)


def test_a_region_is_in_its_area() -> None:
    assert [area(region) for region in ("eu-west-1", "europe", "EU", "us-gov-west-1", "global")] == [
        *("eu", "eu", "eu"),
        *("us", "global"),
    ]


@pytest.mark.parametrize("tagged", ['!!int ""', '!!float ""', "!!bool perhaps", "!!timestamp tomorrow"])
def test_a_value_that_does_not_fit_its_tag_is_refused_with_its_line(tagged: str) -> None:
    with pytest.raises(NeedError, match=r"the value does not fit its tag \w+, line 2"):
        from_yaml(f"note: A\ntitle: {tagged}", KNOWN)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gates:\n  <<: {tools: true}\n", "merges are not read: write the values out, line 2"),
        ("gates: " + "{<<: [" * 6 + "{tools: true}" + "]}" * 6, "merges are not read"),
        ("domains: " + "[" * 200 + "]" * 200, "parts in at most 20 others expected, found more, line 1"),
        ("good_enough: 0x" + "f" * 20_000, "a value of at most 100 characters expected, found 20,002, line 1"),
        ("good_enough: 0b" + "1" * 30_000, "a value of at most 100 characters expected"),
        ("good_enough: " + ":".join(["59"] * 5_000), "a value of at most 100 characters expected"),
    ],
    ids=["merge", "merges of merges", "nested", "hexadecimal", "binary", "sexagesimal"],
)
def test_what_grows_out_of_a_small_file_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(NeedError) as refused:
        from_yaml(text, KNOWN)
    assert told in str(refused.value)


def test_references_are_refused_at_once_for_they_grow_without_end() -> None:
    bomb = "&a [1, 1, 1, 1, 1, 1, 1, 1, 1]"
    for name, inner in zip("bcdefghi", "abcdefgh", strict=True):
        bomb = f"&{name} [{bomb}, {', '.join([f'*{inner}'] * 8)}]"
    for text in (f"workload: {bomb}", "gates: &a {licence: [*a]}", "matters: &m {quality: 1}\nworkload: {<<: *m}"):
        with pytest.raises(NeedError, match=r"(references|merges) are not read: write the values? out, line"):
            from_yaml(text, KNOWN)


def test_one_day_that_is_stated_twice_is_written_out_twice() -> None:
    day = date(2026, 1, 2)
    twice = Need(filters=Filters(released_from=day), knowledge_from=day)
    assert from_yaml(to_yaml(twice), KNOWN) == twice

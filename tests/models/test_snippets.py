"""Code to be copied is quoted, whatever a name holds."""

import ast
import json
import shlex

import pytest

from catalog.models.snippets import codes, curl_code, key_name, ollama_code, python_code, vllm_code

BASE = "https://api.example/v1"
HOSTILE = [
    "plain/model-1.5",
    'x"; import os; os.system("rm -rf ~"); "',
    "'; rm -rf ~; '",
    "$(reboot) `id` ${HOME}",
    "ein \\ Ü 🙂",
    "{model}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_python_holds_the_name_as_one_literal(name: str) -> None:
    tree = ast.parse(python_code(BASE, name, "A_KEY"))
    given = {word.arg: word.value for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords}
    assert ast.literal_eval(given["model"]) == name
    assert ast.literal_eval(given["base_url"]) == BASE
    assert len(tree.body) == 6


@pytest.mark.parametrize("name", HOSTILE)
def test_the_shell_gets_the_name_as_a_part_of_one_argument(name: str) -> None:
    words = shlex.split(curl_code(BASE, name, "A_KEY").replace("\\\n", " "))
    assert words[:2] == ["curl", f"{BASE}/chat/completions"]
    assert "Authorization: Bearer $A_KEY" in words
    assert json.loads(words[-1])["model"] == name
    assert words[-2] == "-d"


@pytest.mark.parametrize(
    ("seller", "key"),
    [("openai", "OPENAI_API_KEY"), ("gmi-cloud", "GMI_CLOUD_API_KEY"), ("302ai", "API_KEY"), ("$(x)", "X_API_KEY")],
)
def test_the_key_is_looked_for_under_the_sellers_name(seller: str, key: str) -> None:
    assert key_name(seller) == key


def test_both_languages_ask_the_same_model_with_the_same_key() -> None:
    told = codes(BASE, "a-model", "openai")
    assert set(told) == {"python", "bash"}
    assert all("a-model" in code and "OPENAI_API_KEY" in code for code in told.values())


@pytest.mark.parametrize("repo", ["-x/y", "<b>/../x", "a b/c", "only", "a/b/c", "a/$(x)"])
def test_what_is_no_repository_gets_no_command(repo: str) -> None:
    assert (vllm_code(repo), ollama_code(repo)) == (None, None)


def test_a_repository_is_run_by_its_id() -> None:
    assert vllm_code("Maker/Model-7B") == "vllm serve Maker/Model-7B"
    assert ollama_code("Copier/Model-GGUF") == "ollama run hf.co/Copier/Model-GGUF"

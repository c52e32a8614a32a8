"""The upper part of Try: which endpoint, models and prompts, and what it may cost."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from catalog.errors import ShortlistError
from trial.budget import Budget, price_of
from trial.endpoints import HOW_TO, Endpoint, key_of
from trial.errors import PromptsError
from trial.prompts import KINDS, STARTERS, Prompt, prompts_of, read_prompts
from trial.runner import Plan
from views.shell import state
from views.shell.snapshot import Snapshot
from views.shell.wording import count, markdown_text
from views.try_out import background

MOST_MODELS = 6
RUN = "run"
TYPED, OWN_FILE = "Typed", "A file"


def draw_how_to() -> None:
    """Say in three lines how to add an endpoint."""
    st.info(
        "No endpoint is declared yet. To try models on your own prompts:\n"
        "1. Start a server, for example Ollama: `ollama run qwen3:8b`.\n"
        "2. Write the lines below to `endpoints.yml` in the data folder; a paid endpoint also names the variable that "
        "holds its key: `key_variable: OPENROUTER_API_KEY`.\n"
        "3. Reload this page."
    )
    st.code(HOW_TO, language=None)


def draw(snapshot: Snapshot, endpoints: Mapping[str, Endpoint]) -> None:
    """Draw what a run depends on, and the button that starts it."""
    left, right = st.columns(2, gap="medium")
    with left:
        endpoint = endpoints[st.selectbox("Endpoint", list(endpoints), key="try_endpoint")]
        models = _ask_models(endpoint)
        spent, often = st.columns(2)
        usd = spent.number_input("Budget, USD", 0.0, 1000.0, 0.5, key="try_budget", help="Checked before each call.")
        repeat = int(often.number_input("Repetitions", 1, 20, 1, key="try_repeat"))
    with right:
        prompts = _ask_prompts()
    st.caption(f"{count(len(prompts) * len(models) * repeat, 'answer')}. A run goes on when you close this page.")
    if st.button("Run", type="primary", disabled=not (prompts and models), key="try_run"):
        try:
            prices = {model_id: snapshot.ask(price_of, endpoint, model_id) for model_id in models}
            key = key_of(endpoint, _secrets())
            going = background.start(Plan(endpoint, prices, prompts, Budget(usd), key, repeat))
        except ShortlistError as error:
            st.error(markdown_text(error))
            return
        if going is None:
            st.warning("Several runs are under way; wait for one to end, then try again.")
            return
        state.write_one(RUN, going.path.stem)
        st.rerun()


def _ask_models(endpoint: Endpoint) -> list[str]:
    asked = (st.query_params.get("models") or "").split(",")
    served = list(endpoint.models)
    missing = [model_id for model_id in asked if model_id and model_id not in endpoint.models]
    picked = st.multiselect(
        f"Models, 1 to {MOST_MODELS}",
        served,
        default=([m for m in served if m in asked] or served)[:MOST_MODELS],
        max_selections=MOST_MODELS,
        key=f"try_models_{endpoint.name}",
    )
    if missing:
        told = ", ".join(missing)
        st.caption(markdown_text(f"Not declared at this endpoint: {told}. Add them to its models in endpoints.yml."))
    return picked


def _ask_prompts() -> list[Prompt]:
    starters = {path.stem.replace("_", " ").capitalize(): path for path in sorted(STARTERS.glob("*.jsonl"))}
    whence = st.selectbox("Prompts", [TYPED, OWN_FILE, *starters], key="try_prompts")
    try:
        if whence == TYPED:
            return _typed()
        if whence == OWN_FILE:
            return _uploaded()
    except PromptsError as error:
        st.error(markdown_text(error))
        return []
    st.caption("A few prompts to see how it works; too few to decide anything.")
    return read_prompts(starters[whence])


def _typed() -> list[Prompt]:
    prompt = st.text_area("Prompt", key="try_prompt", max_chars=20_000)
    expected = st.text_input("Expected, if there is one right answer", key="try_expected")
    return [Prompt("p1", prompt, expected=expected or None)] if prompt.strip() else []


def _uploaded() -> list[Prompt]:
    file = st.file_uploader("CSV, JSONL or YAML with prompt, system, expected, tags", type=[k[1:] for k in KINDS])
    return prompts_of(file.getvalue(), KINDS[f".{file.name.rpartition('.')[2].lower()}"]) if file else []


def _secrets() -> dict[str, Any]:
    try:
        return dict(st.secrets)
    except StreamlitSecretNotFoundError:
        return {}

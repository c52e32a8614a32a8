"""Where a model can be run: copies of its weights in fewer bits, interfaces that serve it, machines of one's own."""

import re
from collections.abc import Mapping

import pandas as pd

from catalog.curated.providers import provider

# What a repository's files are for, by what its name, its tags or its library say; the first that holds counts.
FORMATS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")
    for name, pattern in (
        ("GGUF", "gguf|llama[.]cpp"),
        ("MLX", "mlx|mlx-community"),
        ("AWQ", "awq"),
        ("GPTQ", "gptq|gptqmodel"),
        ("EXL2", "exl2"),
        ("EXL3", "exl3"),
        ("FP8", "fp8|fp8[-_](?:dynamic|block|kv)"),
        ("FP4", "nvfp4|mxfp4|fp4"),
        ("bitsandbytes", "bnb|bitsandbytes|nf4"),
        ("OpenVINO", "openvino|ov"),
        ("ONNX", "onnx"),
        ("compressed-tensors", r"w\d+a\d+|compressed-tensors"),
    )
}
SELF_HOSTED = "open weights: they run on machines of your own, in any region and under your own data policy"
# Whose names of a model are those that the seller's own interface takes; the surest first. LiteLLM writes its own name
# of the seller in front. What a router calls a model, only the router understands.
_NAMES_OF = ("models_dev", "litellm", "model_prices", "genai_prices")
_ROUTERS = {"openrouter": "openrouter", "hf_router": "huggingface"}


def self_hostable(models: pd.DataFrame) -> pd.Series:
    """Return which models can be hosted by whoever asks: their weights are open and a repository is known.

    It needs no offer, so it is an answer to a need of a region or a data policy that no seller meets; `SELF_HOSTED`
    says why. Whether the licence allows the use is the licence's gate.

    Args:
        models: rows with weights and hub_repo_id.
    """
    return models["weights"].eq("open").fillna(value=False).astype(bool) & models["hub_repo_id"].notna()


def quantised_children(repos: pd.DataFrame, each: int = 1) -> pd.DataFrame:
    """Return a model's most used copies in fewer bits, of each format the most downloaded, most used format first.

    Adds format (a name of `FORMATS`) and ollama_name: what `ollama run` takes to fetch a GGUF file from the Hub,
    missing for other formats (https://huggingface.co/docs/hub/ollama). Without copies whose format nothing tells, or of
    which nobody counted the downloads: nothing shows that they are used.

    Args:
        repos: what `queries.quantised_repos` returns.
        each: how many of each format.
    """
    told = repos.assign(
        format=[format_of(*row) for row in zip(repos["hub_repo_id"], repos["tags"], repos["library"], strict=True)]
    )
    told = told[told["format"].notna() & told["downloads"].notna()]
    told = told.sort_values("downloads", ascending=False, kind="stable")
    told = told[told.groupby("format", sort=False).cumcount() < each].reset_index(drop=True)
    is_gguf = told["format"].eq("GGUF")
    return told.assign(ollama_name=("hf.co/" + told["hub_repo_id"].astype("str")).where(is_gguf, None))


def format_of(hub_repo_id: str, tags: object, library: object) -> str | None:
    """Return the format of a repository's files: what its name says, else its tags and its library."""
    listed = [str(tag) for tag in tags] if hasattr(tags, "__iter__") and not isinstance(tags, str) else []
    for text in (hub_repo_id.rsplit("/", maxsplit=1)[-1], hub_repo_id, " ".join([*listed, str(library)])):
        words = text.lower().replace("_", "-")
        for name, pattern in FORMATS.items():
            if pattern.search(words):
                return name
    return None


def interfaces(offers: pd.DataFrame) -> pd.DataFrame:
    """Return who serves a model behind an interface that answers as OpenAI's does, and under which name.

    One row a seller, in the order of the offers: provider (its slug), seller_title, api_base, api_model (the model's
    name in a request), name_source and name_as_of (who states that name). Without sellers that withdrew the model,
    whose address nobody wrote down, or of whose own name for it nothing is known.

    Args:
        offers: what `queries.offers_of` returns.
    """
    columns = ["provider", "seller_title", "api_base", "api_model", "name_source", "name_as_of"]
    rows: dict[str, tuple[int, int, dict[str, object]]] = {}
    still = offers[offers["withdrawn_since"].isna() & offers["api_base"].notna() & offers["model_name"].notna()]
    for offer in still.to_dict("records"):
        seller = provider(str(offer["provider"]))
        name = _name_at(seller.slug, str(offer["source_id"]), str(offer["model_name"]))
        if name is None:
            continue
        rank = _NAMES_OF.index(offer["source_id"]) if offer["source_id"] in _NAMES_OF else 0
        row = {
            "provider": seller.slug,
            "seller_title": seller.title,
            "api_base": offer["api_base"],
            "api_model": name,
            "name_source": offer["source"],
            "name_as_of": offer["as_of"],
        }
        # Of several names of one source the shortest is the plain one: the others add a region, a speed or a date.
        before = rows.get(seller.slug)
        if before is None or (rank, len(name)) < before[:2]:
            rows[seller.slug] = (rank, len(name), row)
    return pd.DataFrame([row for _, _, row in rows.values()], columns=columns)


def _name_at(seller: str, source_id: str, model_name: str) -> str | None:
    """Return the name by which a seller's own interface knows a model; None where the source tells another's name."""
    if source_id in _ROUTERS:
        return model_name if seller == _ROUTERS[source_id] else None
    if source_id not in _NAMES_OF:
        return None
    route, _, rest = model_name.partition("/")
    return rest if source_id == "litellm" and rest and provider(route).slug == seller else model_name

"""Model ids as clouds write them: the region that they name, and the id without the cloud's wrapping.

    us.anthropic.claude-opus-4-7              anthropic.claude-opus-4-7     region us
    eu-west-1/mistral.ministral-3-8b          mistral.ministral-3-8b        region eu-west-1
    accounts/fireworks/models/glm-5           glm-5
    @cf/meta/llama-3.2-1b-instruct            meta/llama-3.2-1b-instruct
    meta/llama-3.3-70b-instruct-maas          meta/llama-3.3-70b-instruct
    claude-opus-4-7@default                   claude-opus-4-7
    databricks-claude-opus-5                  claude-opus-5
    FW-GLM-5.3 (Fireworks on Azure)           GLM-5.3
    deepseek-ai/DeepSeek-V3.2-TEE             deepseek-ai/DeepSeek-V3.2     served in a trusted environment
    kimi-k3-us                                kimi-k3                       region us
    deepseek.v3.2                             deepseek-v3.2                 the model's name begins with its maker's

The organisation before the model stays, as `organisation/model` or `organisation.model`. What is part of the model or
of its version (dates, sizes, `-v1:0`) stays too: identity reads those.
"""

import re

from catalog.curated.providers import Provider

EVERYWHERE = frozenset({None, "global"})  # a price history has no region: only these two belong in one
_AREA = "global|us|eu|us-gov|apac|au|jp|in|ca|regional"
_REGION = re.compile(rf"{_AREA}|global-standard|europe|swedencentral|[a-z]{{2}}(?:-gov)?-[a-z]+-?\d+")
_REGION_END = re.compile(r"-(us|eu)$")
_DOTTED_REGION = re.compile(rf"({_AREA})\.(?=[a-z0-9]+\.)")
_FIREWORKS = frozenset({"accounts", "fireworks", "models", "routers"})
_OTHERS = frozenset({"invoke", "converse", "claude_platform", "@cf", "@hf", "@oi", "ps", "route", "public", "TEE"})
_WRAPPING = _FIREWORKS | _OTHERS | {"chat-completion", "workers-ai"}
_TIERS = frozenset({"community"})
_WRAPPED_START = re.compile(r"databricks-(?!dbrx)|system\.ai\.|FW-")
_WRAPPED_END = re.compile(r"-maas$|-TEE$|@default$|@\d{3}$")
_BARE_VERSION = re.compile(r"(deepseek)\.(?=[rv]\d)")
_FINE_TUNED = re.compile(r"^ft:|\.ft-|:peft")


def is_region(text: str) -> bool:
    """Return whether a part of an id or a tag names a region."""
    return bool(_REGION.fullmatch(text))


def not_one_model(model_id: str, seller: Provider) -> str | None:
    """Return why a price under this id is the price of no one model, or None where it is of one."""
    if seller.is_pointer(model_id):
        return "a moving pointer, not a model"
    return "a price of fine-tuned models, not of a model" if _FINE_TUNED.search(model_id) else None


def hosted_name(path: str) -> tuple[str, str | None]:
    """Return a cloud's model id without its wrapping, and the region that it names, if any.

    Args:
        path: the id at the cloud, without the name of the cloud itself.
    """
    *around, model = path.strip().split("/")
    region = next((part.removesuffix("-standard") for part in around if is_region(part)), None)
    organisations = [part for part in around if part not in _WRAPPING and not is_region(part)]
    if model in _TIERS and organisations:  # deepseek/deepseek-r1/community
        model = organisations.pop()
    dotted = _DOTTED_REGION.match(model)
    if dotted:
        region = dotted[1]
        model = model[dotted.end() :]
    ends = _REGION_END.search(model)
    if ends:
        region = ends[1]
        model = model[: ends.start()]
    model = _WRAPPED_END.sub("", _WRAPPED_START.sub("", model, count=1))
    model = _BARE_VERSION.sub(r"\1-", model)
    return "/".join([*organisations[-1:], model]), region

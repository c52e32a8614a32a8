"""What of a cloud's model id is the model, and what is the cloud's."""

import pytest

from catalog.curated.providers import provider
from etl.hosted_names import hosted_name, not_one_model


@pytest.mark.parametrize(
    ("path", "name", "region"),
    [
        ("us.anthropic.claude-opus-4-7", "anthropic.claude-opus-4-7", "us"),
        ("us-gov.anthropic.claude-opus-5", "anthropic.claude-opus-5", "us-gov"),
        ("eu-west-1/mistral.ministral-3-8b", "mistral.ministral-3-8b", "eu-west-1"),
        ("us-gov-west-1/openai.gpt-oss-20b", "openai.gpt-oss-20b", "us-gov-west-1"),
        ("global-standard/gpt-4o", "gpt-4o", "global"),
        ("accounts/fireworks/models/glm-5", "glm-5", None),
        ("accounts/fireworks/routers/glm-5p2-fast", "glm-5p2-fast", None),
        ("@cf/meta/llama-3.2-1b-instruct", "meta/llama-3.2-1b-instruct", None),
        ("meta/llama-3.3-70b-instruct-maas", "meta/llama-3.3-70b-instruct", None),
        ("claude-opus-4-7@default", "claude-opus-4-7", None),
        ("claude-haiku-4-5@20251001", "claude-haiku-4-5@20251001", None),
        ("databricks-claude-opus-5", "claude-opus-5", None),
        ("databricks-dbrx-instruct", "databricks-dbrx-instruct", None),
        ("FW-GLM-5.3", "GLM-5.3", None),
        ("deepseek/deepseek-r1/community", "deepseek/deepseek-r1", None),
        ("invoke/anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic.claude-3-5-sonnet-20240620-v1:0", None),
        ("deepseek-ai/DeepSeek-V3.2-TEE", "deepseek-ai/DeepSeek-V3.2", None),
        ("us.deepseek.r1-v1:0", "deepseek-r1-v1:0", "us"),
        ("gpt-5.1", "gpt-5.1", None),
        ("openai/gpt-oss-120b", "openai/gpt-oss-120b", None),
    ],
)
def test_a_hosted_id_is_its_region_and_the_name_without_the_wrapping(path: str, name: str, region: str | None) -> None:
    assert hosted_name(path) == (name, region)


@pytest.mark.parametrize(
    "model_id", ["ft:gpt-4o", "gpt-4o-mini-2024-07-18.ft-", "thinkingmachines/Inkling:peft:262144"]
)
def test_a_price_of_customers_own_fine_tuned_models_is_of_no_one_model(model_id: str) -> None:
    assert not_one_model(model_id, provider("openai")) == "a price of fine-tuned models, not of a model"


def test_a_plain_id_is_one_model() -> None:
    assert not_one_model("gpt-4o", provider("openai")) is None

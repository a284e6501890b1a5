"""The openai plugin against litellm's proxy with mock answers: a server that others wrote.

It pins packages of its own, so it wants an environment of its own: `python3 -m venv DIR`, then
`DIR/bin/pip install 'litellm[proxy]'`, then name DIR/bin/litellm with PARLEY_TEST_LITELLM.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from parley_server.domain.errors import ConfigurationMissing, ModelCredential, ModelUnavailable
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.plugin_api import ModelRequest, TextDelta
from parley_server.plugins.openai import openai_plugin
from parley_server.plugins.openai.models import RetryPolicy
from tests.fakes.agents import AgentBench, make_agent

LITELLM = os.environ.get("PARLEY_TEST_LITELLM") or shutil.which("litellm")
KEY = "sk-litellm-master"
START_SECONDS = 50.0
WORDS = "One two three four five six seven eight nine ten."
ASK = ModelRequest(model_type=TEXT_LARGE, prompt="Say hi.")

CONFIG = f"""
model_list:
  - model_name: words
    litellm_params: {{model: openai/words, api_key: none, mock_response: "{WORDS}"}}
  - model_name: limited
    litellm_params: {{model: openai/limited, api_key: none, mock_response: "litellm.RateLimitError"}}
general_settings:
  master_key: sk-litellm-nobody-uses-this-one
  custom_auth: doorkeeper.check
router_settings:
  num_retries: 0
"""

# Its own keys live in a database; without one it has no word for a wrong key.
DOORKEEPER = f"""
from litellm.proxy._types import ProxyException, UserAPIKeyAuth


async def check(request, api_key):
    if api_key != "{KEY}":
        raise ProxyException(message="no such key: " + api_key, type="auth_error", param="key", code=401)
    return UserAPIKeyAuth(api_key=api_key)
"""

pytestmark = [
    pytest.mark.skipif(LITELLM is None, reason="litellm is not at hand: PARLEY_TEST_LITELLM names its program"),
    pytest.mark.timeout(120),
]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("litellm") / "config.yaml"
    path.write_text(CONFIG)
    path.with_name("doorkeeper.py").write_text(DOORKEEPER)
    return path


@asynccontextmanager
async def proxy(config: Path) -> AsyncIterator[str]:
    """Run the proxy; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert LITELLM is not None
    process = await asyncio.create_subprocess_exec(
        *(LITELLM, "--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--telemetry", "False"),
        env={
            "PATH": f"{Path(LITELLM).parent}:{os.environ['PATH']}",
            "HOME": str(config.parent),
            # Nothing is fetched from anywhere.
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        },
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await _listens(port):  # noqa: ASYNC110 - another process gives no sign but this
                await asyncio.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def agent(url: str, model: str, key: str = KEY) -> AgentBench:
    retry = RetryPolicy(attempts=2, first_wait=0.01, max_wait=0.02)
    settings = {"OPENAI_BASE_URL": url, "OPENAI_LARGE_MODEL": model, "OPENAI_API_KEY": key}
    return await make_agent(openai_plugin(retry=retry), environment=settings)


async def test_another_server_with_the_api_of_openai(config: Path) -> None:
    async with proxy(config) as url:
        words = await agent(url, "words")
        parts = [part async for part in words.runtime.stream_model(ASK)]
        result = parts[-1]
        assert isinstance(result, ModelResult)
        assert result.text == WORDS
        assert len([part for part in parts if isinstance(part, TextDelta)]) > 3
        assert result.usage.input_tokens
        assert result.usage.output_tokens
        await words.runtime.stop()
        for model, key, error, match in (
            ("words", "sk-wrong", ModelCredential, "OPENAI_API_KEY"),
            ("unheard-of", KEY, ConfigurationMissing, "OPENAI_LARGE_MODEL.*words"),
            ("limited", KEY, ModelUnavailable, "429"),
        ):
            bench = await agent(url, model, key)
            with pytest.raises(error, match=match):
                await bench.runtime.use_model(ASK)
            await bench.runtime.stop()

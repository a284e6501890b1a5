"""Models behind the OpenAI API: OpenAI itself, Ollama, vLLM, llama.cpp, OpenRouter and others, side by side."""

from parley_server.plugins.openai.plugin import openai_plugin

__all__ = ["openai_plugin"]

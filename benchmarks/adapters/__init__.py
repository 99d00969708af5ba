"""One module a tool: it runs in the tool's own environment as ``python -m adapters.NAME``."""

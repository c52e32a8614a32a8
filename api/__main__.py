"""The tools on standard input and output, for an agent on this machine: python -m api."""

import sys

import anyio
from mcp.server.stdio import stdio_server

from api.opened import opened
from api.tools import server


async def serve() -> None:
    """Answer until standard input ends."""
    tools = server(opened())
    async with stdio_server() as (read, write):
        await tools.run(read, write, tools.create_initialization_options())


if __name__ == "__main__":
    anyio.run(serve)
    sys.exit(0)

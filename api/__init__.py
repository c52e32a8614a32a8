"""Answers for programs: HTTP, OpenAPI and MCP over `catalog.answers`, from one list of questions."""

"""Try it: one's own prompts asked of one's own endpoints, graded, and kept as runs."""

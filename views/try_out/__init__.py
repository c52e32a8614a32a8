"""The page Try: one's own prompts, asked of a few models side by side."""

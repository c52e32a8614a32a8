"""What every page has: frame, gates, inputs, links, wording."""

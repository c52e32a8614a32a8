"""What the page Benchmark draws."""

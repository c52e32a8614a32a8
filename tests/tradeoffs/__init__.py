"""Tests of tradeoffs."""

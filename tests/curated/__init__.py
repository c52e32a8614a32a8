"""Tests of curated."""

"""Tests of ability."""

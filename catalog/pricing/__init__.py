"""Offers, speeds, and what a workload costs."""

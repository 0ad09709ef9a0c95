"""Estimates with their errors from a sample, by its design."""

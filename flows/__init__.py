"""Baromètre: from press releases and member surveys to sector KPIs that show their source."""

__version__ = "0.1.0"

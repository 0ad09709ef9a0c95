"""Baromètre: from press releases and member surveys to sector KPIs that show their source."""

import os

__version__ = "0.1.0"

# Before any of them is imported: no library of ours phones home.
for switch, state in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
}.items():
    os.environ.setdefault(switch, state)

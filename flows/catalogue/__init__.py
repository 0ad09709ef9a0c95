"""What we measure: indicators, units, sectors, ecosystems, plans, and the words for them, as data."""

from flows.catalogue.load import load_catalogue
from flows.catalogue.records import Catalogue, Ecosystem, Geography, Indicator, Plan, Sector, Unit, Words

__all__ = ["Catalogue", "Ecosystem", "Geography", "Indicator", "Plan", "Sector", "Unit", "Words", "load_catalogue"]

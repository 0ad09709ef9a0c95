"""From text to claims: deterministic, grounded to the character, pure functions over the catalogue's words."""

from flows.claims.claim import Claim
from flows.claims.extract import EXTRACTOR_VERSION, extract_claims
from flows.claims.jsonlines import claim_to_json

__all__ = ["EXTRACTOR_VERSION", "Claim", "claim_to_json", "extract_claims"]

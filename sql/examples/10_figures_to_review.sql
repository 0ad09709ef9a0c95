-- Which figures of the press have no indicator in the catalogue, and wait for a person to look?
SELECT publisher, published_at, quote, sentence
FROM claim JOIN document USING (document_id)
WHERE indicator IS NULL AND withdrawn_on IS NULL
ORDER BY published_at, claim.start;

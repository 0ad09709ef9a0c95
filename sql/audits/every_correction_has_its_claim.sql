-- A correction whose claim isn't there, is quoted otherwise, or is corrected twice, or that doesn't do one thing.
SELECT correction_id, correction.claim_id, correction.quote
FROM correction LEFT JOIN claim USING (claim_id)
WHERE claim.document_id IS DISTINCT FROM correction.document_id OR claim.quote IS DISTINCT FROM correction.quote
    OR withdrawn = (len(fields) > 0)
    OR correction.claim_id IN (SELECT claim_id FROM correction GROUP BY claim_id HAVING count(*) > 1);

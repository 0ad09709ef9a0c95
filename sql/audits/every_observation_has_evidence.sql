-- An observation without a statement that it shows; one that was withdrawn has none, and must have none.
SELECT observation_id
FROM (
    SELECT observation_id, status, value FROM observation
    UNION ALL
    SELECT observation_id, status, value FROM ingested_observation
)
LEFT JOIN (
    SELECT DISTINCT observation_id, true AS shown
    FROM (FROM evidence UNION ALL FROM ingested_evidence) WHERE role = 'shown'
) USING (observation_id)
WHERE (shown IS NULL) <> (status = 'M' AND value IS NULL);

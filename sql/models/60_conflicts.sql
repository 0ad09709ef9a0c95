-- What cannot all be right: for each current observation, every statement that says otherwise.

CREATE TABLE conflict AS
SELECT
    left(md5(evidence.observation_id || rival.statement_id), 16) AS conflict_id,
    evidence.observation_id, 'value' AS kind,
    shown.statement_id AS shown_claim_id, rival.statement_id AS rival_claim_id,
    shown.value AS shown_value, rival.value AS rival_value,
    abs(rival.value - shown.value) / nullif(greatest(abs(rival.value), abs(shown.value)), 0) AS relative_distance,
    'shown because it is ' || CASE
        WHEN shown.publishers > rival.publishers
            THEN 'in line with ' || shown.publishers || ' publishers against ' || rival.publishers
        WHEN shown.hedge IS NULL AND rival.hedge IS NOT NULL THEN 'unhedged'
        WHEN shown.confidence > rival.confidence THEN 'the surer reading'
        WHEN shown.known_from > rival.known_from THEN 'the later one'
        ELSE 'the first of two equal ones'
    END AS explanation
FROM evidence
JOIN known AS rival ON rival.observation_id = evidence.observation_id
    AND rival.statement_id = coalesce(evidence.claim_id, evidence.estimate_id)
JOIN known AS shown ON shown.observation_id = evidence.observation_id AND shown.place = 1
WHERE evidence.role = 'disagrees' AND rival.known_to = DATE '9999-12-31'
ORDER BY conflict_id;
COMMENT ON TABLE conflict IS 'Statements that cannot all be right about one current observation';
COMMENT ON COLUMN conflict.conflict_id IS 'Key';
COMMENT ON COLUMN conflict.observation_id IS 'The observation that is disputed';
COMMENT ON COLUMN conflict.kind IS 'What differs: value';
COMMENT ON COLUMN conflict.shown_claim_id IS 'The claim or estimate that the observation shows';
COMMENT ON COLUMN conflict.rival_claim_id IS 'The claim or estimate that says otherwise';
COMMENT ON COLUMN conflict.shown_value IS 'Value shown, in base units';
COMMENT ON COLUMN conflict.rival_value IS 'Value of the rival, in base units';
COMMENT ON COLUMN conflict.relative_distance IS 'Their difference as a part of the larger one';
COMMENT ON COLUMN conflict.explanation IS 'Why the one shown is shown';

-- A conflict that is told from both sides, or of whose two observations one is not current or not marked as disputed.
WITH side AS (
    SELECT conflict_id, kind, unnest([observation_id, rival_observation_id]) AS observation_id FROM conflict
)
SELECT conflict_id, kind, side.observation_id
FROM side
LEFT JOIN observation ON observation.observation_id = side.observation_id AND known_to = DATE '9999-12-31'
WHERE observation.observation_id IS NULL OR (NOT disputed AND kind <> 'arithmetic')
UNION ALL
SELECT one.conflict_id, one.kind, one.observation_id
FROM conflict AS one
JOIN conflict AS other
    ON other.kind = one.kind AND other.shown_claim_id = one.rival_claim_id AND other.rival_claim_id = one.shown_claim_id
UNION ALL
SELECT any_value(conflict_id), kind, observation_id
FROM conflict
GROUP BY kind, observation_id, rival_observation_id, shown_claim_id, rival_claim_id
HAVING count(*) > 1;

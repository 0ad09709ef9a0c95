-- An observation that shows a survey estimate which is suppressed, or an error that is withheld.
SELECT observation_id, estimate_id
FROM observation
JOIN evidence USING (observation_id)
JOIN survey_estimate AS estimate USING (estimate_id)
WHERE estimate.obs_status = 'Q'
    OR (
        role = 'shown' AND estimate.standard_error IS NULL
        AND coalesce(observation.standard_error, observation.ci_low, observation.ci_high) IS NOT NULL
    )
UNION ALL
SELECT observation_id, NULL
FROM observation
WHERE source_type = 'survey' AND observation_id NOT IN (
    SELECT observation_id FROM evidence JOIN survey_estimate USING (estimate_id) WHERE obs_status = 'A'
);

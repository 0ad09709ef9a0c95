-- A derived value that is not made of current observations alone, or that leads across a break of its series.
SELECT derived_id, input
FROM (SELECT derived_id, unnest(inputs) AS input FROM derived)
ANTI JOIN (SELECT observation_id FROM observation WHERE known_to = DATE '9999-12-31' AND value IS NOT NULL) AS current
    ON current.observation_id = input
UNION ALL
SELECT derived_id, observation_id
FROM (SELECT derived_id, inputs, unnest(inputs) AS observation_id FROM derived)
JOIN series_break USING (observation_id)
WHERE list_contains(inputs, earlier_observation_id) AND known_to = DATE '9999-12-31';

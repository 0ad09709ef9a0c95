-- A series and period with two observations for one day.
SELECT observation_id, known_from, known_to, next_from
FROM (
    SELECT *, lead(known_from) OVER (
        PARTITION BY knowledge, indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit,
            source_type, period_start, period_end
        ORDER BY known_from
    ) AS next_from
    FROM (
        SELECT *, 'published' AS knowledge FROM observation
        UNION ALL
        SELECT *, 'ingested' FROM ingested_observation
    )
)
WHERE known_to < known_from OR known_to >= next_from;

-- A suppressed survey cell that is its margin less the other parts, which are all shown.
WITH cell AS (
    SELECT * FROM survey_estimate WHERE statistic IN ('total', 'count', 'mean', 'share')
),
part AS (  -- each cell with each margin that it is a part of, and what its line is by
    SELECT *, 'ecosystem' AS line, NULL::VARCHAR AS margin_ecosystem, size_class AS margin_size_class,
        city AS margin_city, domain AS margin_domain
    FROM cell WHERE ecosystem IS NOT NULL
    UNION ALL
    SELECT *, 'size class', ecosystem, NULL, city, domain FROM cell WHERE size_class IS NOT NULL
    UNION ALL
    SELECT *, 'city', ecosystem, size_class, NULL, domain FROM cell WHERE city IS NOT NULL
    UNION ALL  -- of "a=x; b=y" the last variable, and the first one
    SELECT *, regexp_extract(domain, '(?:^|; )([^=;]+)=[^=]*$', 1), ecosystem, size_class, city,
        nullif(regexp_replace(domain, '(^|; )[^=;]+=[^=]*$', ''), '')
    FROM cell WHERE domain IS NOT NULL
    UNION ALL
    SELECT *, split_part(domain, '=', 1), ecosystem, size_class, city, regexp_replace(domain, '^[^=]+=[^=]*; ', '')
    FROM cell WHERE domain LIKE '%; %'
),
line AS (
    SELECT
        survey, wave, variable, category, statistic, line, margin_ecosystem, margin_size_class, margin_city,
        margin_domain, count(*) FILTER (obs_status = 'Q') AS suppressed, sum(population) AS firms,
        count(*) - count(population) AS of_unknown_size, any_value(estimate_id) FILTER (obs_status = 'Q') AS estimate_id
    FROM part
    GROUP BY ALL
)
SELECT line.estimate_id, line.line, margin.estimate_id AS margin
FROM line JOIN cell AS margin USING (survey, wave, variable, statistic)
WHERE suppressed = 1 AND margin.obs_status = 'A' AND of_unknown_size = 0
    AND line.category IS NOT DISTINCT FROM margin.category
    AND margin_ecosystem IS NOT DISTINCT FROM margin.ecosystem
    AND margin_size_class IS NOT DISTINCT FROM margin.size_class
    AND margin_city IS NOT DISTINCT FROM margin.city
    AND margin_domain IS NOT DISTINCT FROM margin.domain
    -- the parts are all there is: nobody was left out for want of an answer to what the line is by
    AND abs(firms - margin.population) <= 1e-6 * margin.population;

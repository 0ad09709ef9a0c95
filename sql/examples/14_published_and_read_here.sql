-- How many figures had been published by a day, and how many could this warehouse have answered from what it had read?
SELECT
    day, count(*) FILTER (knowledge = 'published') AS published, count(*) FILTER (knowledge = 'ingested') AS read_here
FROM (
    SELECT DATE '2016-12-31' AS day, 'published' AS knowledge, value FROM kpi_as_of('2016-12-31')
    UNION ALL
    SELECT '2016-12-31', 'ingested', value FROM kpi_as_of('2016-12-31', knowledge := 'ingested')
    UNION ALL
    SELECT '2019-05-01', 'published', value FROM kpi_as_of('2019-05-01')
    UNION ALL
    SELECT '2019-05-01', 'ingested', value FROM kpi_as_of('2019-05-01', knowledge := 'ingested')
)
WHERE value IS NOT NULL  -- those withdrawn by then have none
GROUP BY day
ORDER BY day;

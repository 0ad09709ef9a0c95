-- What did we know of the sector on 1 May 2019?
SELECT indicator, ecosystem, measure, nature, period_start, period_end, value, unit, sources, known_from
FROM kpi_as_of('2019-05-01')
WHERE sector = 'offshoring'
ORDER BY nature, indicator, measure, period_end, ecosystem NULLS FIRST, value;

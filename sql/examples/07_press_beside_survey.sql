-- What do the press and the member survey say of the same year?
SELECT
    indicator, year(period_end) AS year, source_type, round(value) AS value, unit,
    round(standard_error) AS standard_error, round(ci_low) AS ci_low, round(ci_high) AS ci_high, independent_sources
FROM kpi
WHERE sector = 'offshoring' AND ecosystem IS NULL AND measure = 'level' AND nature IN ('actual', 'estimate')
    AND indicator IN (SELECT indicator FROM kpi WHERE source_type = 'survey')
    AND year(period_end) IN (SELECT year(period_end) FROM kpi WHERE source_type = 'survey')
ORDER BY indicator, year, source_type, kpi.value;

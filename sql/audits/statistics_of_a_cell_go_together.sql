-- A survey cell of which one statistic, or one answer, is suppressed and another is shown, which tells it.
SELECT survey, wave, variable, ecosystem, size_class, city, "domain"
FROM survey_estimate
WHERE statistic IN ('total', 'mean', 'count', 'share')
GROUP BY ALL
HAVING count(DISTINCT obs_status) > 1
UNION ALL
SELECT survey, wave, variable, ecosystem, size_class, city, "domain"
FROM survey_estimate
WHERE statistic IN ('change', 'growth_rate')
GROUP BY ALL
HAVING count(DISTINCT obs_status) > 1;

-- How many people work in each ecosystem, give or take, by the member surveys?
SELECT
    wave, coalesce(ecosystem, 'all') AS ecosystem, round(value) AS jobs,
    round(100 * standard_error / value, 1) AS relative_error_percent, respondents, population AS firms, obs_status
FROM survey_estimate
WHERE indicator IN ('jobs', 'direct_jobs') AND statistic = 'total' AND size_class IS NULL
ORDER BY wave, survey_estimate.ecosystem NULLS FIRST;

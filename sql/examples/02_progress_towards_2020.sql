-- How far were the targets for 2020 reached, and which ones can't be compared, why?
SELECT
    indicator, measure, target_value AS target, unit, achieved_value AS achieved, year(achieved_period_end) AS by_year,
    round(100 * ratio) AS percent, reason
FROM target_progress
WHERE year(horizon) = 2020 AND sector = 'offshoring'
ORDER BY indicator, measure;

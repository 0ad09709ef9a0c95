-- How far were the targets for 2020 reached, and which ones can't be compared, why?
SELECT
    indicator, measure, unit, target_value, base_period, achieved_value, achieved_period_end, round(100 * ratio) AS percent,
    reason
FROM target_progress
WHERE year(horizon) = 2020 AND sector = 'offshoring'
ORDER BY indicator, measure;

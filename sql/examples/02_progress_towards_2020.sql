-- How far were the targets for 2020 reached, at which pace, as they were signed, and which ones can't be compared, why?
SELECT
    plan, plan_by, indicator, measure, additional, base_period AS since, target_value AS target, unit,
    achieved_value AS achieved, year(achieved_period_end) AS by_year, round(100 * ratio) AS percent,
    round(yearly_pace) AS needed_a_year, round(achieved_pace) AS so_far_a_year, signed_as, reason
FROM target_progress
WHERE year(horizon) = 2020 AND sector = 'offshoring'
ORDER BY indicator, measure, target_value;

-- A survey estimate without a standard error that shows the interval made from it.
SELECT estimate_id
FROM survey_estimate
WHERE standard_error IS NULL AND coalesce(ci_low, ci_high) IS NOT NULL
    AND NOT regexp_full_match(statistic, 'median|p\d+');

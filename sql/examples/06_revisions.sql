-- Which values changed over time, when, and by whom?
SELECT indicator, measure, nature, period_end, earlier_value, value, unit, revised_on, revised_by
FROM revision
ORDER BY revised_on, indicator, measure;

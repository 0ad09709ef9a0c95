-- Which values changed over time, when, who revised them, and why?
SELECT
    indicator, measure, nature, period_end, earlier_value, value, unit, revised_on, cause, revised_by, earlier_quote, quote
FROM revision
ORDER BY revised_on, indicator, measure, period_end;

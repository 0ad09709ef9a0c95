-- Claims and estimates side by side: everything that says something about a series in a period, and since when.
-- A series is indicator x measure x nature x sector x ecosystem x geography x scope x subject x unit, of one source type.

-- How a hedge opens the figure that it stands before: the fact lies between value * low and value * high. A figure
-- without a hedge is good to its rounding.
CREATE TEMP TABLE hedge_range AS
SELECT * FROM (VALUES
    ('more_than',  1.00, 1.10),
    ('at_least',   1.00, 1.10),
    ('nearly',     0.95, 1.00),
    ('about',      0.95, 1.05),
    ('less_than',  0.90, 1.00),
    ('at_most',    0.90, 1.00),
    ('within',     0.00, 1.00)
) AS hedge_range (hedge, low, high);

-- Half a unit of the last printed digit, of two significant digits at least: 26,2 milliards is good to 0,05 milliard.
CREATE TEMP MACRO rounding(value) AS
    CASE WHEN value = 0 THEN 0 ELSE 0.5 * list_max([
        step FOR step IN [10.0 ** (floor(log10(abs(value))) - digit) FOR digit IN range(1, 9)]
        IF abs(value / step - round(value / step)) < 1e-6 OR step = 10.0 ** (floor(log10(abs(value))) - 8)
    ]) END;

CREATE TEMP TABLE statement AS
WITH stated AS (
    SELECT
        'press' AS source_type, claim_id, NULL AS estimate_id, document_id,
        coalesce(publisher, document_id) AS publisher, claim.indicator, measure, nature, sector, ecosystem, geography,
        scope, subject, unit, period_start, period_end, value, value_high, hedge,
        NULL::DOUBLE AS standard_error, NULL::DOUBLE AS ci_low, NULL::DOUBLE AS ci_high, confidence, known_from
    FROM claim JOIN document USING (document_id)
    WHERE claim.indicator IS NOT NULL
    UNION ALL BY NAME
    SELECT
        'survey' AS source_type, estimate_id, survey AS publisher, indicator,
        CASE WHEN statistic IN ('total', 'count') THEN 'level' ELSE statistic END AS measure, 'estimate' AS nature,
        sector, ecosystem, geography, 'sector' AS scope, unit,
        period_start, period_end, value, standard_error, ci_low, ci_high, 1.0 AS confidence, known_from
    FROM survey_estimate
    WHERE indicator IS NOT NULL AND statistic IN ('total', 'count', 'share', 'change', 'growth_rate')
        AND category IS NULL AND size_class IS NULL AND city IS NULL AND domain IS NULL AND value IS NOT NULL
    -- the total of a yes or no is its count: of two with one meaning one is taken
    QUALIFY row_number() OVER (PARTITION BY survey, wave, variable, ecosystem, measure ORDER BY statistic DESC) = 1
),
placed AS (
    SELECT
        md5(concat_ws('|', source_type, indicator, measure, nature, coalesce(sector, '-'), coalesce(ecosystem, '-'),
            coalesce(geography, '-'), coalesce(scope, '-'), coalesce(subject, '-'), unit,
            coalesce(period_start::VARCHAR, '-'), coalesce(period_end::VARCHAR, '-'))) AS cell,  -- a series in a period
        coalesce(claim_id, estimate_id) AS statement_id,
        stated.*,
        CASE WHEN hedge IS NULL THEN rounding(value) ELSE 0 END AS good_to,
        -- of a fall, which is negative, the farther end is the lower one
        least(value * coalesce(low, 1), coalesce(value_high, value) * coalesce(high, 1)) - good_to AS at_least,
        greatest(value * coalesce(low, 1), coalesce(value_high, value) * coalesce(high, 1)) + good_to AS at_most
    FROM stated LEFT JOIN hedge_range USING (hedge)
),
followed AS (
    SELECT *, lag(known_from) OVER (PARTITION BY cell ORDER BY known_from, statement_id) AS said_before
    FROM placed
)
-- What is told without a period is told of the time in which it was published. So after a year in which nobody said it
-- a spell ends: what is said next takes the place of what was said before, and does not contradict it.
SELECT
    * EXCLUDE (said_before, good_to),
    count(*) FILTER (period_start IS NULL AND period_end IS NULL AND known_from > said_before + 365)
        OVER (PARTITION BY cell ORDER BY known_from, statement_id) AS spell
FROM followed;

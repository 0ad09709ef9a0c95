-- Claims and estimates side by side: everything that says something about a series in a period.

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

-- A field of a claim as data/raw/corrections.yml has it, where a correction sets it; else as it was read.
CREATE TEMP MACRO mended(fields, name, corrected, read) AS
    CASE WHEN list_contains(fields, name) THEN corrected ELSE read END;

CREATE TEMP TABLE provisional AS
SELECT DISTINCT claim_id
FROM (SELECT claim_id, lower(sentence) AS sentence FROM claim) JOIN staging.provisional_word ON contains(sentence, word);

-- One row for each claim as it was read, one more for each correction of it, one for each estimate of a whole sector.
-- holds_from and holds_to are the days between which it is to be taken so; null where nothing bounds them.
CREATE TEMP TABLE statement AS
WITH stated AS (
    SELECT
        'press' AS source_type, claim_id, claim.document_id, claim.indicator, claim.measure, claim.nature, claim.sector,
        claim.ecosystem, claim.geography, claim.scope, claim.subject, claim.unit, claim.period_start, claim.period_end,
        claim.value, claim.value_high, claim.hedge, confidence, NULL::DATE AS holds_from,
        corrected_on - 1 AS holds_to
    FROM claim LEFT JOIN correction USING (claim_id)
    UNION ALL
    SELECT
        'press', claim_id, claim.document_id,
        mended(fields, 'indicator', correction.indicator, claim.indicator), mended(fields, 'measure', correction.measure, claim.measure),
        mended(fields, 'nature', correction.nature, claim.nature), mended(fields, 'sector', correction.sector, claim.sector),
        mended(fields, 'ecosystem', correction.ecosystem, claim.ecosystem),
        mended(fields, 'geography', correction.geography, claim.geography), mended(fields, 'scope', correction.scope, claim.scope),
        mended(fields, 'subject', correction.subject, claim.subject), mended(fields, 'unit', correction.unit, claim.unit),
        mended(fields, 'period_start', correction.period_start, claim.period_start),
        mended(fields, 'period_end', correction.period_end, claim.period_end),
        mended(fields, 'value', correction.value, claim.value), mended(fields, 'value_high', correction.value_high, claim.value_high),
        mended(fields, 'hedge', correction.hedge, claim.hedge), confidence, corrected_on, NULL
    FROM claim JOIN correction USING (claim_id)
    WHERE NOT withdrawn
),
said AS (
    SELECT
        stated.* REPLACE (
            -- whose figure it is only its text tells: that of another text is another firm's, as far as anyone knows
            if(scope IN ('company', 'project') AND subject IS NULL, 'not named, document ' || left(origin, 8), subject)
            AS subject
        ),
        claim_id AS statement_id, NULL AS estimate_id, coalesce(publisher, document_id) AS publisher,
        voice, repeats, source_rank, known_from AS said_on, captured_at::DATE AS captured_on, withdrawn_on,
        claim_id IN (FROM provisional) AS provisional,
        NULL::DOUBLE AS standard_error, NULL::DOUBLE AS ci_low, NULL::DOUBLE AS ci_high
    FROM stated JOIN document USING (document_id) JOIN voice USING (document_id)
    WHERE stated.indicator IS NOT NULL
    UNION ALL BY NAME
    SELECT
        'survey' AS source_type, estimate_id AS statement_id, estimate_id, survey AS publisher, survey AS voice,
        false AS repeats, 0 AS source_rank, false AS provisional, indicator,
        CASE WHEN statistic IN ('total', 'count') THEN 'level' ELSE statistic END AS measure, 'estimate' AS nature,
        sector, ecosystem, geography, 'sector' AS scope, unit, period_start, period_end, value, standard_error,
        ci_low, ci_high, 1.0 AS confidence, known_from AS said_on, captured_on
    FROM survey_estimate
    WHERE indicator IS NOT NULL AND statistic IN ('total', 'count', 'share', 'change', 'growth_rate')
        AND category IS NULL AND size_class IS NULL AND city IS NULL AND domain IS NULL AND value IS NOT NULL
    -- the total of a yes or no is its count: of two with one meaning one is taken
    QUALIFY row_number() OVER (PARTITION BY survey, wave, variable, ecosystem, measure ORDER BY statistic DESC) = 1
)
SELECT
    row_number() OVER (ORDER BY source_type, statement_id, holds_from NULLS FIRST) AS number,
    md5_number_lower(concat_ws('|', source_type, indicator, measure, nature, coalesce(sector, '-'), coalesce(ecosystem, '-'),
        coalesce(geography, '-'), coalesce(scope, '-'), coalesce(subject, '-'), unit,
        coalesce(period_start::VARCHAR, '-'), coalesce(period_end::VARCHAR, '-'))) AS cell,  -- a series in a period
    hash(value, value_high, hedge) AS figure,
    *
FROM said;

CREATE TEMP TABLE series AS  -- one row a series and period, that is a cell
SELECT
    cell, source_type, indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit, period_start,
    period_end
FROM statement
SEMI JOIN (SELECT min(number) AS number FROM statement GROUP BY cell) AS first_of_cell USING (number);

-- What each figure leaves room for, and to how many digits it is told, two at least. Two agree where one of them lies in
-- the range of the other, or where both are hedged and their ranges meet.
CREATE TEMP TABLE figure AS
SELECT
    figure, value, hedge, good_to,
    if(value = 0, 2, round(floor(log10(abs(value))) - log10(2 * good_to)) + 1)::INTEGER AS digits,
    -- of a fall, which is negative, the farther end is the lower one
    least(value * coalesce(low, 1), coalesce(value_high, value) * coalesce(high, 1))
        - if(hedge IS NULL, good_to, 0) AS at_least,
    greatest(value * coalesce(low, 1), coalesce(value_high, value) * coalesce(high, 1))
        + if(hedge IS NULL, good_to, 0) AS at_most
FROM (SELECT DISTINCT figure, value, value_high, hedge, rounding(value) AS good_to FROM statement)
LEFT JOIN hedge_range USING (hedge);

CREATE TEMP MACRO agree(value, hedge, low, high, other_value, other_hedge, other_low, other_high) AS
    value = other_value
    OR (value BETWEEN other_low AND other_high) OR (other_value BETWEEN low AND high)
    OR (hedge IS NOT NULL AND other_hedge IS NOT NULL AND low < other_high AND high > other_low);

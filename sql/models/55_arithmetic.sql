-- What figures say about each other: a level, the one before it and the growth between them; a part, its share, the whole.
-- Only what was told is set against what was told; a difference within rounding and hedge is none.

-- Levels of a year, and the rates, changes and shares of a year, on the same line: what one series is but for measure.
CREATE TEMP TABLE of_a_year AS
SELECT
    observed.* EXCLUDE (nature), year(period_end) AS year,
    -- an estimate is as good as its confidence interval
    coalesce(ci_low, at_least) AS at_least, coalesce(ci_high, at_most) AS at_most,
    hash(source_type, indicator, coalesce(sector, '-'), coalesce(geography, '-'), coalesce(scope, '-'),
        coalesce(subject, '-')) AS line
FROM observed
JOIN (SELECT number, figure FROM statement) AS statement USING (number)
JOIN figure USING (figure)
JOIN (SELECT indicator, flow FROM indicator) AS indicator USING (indicator)
WHERE knowledge = 'published' AND nature IN ('actual', 'estimate') AND observed.value IS NOT NULL
    AND measure IN ('level', 'growth_rate', 'change', 'share')
    AND year(period_start) = year(period_end)
    AND (strftime(period_start, '%m-%d') = '01-01' AND strftime(period_end, '%m-%d') = '12-31'
        OR NOT flow AND measure = 'level');

CREATE TEMP MACRO written(value) AS  -- as people write an amount or a rate
    if(abs(value) >= 1000, format('{:t }', round(value)::BIGINT), printf('%g', value));

CREATE TEMP TABLE step AS  -- two levels that follow each other in their series, while both were known
WITH level AS (
    SELECT * FROM of_a_year WHERE measure = 'level'
),
year_before AS (
    SELECT line, ecosystem, unit, year, lag(year) OVER (PARTITION BY line, ecosystem, unit ORDER BY year) AS earlier_year
    FROM (SELECT DISTINCT line, ecosystem, unit, year FROM level)
)
SELECT
    later AS later, earlier AS earlier, greatest(later.known_from, earlier.known_from) AS known_from,
    least(later.known_to, earlier.known_to) AS known_to
FROM level AS later
JOIN year_before ON year_before.line = later.line AND year_before.year = later.year AND year_before.unit = later.unit
    AND year_before.ecosystem IS NOT DISTINCT FROM later.ecosystem
JOIN level AS earlier ON earlier.line = later.line AND earlier.year = earlier_year AND earlier.unit = later.unit
    AND earlier.ecosystem IS NOT DISTINCT FROM later.ecosystem
    AND earlier.known_from <= later.known_to AND later.known_from <= earlier.known_to
WHERE later.value > 0 AND earlier.value > 0;

CREATE TEMP TABLE growth AS  -- with the growth that is told of the later year
SELECT
    later, earlier, rate AS rate, greatest(step.known_from, rate.known_from) AS known_from,
    least(step.known_to, rate.known_to) AS known_to,
    later.value / (1 + rate.value / 100) AS implied,
    later.year - earlier.year AS years,
    later.at_most < earlier.at_least * (1 + rate.at_least / 100)
        OR later.at_least > earlier.at_most * (1 + rate.at_most / 100) AS apart
FROM step JOIN of_a_year AS rate
    ON rate.measure = 'growth_rate' AND rate.line = later.line AND rate.year = later.year
    AND rate.ecosystem IS NOT DISTINCT FROM later.ecosystem
    AND rate.known_from <= step.known_to AND step.known_from <= rate.known_to
WHERE rate.value > -100;

-- A difference of more than a tenth is no slip: method or perimeter have changed between the two. Where years lie between
-- them, it is one when the level went the other way than the growth told, by more than a fifth a year.
CREATE TABLE series_break AS
SELECT
    left(md5(later.observation_id || earlier.observation_id || rate.observation_id), 16) AS break_id,
    later.indicator, later.sector, later.ecosystem, later.geography, later.unit, later.year::INTEGER AS year,
    earlier.year::INTEGER AS earlier_year, later.observation_id, earlier.observation_id AS earlier_observation_id,
    rate.observation_id AS growth_observation_id, later.value, earlier.value AS earlier_value,
    rate.value AS growth_rate, implied AS implied_earlier_value,
    concat(later.year, ' is said to be ', written(abs(rate.value)), if(rate.value < 0, ' % less', ' % more'),
        ' than the year before, which makes that ', written(implied),
        '; told are ', written(earlier.value), ' for ', earlier.year,
        ': method or perimeter have changed, and no growth is computed between the two') AS explanation,
    known_from, known_to
FROM growth
WHERE (apart OR later.source_type = 'press') AND CASE WHEN years = 1 THEN apart AND greatest(implied / earlier.value, earlier.value / implied) > 1.1
    ELSE (implied / earlier.value - 1) * rate.value < 0
        AND greatest(implied / earlier.value, earlier.value / implied) > 1.2 ** (years - 1) END
ORDER BY ALL;
COMMENT ON TABLE series_break IS 'Where levels of a series do not continue each other: method or perimeter have changed';
COMMENT ON COLUMN series_break.break_id IS 'Key';
COMMENT ON COLUMN series_break.indicator IS 'Code of the indicator';
COMMENT ON COLUMN series_break.sector IS 'Code of the sector';
COMMENT ON COLUMN series_break.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN series_break.geography IS 'ISO 3166-1 code of the place';
COMMENT ON COLUMN series_break.unit IS 'Unit of the levels';
COMMENT ON COLUMN series_break.year IS 'First year after the break';
COMMENT ON COLUMN series_break.earlier_year IS 'Last year before it for which there is a level';
COMMENT ON COLUMN series_break.observation_id IS 'Observation of the first year after the break; in kpi its status is B';
COMMENT ON COLUMN series_break.earlier_observation_id IS 'Observation of the year before the break';
COMMENT ON COLUMN series_break.growth_observation_id IS 'Observation of the growth rate that the two contradict';
COMMENT ON COLUMN series_break.value IS 'Level after the break, in base units';
COMMENT ON COLUMN series_break.earlier_value IS 'Level before the break, in base units';
COMMENT ON COLUMN series_break.growth_rate IS 'Growth that is told of the first year after the break, percent';
COMMENT ON COLUMN series_break.implied_earlier_value IS 'Level of the year before that this growth implies';
COMMENT ON COLUMN series_break.explanation IS 'The arithmetic, in words';
COMMENT ON COLUMN series_break.known_from IS 'First day on which all three were known';
COMMENT ON COLUMN series_break.known_to IS 'Last day on which all three were known, inclusive; 9999-12-31 is still';

CREATE TEMP TABLE mismatch AS  -- arithmetic between current figures that does not come out, one row each
FROM (
SELECT
    later.observation_id, rate.observation_id AS rival_observation_id, later.number, rate.number AS rival_number,
    abs(implied - earlier.value) / greatest(implied, earlier.value) AS distance,
    concat(written(earlier.value), ' for ', earlier.year, ' and ', written(rate.value), ' % do not make ', written(later.value)) AS remark
FROM growth
WHERE years = 1 AND apart AND known_to = DATE '9999-12-31'
    AND greatest(implied / earlier.value, earlier.value / implied) <= 1.1
UNION ALL
SELECT
    later.observation_id, change.observation_id, later.number, change.number,
    abs(later.value - earlier.value - change.value) / greatest(abs(later.value - earlier.value), abs(change.value)),
    concat(written(later.value), ' less ', written(earlier.value), ' for ', earlier.year, ' is not ', written(change.value))
FROM step JOIN of_a_year AS change
    ON change.measure = 'change' AND change.line = later.line AND change.year = later.year AND change.unit = later.unit
    AND change.ecosystem IS NOT DISTINCT FROM later.ecosystem
WHERE later.year - earlier.year = 1 AND step.known_to = DATE '9999-12-31' AND change.known_to = DATE '9999-12-31'
    AND (later.at_most - earlier.at_least < change.at_least OR later.at_least - earlier.at_most > change.at_most)
    AND later.observation_id NOT IN (SELECT observation_id FROM series_break WHERE known_to = DATE '9999-12-31')
UNION ALL
SELECT
    part.observation_id, share.observation_id, part.number, share.number,
    abs(part.value - whole.value * share.value / 100) / greatest(part.value, whole.value * share.value / 100),
    concat(written(share.value), ' % of ', written(whole.value), ' is not ', written(part.value))
FROM of_a_year AS part
JOIN of_a_year AS whole ON whole.line = part.line AND whole.year = part.year AND whole.unit = part.unit
    AND whole.measure = 'level' AND whole.ecosystem IS NULL
JOIN of_a_year AS share ON share.line = part.line AND share.year = part.year AND share.measure = 'share'
    AND share.ecosystem = part.ecosystem
WHERE part.measure = 'level' AND part.ecosystem IS NOT NULL AND part.known_to = DATE '9999-12-31'
    AND whole.known_to = DATE '9999-12-31' AND share.known_to = DATE '9999-12-31'
    AND (part.at_most < whole.at_least * share.at_least / 100 OR part.at_least > whole.at_most * share.at_most / 100)
)
-- of two levels of a year (a stock of two days, an estimate beside a result) the one that comes nearest
QUALIFY row_number() OVER (PARTITION BY observation_id, rival_observation_id ORDER BY distance, remark) = 1;

-- What follows from what was told, where nobody told it. It feeds nothing: it is made of observations alone.
CREATE TABLE derived AS
WITH current_step AS (
    SELECT later, earlier FROM step
    WHERE known_to = DATE '9999-12-31' AND later.year - earlier.year = 1
        AND (later.observation_id, earlier.observation_id) NOT IN (
            SELECT (observation_id, earlier_observation_id) FROM series_break WHERE known_to = DATE '9999-12-31'
        )
        -- one amount told of both years is no growth of zero
        AND NOT EXISTS (
            FROM rival WHERE least(cell, other_cell) = least(later.cell, earlier.cell)
                AND greatest(cell, other_cell) = greatest(later.cell, earlier.cell)
        )
),
told AS (
    SELECT DISTINCT line, ecosystem, measure, unit, year FROM of_a_year WHERE known_to = DATE '9999-12-31'
),
made AS (
    SELECT
        'growth_rate' AS measure, later AS about, later.year AS year, 100 * (later.value / earlier.value - 1) AS value,
        'percent' AS unit, '100 * (level / level of the year before - 1)' AS formula,
        [later.observation_id, earlier.observation_id] AS inputs
    FROM current_step
    UNION ALL
    SELECT
        'change', later, later.year, later.value - earlier.value, later.unit, 'level - level of the year before',
        [later.observation_id, earlier.observation_id]
    FROM current_step
    UNION ALL
    SELECT
        'level', level, level.year - 1, level.value / (1 + rate.value / 100), level.unit,
        'level of the year after / (1 + its growth / 100)', [level.observation_id, rate.observation_id]
    FROM of_a_year AS level JOIN of_a_year AS rate ON rate.line = level.line AND rate.year = level.year
        AND rate.ecosystem IS NOT DISTINCT FROM level.ecosystem
    WHERE level.measure = 'level' AND rate.measure = 'growth_rate' AND level.known_to = DATE '9999-12-31'
        AND rate.known_to = DATE '9999-12-31' AND rate.value > -100
    UNION ALL
    SELECT
        'share', part, part.year, 100 * part.value / whole.value, 'percent', '100 * level / level of the whole sector',
        [part.observation_id, whole.observation_id]
    FROM of_a_year AS part JOIN of_a_year AS whole ON whole.line = part.line AND whole.year = part.year
        AND whole.unit = part.unit
    WHERE part.measure = 'level' AND whole.measure = 'level' AND part.ecosystem IS NOT NULL AND whole.ecosystem IS NULL
        AND part.known_to = DATE '9999-12-31' AND whole.known_to = DATE '9999-12-31' AND whole.value > 0
        AND part.value <= whole.value
)
SELECT
    left(md5(concat_ws('|', made.measure, inputs[1], inputs[2])), 16) AS derived_id, about.indicator AS indicator,
    made.measure, about.sector AS sector, about.ecosystem AS ecosystem, about.geography AS geography,
    about.scope AS scope, about.subject AS subject, about.source_type AS source_type, made.year::INTEGER AS year, made.value, made.unit,
    formula, inputs
FROM made
ANTI JOIN told ON told.line = about.line AND told.measure = made.measure AND told.unit = made.unit
    AND told.year = made.year AND told.ecosystem IS NOT DISTINCT FROM about.ecosystem
-- of two levels of one year, a stock told of two days, the first made
QUALIFY row_number() OVER (PARTITION BY about.line, about.ecosystem, made.measure, made.unit, made.year ORDER BY inputs) = 1
ORDER BY indicator, measure, sector, ecosystem NULLS FIRST, year, derived_id;
COMMENT ON TABLE derived IS 'Values that follow from current observations where nobody states them; never an observation, and never made from one another';
COMMENT ON COLUMN derived.derived_id IS 'Key';
COMMENT ON COLUMN derived.indicator IS 'Code of the indicator';
COMMENT ON COLUMN derived.measure IS 'growth_rate, change, level (of the year before a stated growth) or share (of the whole sector)';
COMMENT ON COLUMN derived.sector IS 'Code of the sector';
COMMENT ON COLUMN derived.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN derived.geography IS 'ISO 3166-1 code of the place';
COMMENT ON COLUMN derived.scope IS 'As that of its inputs';
COMMENT ON COLUMN derived.subject IS 'As that of its inputs';
COMMENT ON COLUMN derived.source_type IS 'press or survey, as its inputs; the two are never mixed';
COMMENT ON COLUMN derived.year IS 'Year that it is about';
COMMENT ON COLUMN derived.value IS 'The derived value, in base units';
COMMENT ON COLUMN derived.unit IS 'Its unit';
COMMENT ON COLUMN derived.formula IS 'How it is made from its inputs';
COMMENT ON COLUMN derived.inputs IS 'The observations that it is made from, in the order of the formula';

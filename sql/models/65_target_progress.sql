-- How far each target is reached, where that can be said. Like is compared with like only:
--   a level, share or rank with the latest one,
--   what is to be added with what was added since the base year, else with the difference of two levels,
--   growth and multiples with the growth between two levels, never across a break of the series.
-- Same indicator, sector, ecosystem, geography, scope, subject and unit, always; and of a flow only whole years.

CREATE TEMP MACRO line_of(indicator, sector, ecosystem, geography, scope, subject, unit) AS
    hash(indicator, coalesce(sector, '-'), coalesce(ecosystem, '-'), coalesce(geography, '-'),
        if(coalesce(scope, 'sector') = 'program', 'sector', coalesce(scope, 'sector')), coalesce(subject, '-'), unit);

CREATE TEMP MACRO counted(value) AS  -- 18 000 000 000, and 0.2 as it is
    if(value = round(value), format('{:t }', round(value)::BIGINT), value::VARCHAR);

CREATE TEMP TABLE told_a_year AS  -- what was added "a year" over several years: 5,000 jobs a year are not 5,000 jobs
SELECT DISTINCT observation_id
FROM (
    SELECT observation_id, words_of(sentence) AS words, words_of(quote) AS figure
    FROM evidence JOIN claim USING (claim_id)
    WHERE role = 'shown' AND nature = 'actual' AND measure IN ('change', 'cumulative')
        AND year(period_end) > year(period_start)
)
JOIN (SELECT ltrim(words_of(word)) AS word FROM staging.yearly_word) ON contains(words, concat(figure, word));

-- The current results; a flow of part of a year is not its level.
CREATE TEMP TABLE result AS
SELECT
    observation_id, indicator, measure, sector, unit, value, period_start, period_end,
    year(period_start) AS first_year, year(period_end) AS last_year,
    measure IN ('change', 'cumulative') AS added,
    line_of(indicator, sector, ecosystem, geography, scope, subject, unit) AS line,
    line_of(indicator, sector, ecosystem, geography, scope, subject, '-') AS any_unit
FROM observation
JOIN (SELECT indicator, flow FROM indicator) AS indicator USING (indicator)
WHERE nature = 'actual' AND known_to = DATE '9999-12-31' AND source_type = 'press' AND value IS NOT NULL
    AND period_end IS NOT NULL
    AND (flow AND measure = 'level' AND date_diff('month', period_start, period_end + 1) < 12) IS NOT true
    AND (added AND observation_id IN (FROM told_a_year)) IS NOT true;

-- The first years after a break: method or perimeter have changed.
CREATE TEMP TABLE broken AS
SELECT DISTINCT line, last_year AS year FROM result
WHERE observation_id IN (SELECT observation_id FROM series_break WHERE known_to = DATE '9999-12-31');

CREATE TEMP TABLE yearly AS  -- targets of growth a year
SELECT DISTINCT observation_id
FROM (SELECT observation_id, words_of(sentence) AS words FROM aim_claim WHERE measure = 'growth_rate')
JOIN (SELECT words_of(word) AS word FROM staging.yearly_word) ON contains(words, word);

CREATE TEMP TABLE target AS
WITH belonging AS (  -- of claims that belong to several plans the nearest tie counts, then the most, then the first
    SELECT observation_id, plan, plan_by, horizon, base_year
    FROM target_claim JOIN aim_claim USING (observation_id, claim_id)
    WHERE role <> 'disagrees'
    GROUP BY observation_id, plan, plan_by, horizon, base_year
    QUALIFY row_number() OVER (
        PARTITION BY observation_id
        ORDER BY array_position(['sentence', 'document', 'horizon'], plan_by) NULLS LAST, count(*) DESC,
            min(said_on), plan
    ) = 1
)
SELECT
    aim.* EXCLUDE (last_year, first_year), plan, plan_by, horizon, year(horizon) AS last_year, base_year,
    coalesce(base_year, plan_base_year) AS counts_from, refines,
    measure IN ('change', 'cumulative') AS adds,
    yearly.observation_id IS NOT NULL AS yearly,
    line_of(indicator, sector, ecosystem, geography, scope, subject, unit) AS line,
    line_of(indicator, sector, ecosystem, geography, scope, subject, '-') AS any_unit,
    line_of(refines, sector, ecosystem, geography, scope, subject, unit) AS broader_line
FROM aim
JOIN belonging USING (observation_id)
LEFT JOIN (SELECT plan, base_year AS plan_base_year FROM plan) AS plan USING (plan)
LEFT JOIN (SELECT indicator, refines FROM indicator) AS broader USING (indicator)
LEFT JOIN yearly USING (observation_id)
WHERE horizon IS NOT NULL;

-- Told as a total, where the plan was signed with that very number as one to be added: a slip, which no level measures.
CREATE TEMP TABLE told_as_total AS
SELECT observation_id
FROM target JOIN pledge USING (observation_id, plan)
WHERE pledge.additional AND NOT target.additional AND pledge.value = target.value;

-- Two levels, of the base year and of a later one, between which the series does not break.
CREATE TEMP TABLE span AS
SELECT
    target.observation_id AS target_id, latest.observation_id, base.value AS base_value, latest.value,
    latest.period_end, latest.last_year - base.last_year AS years, latest.unit,
    (SELECT min(year) FROM broken
        WHERE broken.line = latest.line AND year > base.last_year AND year <= latest.last_year) AS broken_in
FROM target
JOIN result AS latest USING (any_unit)
JOIN result AS base ON base.line = latest.line
WHERE target.additional AND target.measure <> 'cumulative' AND (latest.unit = target.unit OR NOT adds)
    AND latest.measure = 'level' AND base.measure = 'level'
    AND base.last_year = target.base_year AND latest.last_year > target.base_year
    AND latest.last_year <= target.last_year AND (adds OR base.value > 0);

CREATE TEMP TABLE comparison AS  -- the best way in which a target may be compared
WITH alike AS (  -- a result of the same measure, of the same indicator or else of the one that it refines
    SELECT
        target.observation_id AS target_id, result.observation_id, result.value AS achieved, result.period_end,
        CASE WHEN adds THEN date_diff('month', period_start, result.period_end + 1) / 12 END AS years,
        if(result.line = target.line, 1, 3) AS preference, result.first_year
    FROM (
        SELECT *, line AS compared_line FROM target
        UNION ALL
        SELECT *, broader_line FROM target WHERE adds AND refines IS NOT NULL
    ) AS target
    JOIN result ON result.line = compared_line
    WHERE result.last_year <= target.last_year
        AND CASE
            WHEN adds THEN added AND result.first_year BETWEEN base_year AND base_year + 1
            WHEN additional THEN result.measure = target.measure AND NOT yearly
                AND result.first_year = base_year AND result.last_year > base_year
            ELSE result.measure = target.measure
        END
),
between_levels AS (
    SELECT
        target_id, span.observation_id,
        CASE
            WHEN adds THEN span.value - base_value
            WHEN measure = 'multiple' THEN span.value / base_value
            WHEN yearly THEN 100 * ((span.value / base_value) ** (1.0 / years) - 1)
            ELSE 100 * (span.value / base_value - 1)
        END AS achieved,
        span.period_end, if(adds, years, NULL) AS years, 2 AS preference, base_year AS first_year, base_value
    FROM span JOIN target ON target.observation_id = target_id
    WHERE broken_in IS NULL
)
FROM (FROM alike UNION ALL BY NAME FROM between_levels)
SEMI JOIN (
    FROM target WHERE value_high IS NULL AND observation_id NOT IN (FROM told_as_total)
) AS target ON target.observation_id = target_id
QUALIFY row_number() OVER (
    PARTITION BY target_id ORDER BY preference, period_end DESC, first_year, years DESC, observation_id
) = 1;

-- What else there is where nothing can be compared: the reasons go from the nearest to the farthest.
CREATE TEMP TABLE obstacle AS
WITH own AS (
    SELECT
        target.observation_id AS target_id,
        min(result.last_year) FILTER (result.last_year > target.last_year
            AND if(adds, added AND first_year BETWEEN base_year AND base_year + 1, result.measure = target.measure)
        ) AS too_late,
        min({'first': result.first_year, 'last': result.last_year}) FILTER (adds AND added) AS other_base,
        bool_or(result.measure = 'level') AS has_level
    FROM target JOIN result USING (line)
    GROUP BY target.observation_id
)
SELECT
    target.observation_id AS target_id, too_late, other_base, coalesce(has_level, false) AS has_level,
    broken_in, broken_before,
    hash(any_unit, if(adds, 'added', target.measure)) IN (
        SELECT hash(any_unit, if(added, 'added', measure)) FROM result
    ) AS in_other_unit,
    hash(target.indicator, if(adds, 'added', target.measure), coalesce(sector, '-'), target.unit) IN (
        SELECT hash(indicator, if(added, 'added', measure), coalesce(sector, '-'), unit) FROM result
    ) AS elsewhere
FROM target
LEFT JOIN own ON own.target_id = target.observation_id
LEFT JOIN (
    SELECT target_id, min(broken_in) AS broken_in, any_value(target.base_year) AS broken_before
    FROM span JOIN target ON target.observation_id = target_id GROUP BY target_id
) AS break ON break.target_id = target.observation_id
WHERE target.observation_id NOT IN (SELECT target_id FROM comparison);

CREATE TABLE target_progress AS
SELECT
    target.observation_id AS target_observation_id, comparison.observation_id AS actual_observation_id, target.plan,
    plan_by, target.indicator, target.measure, target.additional, target.sector, target.ecosystem, target.geography,
    target.unit, horizon, target.value AS target_value, target.base_year AS base_period, base_value,
    achieved AS achieved_value, comparison.period_end AS achieved_period_end,
    CASE WHEN target.measure <> 'rank' THEN target.value - achieved END AS remaining,
    CASE WHEN target.measure <> 'rank' THEN achieved / nullif(target.value, 0) END AS ratio,
    if(target.measure = 'rank' OR target.value < 0, achieved <= target.value, achieved >= target.value) AS reached,
    CASE
        WHEN target.measure NOT IN ('level', 'share', 'change', 'cumulative') THEN NULL
        WHEN reached THEN 0
        WHEN comparison.period_end < horizon
            THEN remaining / (date_diff('month', comparison.period_end + 1, horizon + 1) / 12)
    END AS yearly_pace,
    achieved / nullif(years, 0) AS achieved_pace,
    CASE WHEN alike THEN pledge.value END AS signed_value,
    nullif(concat_ws('; ',
        CASE
            WHEN pledge.additional <> target.additional THEN concat('signed as ',
                if(pledge.additional, 'additional since ' || pledge.base_year, 'a total'), ': ',
                counted(pledge.value), ' ', target.unit)
            WHEN pledge.value <> target.value THEN concat('signed: ', counted(pledge.value), ' ', target.unit)
        END,
        CASE WHEN pledge.indicator <> target.indicator THEN 'signed of ' || pledge.indicator END,
        CASE WHEN pledge.additional AND target.additional AND pledge.base_year <> target.base_year
            THEN concat('signed to count from ', pledge.base_year, ', not ', target.base_year) END
    ), '') AS signed_as,
    comparison.target_id IS NOT NULL AS comparable,
    CASE WHEN comparable THEN concat_ws('; ',
        CASE
            WHEN preference <> 2 THEN 'same measure'
            WHEN adds THEN 'difference of two levels'
            WHEN target.measure = 'multiple' THEN 'quotient of two levels'
            WHEN yearly THEN 'average yearly growth between two levels'
            ELSE 'growth between two levels'
        END,
        CASE WHEN preference = 3 THEN concat('told of ', refines, ', whether ', target.indicator, ' or not') END,
        CASE WHEN target.measure = 'rank' THEN 'a lower rank is better' END,
        (SELECT 'the series breaks in ' || max(year) FROM broken
            WHERE broken.line = target.line AND NOT target.additional
                AND year > counts_from AND year <= year(comparison.period_end)),
        CASE WHEN target.period_end IS NULL THEN 'the horizon is that of the plan' END
    ) ELSE 'not compared: ' || CASE
        WHEN value_high IS NOT NULL THEN 'the target is a range'
        WHEN target.observation_id IN (FROM told_as_total)
            THEN concat('signed as additional since ', pledge.base_year, ', here told as a total')
        WHEN target.additional AND target.base_year IS NULL
            THEN 'no text and no plan says from which year on it counts'
        WHEN broken_in IS NOT NULL
            THEN concat('the series breaks in ', broken_in, ', after the base year ', broken_before)
        WHEN too_late IS NOT NULL THEN concat('the first result is of ', too_late, ', after the horizon')
        WHEN other_base IS NOT NULL
            THEN concat('what is told was added in ', other_base.first,
                CASE WHEN other_base.last > other_base.first THEN ' to ' || other_base.last END, ', not since ',
                target.base_year)
        WHEN target.measure = 'cumulative' AND has_level
            THEN 'only levels are told, and their difference is not what was added since ' || target.base_year
        WHEN adds AND has_level
            THEN concat('only levels are told, and not those of ', target.base_year, ' and a later year')
        WHEN in_other_unit THEN 'the results are in another currency or unit than ' || target.unit
        WHEN elsewhere THEN 'the results are of another perimeter (ecosystem, place, scope or subject)'
        WHEN adds THEN 'nothing says what was added since ' || target.base_year
        WHEN target.additional THEN concat('no growth and no two levels are told since ', target.base_year)
        ELSE concat('no actual ', replace(target.measure, '_', ' '), ' of the same series up to the horizon')
    END END AS reason
FROM target
LEFT JOIN comparison ON comparison.target_id = target.observation_id
LEFT JOIN obstacle ON obstacle.target_id = target.observation_id
LEFT JOIN (
    SELECT pledge.* EXCLUDE (horizon), pledge.indicator = aim.indicator AND (pledge.measure = aim.measure
        OR pledge.measure IN ('change', 'cumulative') AND aim.measure IN ('change', 'cumulative')) AS alike
    FROM pledge JOIN aim USING (observation_id)
) AS pledge ON pledge.observation_id = target.observation_id AND pledge.plan = target.plan
ORDER BY horizon, target.indicator, target.measure, target.observation_id;
COMMENT ON TABLE target_progress IS 'Current targets and what was achieved of them, where like can be compared with like';
COMMENT ON COLUMN target_progress.target_observation_id IS 'The target';
COMMENT ON COLUMN target_progress.actual_observation_id IS 'The latest result that it is compared with; null where there is none';
COMMENT ON COLUMN target_progress.plan IS 'Code of the plan to which it belongs; null where none is known';
COMMENT ON COLUMN target_progress.plan_by IS 'How it was tied to the plan: by its sentence, by its document, or by sector, country and horizon';
COMMENT ON COLUMN target_progress.indicator IS 'Code of the indicator';
COMMENT ON COLUMN target_progress.measure IS 'Measure of the target: level, change, cumulative, ...';
COMMENT ON COLUMN target_progress.additional IS 'True where it counts from base_period (what is added, or grows); false where it is a total';
COMMENT ON COLUMN target_progress.sector IS 'Code of the sector';
COMMENT ON COLUMN target_progress.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN target_progress.geography IS 'ISO 3166-1 code of the place';
COMMENT ON COLUMN target_progress.unit IS 'Unit of the target and of what was achieved; of base_value too, unless growth or a multiple is aimed at';
COMMENT ON COLUMN target_progress.horizon IS 'Last day on which the target is to be reached: as stated, else that of the plan';
COMMENT ON COLUMN target_progress.target_value IS 'The target, in base units';
COMMENT ON COLUMN target_progress.base_period IS 'Year since which an additional or cumulative target counts';
COMMENT ON COLUMN target_progress.base_value IS 'Level of the base year, where the comparison starts from it';
COMMENT ON COLUMN target_progress.achieved_value IS 'What was achieved, counted as the target is';
COMMENT ON COLUMN target_progress.achieved_period_end IS 'Last day of the period that achieved_value is about';
COMMENT ON COLUMN target_progress.remaining IS 'Target less achieved';
COMMENT ON COLUMN target_progress.ratio IS 'Achieved as a part of the target: 1 is reached';
COMMENT ON COLUMN target_progress.reached IS 'Whether the target is reached: a rank or a fall by being as low, all else by being as high';
COMMENT ON COLUMN target_progress.yearly_pace IS 'What is missing a year, from achieved_period_end to the horizon, in the unit of the target; 0 where it is reached';
COMMENT ON COLUMN target_progress.achieved_pace IS 'What was added a year so far, of an additional target';
COMMENT ON COLUMN target_progress.signed_value IS 'The same target as the plan was signed; null where it has none of that indicator, measure, unit and horizon';
COMMENT ON COLUMN target_progress.signed_as IS 'How what was signed differs from what is told; null where it does not';
COMMENT ON COLUMN target_progress.comparable IS 'Whether the two can be compared';
COMMENT ON COLUMN target_progress.reason IS 'How they are compared, or why they are not';

-- How far each target is reached, where that can be said. Like is compared with like only:
--   a level with the latest level,
--   an additional or cumulative amount with what was added up since the base year,
--   or else with the difference of two levels, the latest one less that of the base year.
-- Same indicator, sector, ecosystem, geography, subject and unit, always; and of a flow only whole years.

CREATE TABLE target_progress AS
WITH current AS (
    SELECT observation.*, year(period_start) AS first_year, year(period_end) AS last_year
    FROM observation LEFT JOIN indicator USING (indicator)
    WHERE known_to = DATE '9999-12-31' AND source_type = 'press' AND coalesce(scope, 'sector') IN ('sector', 'program')
        AND NOT (flow AND nature = 'actual' AND measure = 'level'
            AND date_diff('month', period_start, period_end + 1) < 12) IS true
),
target AS (
    SELECT
        current.*, plan.plan,
        CASE WHEN measure IN ('change', 'cumulative') THEN coalesce(first_year, plan.base_year) END AS base_year
    FROM current
    LEFT JOIN LATERAL (
        SELECT plan, base_year FROM staging.plan
        WHERE plan.sector IS NOT DISTINCT FROM current.sector
            AND plan.geography IS NOT DISTINCT FROM current.geography AND plan.horizon_year = current.last_year
        ORDER BY base_year NULLS LAST, start_year, plan
        LIMIT 1
    ) AS plan ON true
    WHERE nature = 'target' AND period_end IS NOT NULL
),
result AS (  -- what was achieved, each way in which it may be compared
    SELECT
        target.observation_id AS target_observation_id, actual.observation_id AS actual_observation_id,
        actual.value AS achieved_value, actual.period_end AS achieved_period_end,
        1 AS preference, actual.first_year
    FROM target JOIN current AS actual USING (indicator, sector, geography, unit)
    WHERE actual.nature = 'actual' AND actual.ecosystem IS NOT DISTINCT FROM target.ecosystem
        AND actual.subject IS NOT DISTINCT FROM target.subject
        AND actual.last_year <= target.last_year
        AND CASE
            WHEN target.measure IN ('change', 'cumulative')
                THEN actual.measure IN ('change', 'cumulative')
                    AND actual.first_year BETWEEN target.base_year AND target.base_year + 1
            ELSE actual.measure = target.measure
        END
    UNION ALL
    SELECT
        target.observation_id, latest.observation_id, latest.value - base.value, latest.period_end, 2, target.base_year
    FROM target
    JOIN current AS latest USING (indicator, sector, geography, unit)
    JOIN current AS base USING (indicator, sector, geography, unit)
    WHERE target.measure = 'change' AND latest.nature = 'actual' AND base.nature = 'actual'
        AND latest.measure = 'level' AND base.measure = 'level'
        AND latest.ecosystem IS NOT DISTINCT FROM target.ecosystem
        AND base.ecosystem IS NOT DISTINCT FROM target.ecosystem
        AND latest.subject IS NOT DISTINCT FROM target.subject AND base.subject IS NOT DISTINCT FROM target.subject
        AND latest.last_year <= target.last_year AND latest.last_year > target.base_year
        AND base.last_year = target.base_year
),
best AS (
    SELECT * FROM result
    QUALIFY row_number() OVER (
        PARTITION BY target_observation_id
        ORDER BY preference, achieved_period_end DESC, first_year, actual_observation_id
    ) = 1
)
SELECT
    target.observation_id AS target_observation_id, best.actual_observation_id, target.plan, target.indicator,
    target.measure, target.sector, target.ecosystem, target.geography, target.unit, target.period_end AS horizon,
    target.value AS target_value, target.base_year AS base_period, best.achieved_value, best.achieved_period_end,
    CASE WHEN target.measure <> 'rank' THEN target.value - best.achieved_value END AS remaining,
    CASE WHEN target.measure <> 'rank' THEN best.achieved_value / nullif(target.value, 0) END AS ratio,
    best.actual_observation_id IS NOT NULL AS comparable,
    CASE
        WHEN best.preference = 2 THEN 'difference of two levels'
        WHEN best.preference = 1 THEN 'same measure'
        WHEN target.measure IN ('change', 'cumulative') AND target.base_year IS NULL
            THEN 'not compared: no text and no plan says from which year on it counts'
        WHEN target.measure IN ('change', 'cumulative')
            THEN 'not compared: nothing says what was added since ' || target.base_year
        ELSE 'not compared: no actual ' || replace(target.measure, '_', ' ') || ' of the same series up to the horizon'
    END AS reason
FROM target LEFT JOIN best ON best.target_observation_id = target.observation_id
ORDER BY horizon, indicator, measure, target_observation_id;
COMMENT ON TABLE target_progress IS 'Current targets and what was achieved of them, where like can be compared with like';
COMMENT ON COLUMN target_progress.target_observation_id IS 'The target';
COMMENT ON COLUMN target_progress.actual_observation_id IS 'The latest result that it is compared with; null where there is none';
COMMENT ON COLUMN target_progress.plan IS 'Plan of the catalogue with that sector, country and horizon';
COMMENT ON COLUMN target_progress.indicator IS 'Code of the indicator';
COMMENT ON COLUMN target_progress.measure IS 'Measure of the target: level, change, cumulative, ...';
COMMENT ON COLUMN target_progress.sector IS 'Code of the sector';
COMMENT ON COLUMN target_progress.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN target_progress.geography IS 'ISO 3166-1 code of the place';
COMMENT ON COLUMN target_progress.unit IS 'Unit of all values';
COMMENT ON COLUMN target_progress.horizon IS 'Last day on which the target is to be reached';
COMMENT ON COLUMN target_progress.target_value IS 'The target, in base units';
COMMENT ON COLUMN target_progress.base_period IS 'Year since which an additional or cumulative target counts';
COMMENT ON COLUMN target_progress.achieved_value IS 'What was achieved, counted as the target is';
COMMENT ON COLUMN target_progress.achieved_period_end IS 'Last day of the period that achieved_value is about';
COMMENT ON COLUMN target_progress.remaining IS 'Target less achieved';
COMMENT ON COLUMN target_progress.ratio IS 'Achieved as a part of the target: 1 is reached';
COMMENT ON COLUMN target_progress.comparable IS 'Whether the two can be compared';
COMMENT ON COLUMN target_progress.reason IS 'How they are compared, or why they are not';

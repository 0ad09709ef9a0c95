-- What people query.

CREATE VIEW kpi AS
SELECT
    indicator, measure, nature, sector, ecosystem, geography, scope, subject, period_start, period_end,
    value, value_high, unit, if(observation_id IN (
        SELECT observation_id FROM series_break WHERE known_to = DATE '9999-12-31'
    ), 'B', status) AS status, source_type, sources, independent_sources, standard_error, ci_low, ci_high,
    disputed, known_from, observation_id
FROM observation
WHERE known_to = DATE '9999-12-31' AND status <> 'M';

CREATE MACRO kpi_as_of(day, knowledge := 'published') AS TABLE
SELECT
    indicator, measure, nature, sector, ecosystem, geography, scope, subject, period_start, period_end,
    value, value_high, unit, if(observation_id IN (
        SELECT observation_id FROM series_break WHERE day::DATE BETWEEN known_from AND known_to
    ), 'B', status) AS status, source_type, sources, independent_sources, standard_error, ci_low, ci_high,
    disputed, known_from, observation_id
FROM (
    FROM observation WHERE knowledge = 'published'
    UNION ALL
    FROM ingested_observation WHERE knowledge = 'ingested'
    UNION ALL
    FROM observation WHERE knowledge NOT IN ('published', 'ingested')
        AND error('kpi_as_of knows two kinds of knowledge, ''published'' and ''ingested'', not ''' || knowledge || '''')
)
WHERE day::DATE BETWEEN known_from AND known_to;

CREATE VIEW revision AS
WITH step AS (
    SELECT *, lag(observation_id) OVER series AS earlier_observation_id, lag(value) OVER series AS earlier_value,
        lag(known_to) OVER series + 1 = known_from AS without_gap
    FROM observation
    WINDOW series AS (
        PARTITION BY indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit, source_type,
            period_start, period_end
        ORDER BY known_from
    )
),
source AS (
    SELECT
        observation_id, evidence.claim_id, estimate_id, coalesce(document.publisher, survey_estimate.survey) AS publisher,
        quote, document.raw_path, withdrawn_on, corrected_on
    FROM evidence
    LEFT JOIN claim USING (claim_id)
    LEFT JOIN document USING (document_id)
    LEFT JOIN survey_estimate USING (estimate_id)
    LEFT JOIN (SELECT claim_id, corrected_on FROM correction) AS correction USING (claim_id)
    WHERE role = 'shown'
)
SELECT
    step.indicator, step.measure, step.nature, step.sector, step.ecosystem, step.geography, step.scope, step.subject,
    step.period_start, step.period_end, step.unit, step.earlier_value, step.value, step.known_from AS revised_on,
    CASE
        WHEN earlier.corrected_on = step.known_from OR later.corrected_on = step.known_from THEN 'corrected'
        WHEN earlier.withdrawn_on = step.known_from AND earlier.raw_path = later.raw_path THEN 'revised by its source'
        WHEN earlier.withdrawn_on = step.known_from THEN 'withdrawn'
        WHEN step.earlier_value IS NULL THEN 'stated again'
        WHEN role = 'agrees' THEN 'stated better'
        WHEN role = 'disagrees' THEN 'outweighed'
        WHEN earlier.publisher = later.publisher THEN 'revised by its source'
        WHEN later.publisher IS NOT NULL THEN 'superseded'
        ELSE 'withdrawn'
    END AS cause,
    later.publisher AS revised_by, later.quote, earlier.quote AS earlier_quote, step.earlier_observation_id,
    step.observation_id
FROM step
LEFT JOIN source AS later ON later.observation_id = step.observation_id
LEFT JOIN source AS earlier ON earlier.observation_id = step.earlier_observation_id
LEFT JOIN evidence AS kept ON kept.observation_id = step.observation_id AND (
    kept.claim_id = earlier.claim_id OR kept.estimate_id = earlier.estimate_id
)
WHERE step.without_gap AND step.earlier_value IS DISTINCT FROM step.value;

COMMENT ON VIEW kpi IS 'Best current value for each series and period; what was withdrawn is left out';
COMMENT ON COLUMN kpi.status IS 'SDMX OBS_STATUS: A normal, E estimated, F forecast, P provisional, B first after a break of the series (see series_break)';
COMMENT ON VIEW revision IS 'How values changed from one day to another, why, and who changed them';
COMMENT ON COLUMN revision.earlier_value IS 'Value before, in base units; null where it had been withdrawn';
COMMENT ON COLUMN revision.value IS 'Value from then on, in base units; null where it was withdrawn';
COMMENT ON COLUMN revision.revised_on IS 'First day on which the new value was what is known';
COMMENT ON COLUMN revision.cause IS 'stated better (more precisely, or by a better source), outweighed (more sources say otherwise), revised by its source (in a later text, or in one that took the place of its file), superseded (by a later forecast, target or undated statement), corrected (data/raw/corrections.yml), withdrawn (its document is gone), stated again';
COMMENT ON COLUMN revision.revised_by IS 'Publisher of the document, or survey, that states the new value';
COMMENT ON COLUMN revision.quote IS 'The new figure, word for word; null where it is an estimate or there is none';
COMMENT ON COLUMN revision.earlier_quote IS 'The figure before, word for word; null where it is an estimate or there was none';
COMMENT ON COLUMN revision.earlier_observation_id IS 'The observation before';
COMMENT ON COLUMN revision.observation_id IS 'The observation from then on';
COMMENT ON MACRO TABLE kpi_as_of IS 'The kpi view as it stood on a day: by date of publication, or with knowledge := ''ingested'' by the days on which this warehouse read it; a value withdrawn before that day is null, with status M';

-- What people query.

CREATE VIEW kpi AS
SELECT
    indicator, measure, nature, sector, ecosystem, geography, scope, subject, period_start, period_end,
    value, value_high, unit, status, source_type, sources, independent_sources, standard_error, ci_low, ci_high,
    disputed, known_from, observation_id
FROM observation
WHERE known_to = DATE '9999-12-31';

CREATE MACRO kpi_as_of(day) AS TABLE
SELECT
    indicator, measure, nature, sector, ecosystem, geography, scope, subject, period_start, period_end,
    value, value_high, unit, status, source_type, sources, independent_sources, standard_error, ci_low, ci_high,
    disputed, known_from, observation_id
FROM observation
WHERE day::DATE BETWEEN known_from AND known_to;

CREATE VIEW revision AS
WITH step AS (
    SELECT *, lag(observation_id) OVER series AS earlier_observation_id, lag(value) OVER series AS earlier_value
    FROM observation
    WINDOW series AS (
        PARTITION BY indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit, source_type,
            period_start, period_end
        ORDER BY known_from
    )
)
SELECT
    step.indicator, step.measure, step.nature, step.sector, step.ecosystem, step.geography, step.scope, step.subject,
    step.period_start, step.period_end, step.unit, step.earlier_value, step.value, step.known_from AS revised_on,
    coalesce(document.publisher, survey_estimate.survey) AS revised_by, claim.quote, step.earlier_observation_id, step.observation_id
FROM step
JOIN evidence ON evidence.observation_id = step.observation_id AND evidence.role = 'shown'
LEFT JOIN claim ON claim.claim_id = evidence.claim_id
LEFT JOIN document ON document.document_id = claim.document_id
LEFT JOIN survey_estimate ON survey_estimate.estimate_id = evidence.estimate_id
WHERE step.earlier_value <> step.value;

COMMENT ON VIEW kpi IS 'Best current value for each series and period';
COMMENT ON VIEW revision IS 'How values changed from one day to another, and who changed them';
COMMENT ON COLUMN revision.earlier_value IS 'Value before, in base units';
COMMENT ON COLUMN revision.value IS 'Value from then on, in base units';
COMMENT ON COLUMN revision.revised_on IS 'First day on which the new value was what is known';
COMMENT ON COLUMN revision.revised_by IS 'Publisher of the document, or survey, that states the new value';
COMMENT ON COLUMN revision.quote IS 'The new figure, word for word; null where it is an estimate';
COMMENT ON COLUMN revision.earlier_observation_id IS 'The observation before';
COMMENT ON COLUMN revision.observation_id IS 'The observation from then on';
COMMENT ON MACRO TABLE kpi_as_of IS 'The kpi view as it stood on a day, by date of publication';

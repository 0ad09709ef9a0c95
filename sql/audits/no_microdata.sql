-- A table or view of the release that is not one of its public ones.
WITH found AS (
    SELECT schema_name, table_name AS name FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT temporary
    UNION ALL
    SELECT schema_name, view_name FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal AND NOT temporary
)
SELECT schema_name, name FROM found
WHERE schema_name <> 'main' OR name NOT IN (
    'indicator', 'sector', 'ecosystem', 'plan', 'plan_target', 'document', 'claim', 'correction', 'survey_estimate',
    'observation', 'evidence', 'ingested_observation', 'ingested_evidence', 'conflict', 'series_break', 'derived',
    'target_claim', 'target_progress', 'exchange_rate', 'deflator', 'validation_result', 'pipeline_run', 'release',
    'kpi', 'kpi_converted', 'revision'
);

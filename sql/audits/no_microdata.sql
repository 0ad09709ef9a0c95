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
    'indicator', 'sector', 'ecosystem', 'document', 'claim', 'survey_estimate', 'observation', 'evidence', 'conflict',
    'target_progress', 'validation_result', 'pipeline_run', 'release', 'kpi', 'revision', 'correction', 'exchange_rate',
    'deflator', 'kpi_converted', 'plan', 'plan_target', 'target_claim'
);

-- A table of the release that is not one of its public tables.
SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary AND table_name NOT IN ('indicator', 'sector', 'ecosystem', 'document', 'claim', 'survey_estimate', 'observation', 'evidence', 'conflict', 'target_progress', 'validation_result', 'pipeline_run', 'release');

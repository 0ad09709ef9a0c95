-- A column that could hold an answer of one firm, or an estimate of a question that is answered in words.
SELECT table_name, column_name, NULL AS estimate_id
FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal
    AND column_name IN ('response_id', 'source_row', 'problem', 'weight', 'answer', 'record')
UNION ALL
SELECT 'survey_estimate', variable, estimate_id
FROM survey_estimate
JOIN duckdb_columns() AS asked
    ON asked.database_name = 'staging' AND asked.schema_name = 'responses'
    AND asked.table_name = lower(survey || '.' || wave) AND asked.column_name = variable
WHERE asked.data_type = 'VARCHAR' AND category IS NULL;

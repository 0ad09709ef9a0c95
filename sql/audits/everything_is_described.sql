-- A table, view, macro or column without a comment.
SELECT table_name, NULL AS column_name FROM duckdb_tables()
WHERE database_name = current_database() AND NOT temporary AND comment IS NULL
UNION ALL
SELECT view_name, NULL FROM duckdb_views()
WHERE database_name = current_database() AND NOT internal AND comment IS NULL
UNION ALL
SELECT table_name, column_name FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'main' AND comment IS NULL
    AND NOT internal
UNION ALL
SELECT function_name, NULL FROM duckdb_functions()
WHERE database_name = current_database() AND NOT internal AND comment IS NULL;

-- A source whose rows are neither all loaded nor quarantined.
SELECT raw_path, rows_in, rows_loaded, rows_quarantined FROM staging.source WHERE rows_in <> rows_loaded + rows_quarantined;

-- Was this release checked, and what did the gates and audits find?
SELECT gate, table_name, count(*) AS checks, count(*) FILTER (outcome = 'passed') AS passed, sum(rows_unexpected) AS rows_that_failed
FROM validation_result
GROUP BY ALL
ORDER BY gate, table_name;

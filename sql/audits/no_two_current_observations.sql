-- A series and period with more than one current observation.
SELECT indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit, source_type, period_start, period_end, count(*) AS observations FROM observation WHERE known_to = DATE '9999-12-31' GROUP BY ALL HAVING count(*) > 1;

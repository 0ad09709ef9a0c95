-- Where does a series of the press break, and what follows elsewhere from figures that were told?
SELECT
    'break' AS what, indicator, ecosystem, year, value, unit, explanation AS how
FROM series_break
WHERE known_to = '9999-12-31'
UNION ALL
SELECT 'derived ' || measure, indicator, ecosystem, year, value, unit, formula
FROM derived
WHERE source_type = 'press'
ORDER BY what, indicator, year, ecosystem NULLS FIRST;

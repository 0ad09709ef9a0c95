-- How much did the sector export each year, and who says so?
SELECT
    year(kpi.period_end) AS year, kpi.value / 1e9 AS billions, kpi.unit, kpi.disputed,
    string_agg(DISTINCT publisher, ', ' ORDER BY publisher) AS said_by
FROM kpi
JOIN evidence ON evidence.observation_id = kpi.observation_id AND evidence.role <> 'disagrees'
JOIN claim ON claim.claim_id = evidence.claim_id
JOIN document ON document.document_id = claim.document_id
WHERE kpi.indicator = 'export_revenue' AND kpi.measure = 'level' AND kpi.nature = 'actual'
    AND kpi.sector = 'offshoring' AND kpi.ecosystem IS NULL AND kpi.unit = 'MAD'
GROUP BY ALL
ORDER BY year, billions;

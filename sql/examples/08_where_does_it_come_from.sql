-- Where does the figure of 2018's export revenue come from, word for word?
SELECT evidence.role, document.publisher, document.published_at, claim.sentence
FROM kpi
JOIN evidence USING (observation_id)
JOIN claim USING (claim_id)
JOIN document USING (document_id)
WHERE kpi.indicator = 'export_revenue' AND kpi.measure = 'level' AND kpi.nature = 'actual'
    AND kpi.period_end = '2018-12-31'
ORDER BY evidence.role = 'disagrees', document.published_at;

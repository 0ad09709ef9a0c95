-- Which targets are set for 2030, and how sure is each reading?
SELECT kpi.sector, kpi.indicator, kpi.measure, kpi.value, kpi.unit, kpi.disputed, claim.confidence, claim.quote
FROM kpi
JOIN evidence ON evidence.observation_id = kpi.observation_id AND evidence.role = 'shown'
JOIN claim ON claim.claim_id = evidence.claim_id
WHERE kpi.nature = 'target' AND year(kpi.period_end) = 2030
ORDER BY kpi.sector, kpi.indicator, kpi.measure, kpi.value;

-- Which figures are disputed, and between whom?
SELECT
    kpi.indicator, year(kpi.period_end) AS year, shown.quote AS shown, shown_in.publisher AS shown_by,
    rival.quote AS rival, rival_in.publisher AS rival_by, explanation
FROM conflict
JOIN kpi USING (observation_id)
JOIN claim AS shown ON shown.claim_id = shown_claim_id
JOIN document AS shown_in ON shown_in.document_id = shown.document_id
JOIN claim AS rival ON rival.claim_id = rival_claim_id
JOIN document AS rival_in ON rival_in.document_id = rival.document_id
ORDER BY kpi.indicator, year, rival_by, rival;

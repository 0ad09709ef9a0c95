-- Which figures are disputed, what kind of contradiction is it, who says what, word for word, and why is one shown?
SELECT
    conflict.kind, kpi.indicator, year(kpi.period_end) AS year, shown_quote, shown_in.publisher AS shown_by,
    rival_quote, rival_in.publisher AS rival_by, relative_distance AS distance, explanation
FROM conflict
JOIN kpi USING (observation_id)
LEFT JOIN claim AS shown ON shown.claim_id = shown_claim_id
LEFT JOIN document AS shown_in ON shown_in.document_id = shown.document_id
LEFT JOIN claim AS rival ON rival.claim_id = rival_claim_id
LEFT JOIN document AS rival_in ON rival_in.document_id = rival.document_id
ORDER BY conflict.kind, kpi.indicator, year, rival_by, rival_quote;

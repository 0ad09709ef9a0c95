-- Are the 18 milliards of 2020 to be added or the total: who says which, and how was it signed?
SELECT
    document.published_at, document.publisher,
    if(told.additional, 'added since ' || told.base_year, 'total') AS told_as, claim.quote, claim.sentence,
    told.plan, told.plan_by, if(signed.additional, 'added since ' || signed.base_year, 'total') AS signed_as,
    signed.said_by AS signed_by
FROM target_claim AS told
JOIN kpi USING (observation_id)
JOIN claim USING (claim_id)
JOIN document USING (document_id)
LEFT JOIN plan_target AS signed
    ON signed.plan = told.plan AND signed.indicator = kpi.indicator AND signed.value = claim.value
WHERE kpi.indicator = 'export_revenue' AND claim.value = 18e9 AND year(told.horizon) = 2020
ORDER BY document.published_at, claim.start;

-- A survey cell that is shown although fewer firms answered than its rules ask for, and never fewer than three.
SELECT estimate_id, respondents
FROM survey_estimate
WHERE obs_status = 'A' AND coalesce(protection, '') NOT LIKE 'none%'
    AND respondents < greatest(
        3,
        coalesce(try_cast(regexp_extract(protection, 'at least (\d+) firms', 1) AS INTEGER), 3),
        CASE WHEN regexp_full_match(statistic, 'median|p\d+') THEN
            coalesce(try_cast(regexp_extract(protection, '(\d+) for a quantile', 1) AS INTEGER), 3)
        ELSE 3 END
    );

-- A survey cell that is suppressed and yet shows something, or is half suppressed.
SELECT estimate_id
FROM survey_estimate
WHERE ((obs_status = 'Q') <> (conf_status <> 'F'))
    OR (
        (obs_status = 'Q' OR conf_status <> 'F')
        AND coalesce(
            value, standard_error, ci_low, ci_high, design_effect, respondents, response_rate, degrees_of_freedom
        ) IS NOT NULL
    );

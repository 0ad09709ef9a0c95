-- A survey cell that is suppressed and yet shows something.
SELECT estimate_id FROM survey_estimate WHERE (obs_status = 'Q' OR conf_status <> 'F') AND coalesce(value, standard_error, ci_low, ci_high, respondents) IS NOT NULL;

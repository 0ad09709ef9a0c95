-- The estimates of the member surveys, after disclosure control. Responses never come here.

CREATE TABLE survey_estimate AS
SELECT * EXCLUDE (raw_path)
FROM staging.survey_estimate
ORDER BY survey, wave, variable, category NULLS FIRST, statistic, ecosystem NULLS FIRST, size_class NULLS FIRST,
    city NULLS FIRST, domain NULLS FIRST;
COMMENT ON TABLE survey_estimate IS 'Survey estimates that passed disclosure control; a suppressed cell has no value';
COMMENT ON COLUMN survey_estimate.estimate_id IS 'Key, made from the wave, the variable, the statistic and the cell';
COMMENT ON COLUMN survey_estimate.survey IS 'Name of the survey';
COMMENT ON COLUMN survey_estimate.wave IS 'Wave of the survey';
COMMENT ON COLUMN survey_estimate.variable IS 'Variable of the codebook';
COMMENT ON COLUMN survey_estimate.category IS 'Of a choice, the answer that is counted; null for other variables';
COMMENT ON COLUMN survey_estimate.indicator IS 'Indicator that the variable measures; null where none';
COMMENT ON COLUMN survey_estimate.statistic IS 'total, mean, count, share, ratio, median, a percentile such as p90, change or growth_rate (of firms of two waves)';
COMMENT ON COLUMN survey_estimate.sector IS 'Code of the sector';
COMMENT ON COLUMN survey_estimate.ecosystem IS 'Cell: ecosystem; null for all of them';
COMMENT ON COLUMN survey_estimate.size_class IS 'Cell: size class of the firms; null for all of them';
COMMENT ON COLUMN survey_estimate.city IS 'Cell: city; null for all of them';
COMMENT ON COLUMN survey_estimate.domain IS 'Cell by any other variable, as variable=value; null for all firms';
COMMENT ON COLUMN survey_estimate.geography IS 'ISO 3166-1 code of the country surveyed';
COMMENT ON COLUMN survey_estimate.period_start IS 'First day of the period that the figure is about';
COMMENT ON COLUMN survey_estimate.period_end IS 'Last day of the period that the figure is about';
COMMENT ON COLUMN survey_estimate.value IS 'The estimate in base units; null where the cell is suppressed';
COMMENT ON COLUMN survey_estimate.unit IS 'ISO 4217 currency, jobs, companies, ...';
COMMENT ON COLUMN survey_estimate.standard_error IS 'Its standard error, in the same unit';
COMMENT ON COLUMN survey_estimate.ci_low IS 'Lower end of the 95 % confidence interval';
COMMENT ON COLUMN survey_estimate.ci_high IS 'Upper end of the 95 % confidence interval';
COMMENT ON COLUMN survey_estimate.degrees_of_freedom IS 'Of its t interval: primary sampling units less strata';
COMMENT ON COLUMN survey_estimate.design_effect IS 'Its variance by that of a simple random sample of the same size';
COMMENT ON COLUMN survey_estimate.respondents IS 'Firms that answered; null where the cell is suppressed';
COMMENT ON COLUMN survey_estimate.population IS 'Firms that they stand for: the sum of their weights';
COMMENT ON COLUMN survey_estimate.response_rate IS 'Share of those who answered, by weight, among the respondents to whom the question was put';
COMMENT ON COLUMN survey_estimate.obs_status IS 'SDMX OBS_STATUS: A normal, Q suppressed';
COMMENT ON COLUMN survey_estimate.conf_status IS 'SDMX CONF_STATUS: F free, A too few firms, O or T dominated by one or two, M otherwise concentrated, D suppressed to protect another cell';
COMMENT ON COLUMN survey_estimate.protection IS 'Rules of confidentiality that hold for it';
COMMENT ON COLUMN survey_estimate.method IS 'How it was estimated';
COMMENT ON COLUMN survey_estimate.known_from IS 'Day from which it counts as known: publication of the wave, else first loading';
COMMENT ON COLUMN survey_estimate.captured_on IS 'Day on which this warehouse first held estimates of the wave';

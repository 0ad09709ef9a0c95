-- Microdata: one table a wave, typed by its codebook, in a schema that no release ever reads.
CREATE SCHEMA IF NOT EXISTS responses;

-- Estimates that passed disclosure control: a suppressed cell has no value here any more.
CREATE TABLE IF NOT EXISTS survey_estimate (
    estimate_id    VARCHAR NOT NULL,
    raw_path       VARCHAR NOT NULL,     -- the wave's folder
    survey         VARCHAR NOT NULL,
    wave           VARCHAR NOT NULL,
    variable       VARCHAR NOT NULL,
    indicator      VARCHAR,
    statistic      VARCHAR NOT NULL,     -- total, mean
    sector         VARCHAR,
    ecosystem      VARCHAR,
    size_class     VARCHAR,
    geography      VARCHAR,
    period_start   DATE,
    period_end     DATE,
    value          DOUBLE,
    unit           VARCHAR NOT NULL,
    standard_error DOUBLE,
    ci_low         DOUBLE,
    ci_high        DOUBLE,
    respondents    INTEGER,
    population     DOUBLE,
    obs_status     VARCHAR NOT NULL,     -- SDMX OBS_STATUS
    conf_status    VARCHAR NOT NULL,     -- SDMX CONF_STATUS
    method         VARCHAR NOT NULL,
    known_from     DATE NOT NULL         -- the day on which the wave was published, else first loaded
);

-- Microdata: one table a wave, typed by its codebook, in a schema that no release ever reads.
CREATE SCHEMA IF NOT EXISTS responses;

-- The answers behind each publication of a wave, one table each: what a revision would tell is checked against them.
CREATE SCHEMA IF NOT EXISTS published;

-- Which cells each of these publications showed.
CREATE TABLE IF NOT EXISTS published_cell (
    publication VARCHAR NOT NULL,  -- the name of its table
    variable    VARCHAR NOT NULL,
    cell        VARCHAR NOT NULL,  -- JSON: pairs of variable and value, none for all firms
    shown       BOOLEAN NOT NULL   -- whether a total, mean, count or share of it was
);

-- Estimates that passed disclosure control: a suppressed cell has no value here any more.
CREATE TABLE IF NOT EXISTS survey_estimate (
    estimate_id    VARCHAR NOT NULL,
    raw_path       VARCHAR NOT NULL,     -- the wave's folder
    survey         VARCHAR NOT NULL,
    wave           VARCHAR NOT NULL,
    variable       VARCHAR NOT NULL,
    category       VARCHAR,              -- of a choice, the value that is counted
    indicator      VARCHAR,
    statistic      VARCHAR NOT NULL,     -- total, mean, count, share, ratio, median, p10, change, growth_rate, ...
    sector         VARCHAR,
    ecosystem      VARCHAR,
    size_class     VARCHAR,
    city           VARCHAR,
    domain         VARCHAR,              -- by any other variable: variable=value
    geography      VARCHAR,
    period_start   DATE,
    period_end     DATE,
    value          DOUBLE,
    unit           VARCHAR NOT NULL,
    standard_error DOUBLE,
    ci_low         DOUBLE,
    ci_high        DOUBLE,
    degrees_of_freedom INTEGER,
    design_effect  DOUBLE,
    respondents    INTEGER,
    population     DOUBLE,
    response_rate  DOUBLE,               -- weighted, of those to whom the question was put
    obs_status     VARCHAR NOT NULL,     -- SDMX OBS_STATUS
    conf_status    VARCHAR NOT NULL,     -- SDMX CONF_STATUS
    protection     VARCHAR,              -- the rules of confidentiality, in words
    method         VARCHAR NOT NULL,
    known_from     DATE NOT NULL         -- the day on which the wave was published, else first loaded
);

-- Columns that staging stores of earlier versions lack.
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS category VARCHAR;
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS city VARCHAR;
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS domain VARCHAR;
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS degrees_of_freedom INTEGER;
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS design_effect DOUBLE;
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS response_rate DOUBLE;
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS protection VARCHAR;
ALTER TABLE survey_estimate ADD COLUMN IF NOT EXISTS captured_on DATE;  -- the day on which the wave was first loaded
UPDATE survey_estimate SET captured_on = known_from WHERE captured_on IS NULL;  -- what those stores know of it

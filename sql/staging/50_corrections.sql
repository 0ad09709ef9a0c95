-- What data/raw/corrections.yml says of claims, resolved: laid anew before each release. The claim itself stays as printed.
CREATE TABLE IF NOT EXISTS correction (
    correction_id VARCHAR,               -- the entry's id
    claim_id      VARCHAR,               -- the one claim that its document and quote mean
    document_id   VARCHAR,
    quote         VARCHAR,               -- of the claim, word for word
    reason        VARCHAR,
    author        VARCHAR,
    corrected_on  DATE,                  -- the day from which it holds
    withdrawn     BOOLEAN NOT NULL,      -- the claim counts no more; then nothing is set
    fields        VARCHAR[] NOT NULL,    -- those that it sets: their columns below are right, null included
    value         DOUBLE,
    value_high    DOUBLE,
    unit          VARCHAR,
    indicator     VARCHAR,
    measure       VARCHAR,
    nature        VARCHAR,
    hedge         VARCHAR,
    sector        VARCHAR,
    ecosystem     VARCHAR,
    geography     VARCHAR,
    scope         VARCHAR,
    subject       VARCHAR,
    period_start  DATE,
    period_end    DATE
);

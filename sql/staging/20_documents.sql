CREATE TABLE IF NOT EXISTS document (
    document_id       VARCHAR NOT NULL,  -- SHA-256 of the bytes
    raw_path          VARCHAR NOT NULL,
    url               VARCHAR,
    publisher         VARCHAR,
    title             VARCHAR,
    language          VARCHAR,
    country           VARCHAR,
    published_at      VARCHAR,           -- ISO date, as precise as it is stated
    published_on      DATE,              -- the latest day that published_at allows
    captured_at       TIMESTAMP NOT NULL,-- UTC, when these bytes were first seen
    media_type        VARCHAR NOT NULL,
    characters        INTEGER NOT NULL,
    text              VARCHAR NOT NULL
);
ALTER TABLE document ADD COLUMN IF NOT EXISTS withdrawn_at TIMESTAMP;  -- UTC, since when no file has these bytes; null: one has

CREATE TABLE IF NOT EXISTS claim (
    claim_id          VARCHAR NOT NULL,
    document_id       VARCHAR NOT NULL,
    start             INTEGER NOT NULL,
    "end"             INTEGER NOT NULL,
    quote             VARCHAR NOT NULL,
    sentence          VARCHAR NOT NULL,
    value             DOUBLE NOT NULL,
    value_high        DOUBLE,
    unit              VARCHAR NOT NULL,
    indicator         VARCHAR,
    measure           VARCHAR NOT NULL,
    nature            VARCHAR NOT NULL,
    hedge             VARCHAR,
    sector            VARCHAR,
    ecosystem         VARCHAR,
    geography         VARCHAR,
    scope             VARCHAR,
    subject           VARCHAR,
    period_start      DATE,
    period_end        DATE,
    confidence        DOUBLE NOT NULL,
    reason            VARCHAR NOT NULL,
    note              VARCHAR,
    extractor_version VARCHAR NOT NULL
);

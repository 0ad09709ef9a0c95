-- What lies in data/raw and what became of it. One row a source: a press item, or a survey wave's folder.
CREATE TABLE IF NOT EXISTS source (
    raw_path         VARCHAR NOT NULL,   -- relative to the project folder
    kind             VARCHAR NOT NULL,   -- press_release, survey
    input_hash       VARCHAR NOT NULL,   -- SHA-256 of its bytes, its metadata and whatever reads them
    status           VARCHAR NOT NULL,   -- loaded, refused, duplicate
    content_id       VARCHAR,            -- document_id, or the wave's id; null when refused
    rows_in          INTEGER NOT NULL,   -- claims found, or survey responses read
    rows_loaded      INTEGER NOT NULL,
    rows_quarantined INTEGER NOT NULL,
    notes            VARCHAR[] NOT NULL, -- what the reader has to say about it
    processed_at     TIMESTAMP NOT NULL  -- UTC
);

-- What was kept out, as of the last reading of its source.
CREATE TABLE IF NOT EXISTS quarantine (
    source         VARCHAR NOT NULL,     -- source.raw_path
    place          VARCHAR,              -- row, column, line or byte in it
    reason         VARCHAR NOT NULL,
    remedy         VARCHAR,
    record         JSON,                 -- the source row as it stood; null for a whole file
    quarantined_at TIMESTAMP NOT NULL    -- UTC
);

CREATE TABLE IF NOT EXISTS pipeline_run (
    run_id     VARCHAR NOT NULL,         -- of the Prefect flow run
    flow       VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,       -- UTC
    ended_at   TIMESTAMP NOT NULL,       -- UTC
    outcome    VARCHAR NOT NULL,         -- completed, refused
    message    VARCHAR NOT NULL,         -- what a person should know
    counts     JSON NOT NULL             -- read, unchanged, refused, ...
);

CREATE TABLE IF NOT EXISTS validation_result (
    run_id          VARCHAR NOT NULL,
    gate            VARCHAR NOT NULL,    -- rows (on the way in), release (before it is published), audit
    table_name      VARCHAR NOT NULL,
    expectation     VARCHAR NOT NULL,
    column_name     VARCHAR,
    outcome         VARCHAR NOT NULL,    -- passed, failed, errored
    severity        VARCHAR NOT NULL,    -- critical, warning
    rows_checked    INTEGER NOT NULL,
    rows_unexpected INTEGER NOT NULL,
    examples        VARCHAR[] NOT NULL,
    message         VARCHAR NOT NULL,
    validated_at    TIMESTAMP NOT NULL   -- UTC
);

-- How this release came about. Its own line in release is added when it is published.

CREATE TABLE pipeline_run AS SELECT * FROM staging.pipeline_run ORDER BY started_at, flow;
COMMENT ON TABLE pipeline_run IS 'The runs of the flows up to this release';
COMMENT ON COLUMN pipeline_run.run_id IS 'Id of the Prefect flow run';
COMMENT ON COLUMN pipeline_run.flow IS 'Name of the flow';
COMMENT ON COLUMN pipeline_run.started_at IS 'Start, UTC';
COMMENT ON COLUMN pipeline_run.ended_at IS 'End, UTC';
COMMENT ON COLUMN pipeline_run.outcome IS 'completed or refused';
COMMENT ON COLUMN pipeline_run.message IS 'What it did, in a sentence';
COMMENT ON COLUMN pipeline_run.counts IS 'How many things were read, unchanged, refused, ...: JSON object';

CREATE TABLE validation_result AS SELECT * FROM staging.validation_result ORDER BY gate, table_name, expectation, column_name;
COMMENT ON TABLE validation_result IS 'What the gates checked on the way to this release, and with which result';
COMMENT ON COLUMN validation_result.run_id IS 'Id of the flow run that checked';
COMMENT ON COLUMN validation_result.gate IS 'rows (on the way in), release (before it is published) or audit (sql/audits)';
COMMENT ON COLUMN validation_result.table_name IS 'Table checked';
COMMENT ON COLUMN validation_result.expectation IS 'What was expected: the type of a Great Expectations expectation, or the name of an audit';
COMMENT ON COLUMN validation_result.column_name IS 'Column checked; null where the whole table is';
COMMENT ON COLUMN validation_result.outcome IS 'passed, failed, or errored: could not be checked';
COMMENT ON COLUMN validation_result.severity IS 'critical, or warning: reported only';
COMMENT ON COLUMN validation_result.rows_checked IS 'Rows checked';
COMMENT ON COLUMN validation_result.rows_unexpected IS 'Rows among them that broke the expectation';
COMMENT ON COLUMN validation_result.examples IS 'Some of those rows';
COMMENT ON COLUMN validation_result.message IS 'The expectation in a sentence';
COMMENT ON COLUMN validation_result.validated_at IS 'When, UTC';

CREATE TABLE release (
    release_id VARCHAR NOT NULL, published_at TIMESTAMP NOT NULL, fingerprint VARCHAR NOT NULL,
    documents INTEGER NOT NULL, claims INTEGER NOT NULL, estimates INTEGER NOT NULL, observations INTEGER NOT NULL,
    barometre_version VARCHAR NOT NULL
);
COMMENT ON TABLE release IS 'This release: one row';
COMMENT ON COLUMN release.release_id IS 'Name of the release and of its file';
COMMENT ON COLUMN release.published_at IS 'When it was published, UTC';
COMMENT ON COLUMN release.fingerprint IS 'SHA-256 of all that it was made from; the same fingerprint gives the same figures';
COMMENT ON COLUMN release.documents IS 'Number of documents in it that are not withdrawn';
COMMENT ON COLUMN release.claims IS 'Number of claims of these documents';
COMMENT ON COLUMN release.estimates IS 'Number of survey estimates in it';
COMMENT ON COLUMN release.observations IS 'Number of observations in it';
COMMENT ON COLUMN release.barometre_version IS 'Version of the program that made it';

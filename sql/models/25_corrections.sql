-- What people correct in claims: data/raw/corrections.yml, each entry resolved to its claim. The claim keeps what is
-- printed; only what is made of it (40_statements.sql) takes the corrected fields.

CREATE TABLE correction AS SELECT * FROM staging.correction ORDER BY correction_id;
COMMENT ON TABLE correction IS 'Corrections of claims, written by people in data/raw/corrections.yml; the claims stay as printed';
COMMENT ON COLUMN correction.correction_id IS 'Id of the entry in the file';
COMMENT ON COLUMN correction.claim_id IS 'The claim that is corrected';
COMMENT ON COLUMN correction.document_id IS 'The document that states it';
COMMENT ON COLUMN correction.quote IS 'The figure, word for word';
COMMENT ON COLUMN correction.reason IS 'Why it is corrected';
COMMENT ON COLUMN correction.author IS 'Who corrects it';
COMMENT ON COLUMN correction.corrected_on IS 'Day from which the correction holds';
COMMENT ON COLUMN correction.withdrawn IS 'True where the claim counts no more from that day on; then nothing is set';
COMMENT ON COLUMN correction.fields IS 'Names of the columns below that are set; the others are as read in claim, and empty here';
COMMENT ON COLUMN correction.value IS 'Corrected figure in base units';
COMMENT ON COLUMN correction.value_high IS 'Corrected upper end of a range';
COMMENT ON COLUMN correction.unit IS 'Corrected unit';
COMMENT ON COLUMN correction.indicator IS 'Corrected code of the indicator';
COMMENT ON COLUMN correction.measure IS 'Corrected measure';
COMMENT ON COLUMN correction.nature IS 'Corrected nature';
COMMENT ON COLUMN correction.hedge IS 'Corrected hedge';
COMMENT ON COLUMN correction.sector IS 'Corrected code of the sector';
COMMENT ON COLUMN correction.ecosystem IS 'Corrected code of the ecosystem';
COMMENT ON COLUMN correction.geography IS 'Corrected ISO 3166-1 code of the place';
COMMENT ON COLUMN correction.scope IS 'Corrected scope';
COMMENT ON COLUMN correction.subject IS 'Corrected text that narrows the scope';
COMMENT ON COLUMN correction.period_start IS 'Corrected first day of the period';
COMMENT ON COLUMN correction.period_end IS 'Corrected last day of the period';

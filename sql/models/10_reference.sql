-- The code lists, as they stand in flows/catalogue.

CREATE TABLE indicator AS SELECT * FROM staging.indicator ORDER BY indicator;
COMMENT ON TABLE indicator IS 'What can be measured: the indicators of the catalogue';
COMMENT ON COLUMN indicator.indicator IS 'Code of the indicator';
COMMENT ON COLUMN indicator.label_en IS 'Name in English';
COMMENT ON COLUMN indicator.label_fr IS 'Name in French';
COMMENT ON COLUMN indicator.definition IS 'What is counted, and what is not';
COMMENT ON COLUMN indicator.flow IS 'True for an amount over a period (revenue), false for a stock on a day (jobs)';

CREATE TABLE sector AS SELECT * FROM staging.sector ORDER BY sector;
COMMENT ON TABLE sector IS 'Sectors of the catalogue';
COMMENT ON COLUMN sector.sector IS 'Code of the sector';
COMMENT ON COLUMN sector.label_en IS 'Name in English';
COMMENT ON COLUMN sector.label_fr IS 'Name in French';
COMMENT ON COLUMN sector.definition IS 'What the sector covers';

CREATE TABLE ecosystem AS SELECT * FROM staging.ecosystem ORDER BY ecosystem;
COMMENT ON TABLE ecosystem IS 'Ecosystems: the branches of a sector that its plan tells apart';
COMMENT ON COLUMN ecosystem.ecosystem IS 'Code of the ecosystem';
COMMENT ON COLUMN ecosystem.label_en IS 'Name in English';
COMMENT ON COLUMN ecosystem.label_fr IS 'Name in French';
COMMENT ON COLUMN ecosystem.definition IS 'What the ecosystem covers';

-- The code lists, as they stand in flows/catalogue.

CREATE TABLE indicator AS
SELECT indicator, label_en, label_fr, definition, flow, accumulates, refines FROM staging.indicator ORDER BY indicator;
COMMENT ON TABLE indicator IS 'What can be measured: the indicators of the catalogue';
COMMENT ON COLUMN indicator.indicator IS 'Code of the indicator';
COMMENT ON COLUMN indicator.label_en IS 'Name in English';
COMMENT ON COLUMN indicator.label_fr IS 'Name in French';
COMMENT ON COLUMN indicator.definition IS 'What is counted, and what is not';
COMMENT ON COLUMN indicator.flow IS 'True for an amount over a period (revenue), false for a stock on a day (jobs)';
COMMENT ON COLUMN indicator.accumulates IS 'True where amounts told of several years together add up (investment)';
COMMENT ON COLUMN indicator.refines IS 'The broader indicator of which it is a part; null where there is none';

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

CREATE TABLE plan AS
SELECT plan.plan, name, names, owner, sector, geography, start_year, horizon_year, base_year, pillars, note
FROM staging.plan
LEFT JOIN (SELECT plan, list(name ORDER BY name) AS names FROM staging.plan_name GROUP BY plan) AS names USING (plan)
ORDER BY plan;
COMMENT ON TABLE plan IS 'Plans whose targets are followed';
COMMENT ON COLUMN plan.plan IS 'Code of the plan';
COMMENT ON COLUMN plan.name IS 'Official name';
COMMENT ON COLUMN plan.names IS 'All names by which texts call it, in any language';
COMMENT ON COLUMN plan.owner IS 'Who is responsible for it';
COMMENT ON COLUMN plan.sector IS 'Code of its sector; null where it covers several';
COMMENT ON COLUMN plan.geography IS 'ISO 3166-1 code of its country';
COMMENT ON COLUMN plan.start_year IS 'Year in which it begins';
COMMENT ON COLUMN plan.horizon_year IS 'Year in which it ends';
COMMENT ON COLUMN plan.base_year IS 'Year from which its additional targets count, where a target says no other';
COMMENT ON COLUMN plan.pillars IS 'Its pillars, as far as public texts name them';
COMMENT ON COLUMN plan.note IS 'What else is to be known of it';

CREATE TABLE plan_target AS FROM staging.plan_target
ORDER BY plan, indicator, sector NULLS FIRST, ecosystem NULLS FIRST, measure, horizon, value;
COMMENT ON TABLE plan_target IS 'Targets of the plans, as they were signed or announced';
COMMENT ON COLUMN plan_target.plan IS 'Code of the plan';
COMMENT ON COLUMN plan_target.indicator IS 'Code of the indicator';
COMMENT ON COLUMN plan_target.sector IS 'Code of the sector; null for all that the plan covers';
COMMENT ON COLUMN plan_target.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN plan_target.measure IS 'level, cumulative, change, growth_rate, share, rank or multiple';
COMMENT ON COLUMN plan_target.value IS 'The target, in base units';
COMMENT ON COLUMN plan_target.unit IS 'Unit of the value';
COMMENT ON COLUMN plan_target.additional IS 'True where it counts from base_year (what is added, or grows); false where it is a total';
COMMENT ON COLUMN plan_target.base_year IS 'Year from which an additional target counts; null for a total';
COMMENT ON COLUMN plan_target.horizon IS 'Last day on which it is to be reached';
COMMENT ON COLUMN plan_target.said_by IS 'Who signed or announced it';
COMMENT ON COLUMN plan_target.title IS 'Title of the public text that tells so';
COMMENT ON COLUMN plan_target.publisher IS 'Publisher of that text';
COMMENT ON COLUMN plan_target.published_at IS 'ISO date of that text, as precise as it is known; null where it shows none';
COMMENT ON COLUMN plan_target.url IS 'Address of that text';
COMMENT ON COLUMN plan_target.note IS 'Where sources disagree on what was signed, or what else is to be known';

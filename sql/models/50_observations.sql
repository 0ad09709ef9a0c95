-- One value for each series and period, for each stretch of days on which the same was known about it.
-- Of all figures that are held on a day the one shown is: that of the best class of sources (catalogue/sources.yml),
-- then the one which most voices leave room for, then the unhedged, the most precise, the surest reading, the latest.

CREATE TEMP TABLE vintage AS
WITH day AS (
    SELECT knowledge, cell, known_from AS day FROM standing
    UNION
    SELECT knowledge, cell, known_to + 1 FROM standing WHERE known_to < DATE '9999-12-31'
    UNION
    SELECT knowledge, unnest([cell, other_cell]), unnest([known_from, known_from]) FROM rival
    UNION
    SELECT knowledge, unnest([cell, other_cell]), unnest([known_to + 1, known_to + 1])
    FROM rival WHERE known_to < DATE '9999-12-31'
)
SELECT
    row_number() OVER (ORDER BY knowledge, cell, day) AS vintage, knowledge, cell, day AS known_from,
    coalesce(lead(day) OVER (PARTITION BY knowledge, cell ORDER BY day) - 1, DATE '9999-12-31') AS known_to
FROM day;

CREATE TEMP TABLE known AS
SELECT vintage, standing.number, figure
FROM vintage JOIN standing
    ON standing.knowledge = vintage.knowledge AND standing.cell = vintage.cell
    AND vintage.known_from BETWEEN standing.known_from AND standing.known_to;

CREATE TEMP TABLE voter AS  -- who makes each statement, and which of equal figures is told by the better one
SELECT
    number, source_rank, hash(voice) AS voice, hash(coalesce(document_id, estimate_id)) AS source,
    row_number() OVER (ORDER BY source_rank, repeats, confidence DESC, said_on DESC, number) AS merit
FROM statement;

CREATE TEMP TABLE known_figure AS
WITH told AS MATERIALIZED (
    SELECT vintage, figure, min(merit) AS merit, min(source_rank) AS source_rank
    FROM known JOIN voter USING (number)
    GROUP BY vintage, figure
),
several AS MATERIALIZED (
    SELECT vintage FROM told GROUP BY vintage HAVING count(*) > 1
),
choice AS MATERIALIZED (
    SELECT told.*, value, hedge, at_least, at_most, digits
    FROM told SEMI JOIN several USING (vintage) JOIN figure USING (figure)
),
told_by AS MATERIALIZED (
    SELECT DISTINCT vintage, figure, voice FROM known SEMI JOIN several USING (vintage) JOIN voter USING (number)
),
supported AS (
    SELECT one.vintage, one.figure, count(DISTINCT voice) AS support
    FROM choice AS one
    JOIN choice AS other USING (vintage)
    JOIN told_by ON told_by.vintage = other.vintage AND told_by.figure = other.figure
    WHERE one.value = other.value OR one.value BETWEEN other.at_least AND other.at_most
    GROUP BY one.vintage, one.figure
),
placed AS (
    SELECT choice.*, support, row_number() OVER (
        PARTITION BY vintage ORDER BY source_rank, support DESC, hedge IS NOT NULL, digits DESC, merit
    ) AS place
    FROM choice JOIN supported USING (vintage, figure)
),
in_order AS (
    SELECT
        placed.vintage, placed.figure, placed.merit, placed.source_rank, placed.support, placed.place,
        CASE
            WHEN placed.place = 1 THEN 'shown'
            WHEN agree(placed.value, placed.hedge, placed.at_least, placed.at_most, shown.value, shown.hedge, shown.at_least, shown.at_most) THEN 'agrees'
            ELSE 'disagrees'
        END AS role
    FROM placed JOIN (FROM placed WHERE place = 1) AS shown USING (vintage)
    UNION ALL
    SELECT told.*, NULL, 1, 'shown' FROM told ANTI JOIN several USING (vintage)  -- nothing to choose from
)
SELECT in_order.*, number FROM in_order JOIN (SELECT merit, number FROM voter) AS voter USING (merit);

CREATE TEMP TABLE contested AS  -- told elsewhere as something else
SELECT DISTINCT vintage
FROM (SELECT knowledge, unnest([cell, other_cell]) AS cell, known_from, known_to FROM rival) AS rival
JOIN vintage USING (knowledge, cell)
WHERE vintage.known_from BETWEEN rival.known_from AND rival.known_to;

CREATE TEMP TABLE proof AS
SELECT vintage, known.number, if(role = 'shown' AND known.number <> known_figure.number, 'agrees', role) AS role
FROM known JOIN known_figure USING (vintage, figure);

CREATE TEMP TABLE witness AS
SELECT
    vintage, left(md5(concat_ws('|', if(knowledge = 'published', NULL, knowledge), cell, known_from)), 16) AS observation_id,
    number, sources, voices, disagreed OR contested.vintage IS NOT NULL AS disputed
FROM (
    SELECT
        vintage, min(number) FILTER (role = 'shown') AS number, bool_or(role = 'disagrees') AS disagreed,
        count(DISTINCT source) FILTER (role <> 'disagrees') AS sources,
        count(DISTINCT voice) FILTER (role <> 'disagrees') AS voices
    FROM proof
    JOIN (SELECT number, voice, source FROM voter) AS voter USING (number)
    GROUP BY vintage
)
JOIN vintage USING (vintage)
LEFT JOIN contested USING (vintage);

CREATE TABLE evidence AS
SELECT observation_id, claim_id, estimate_id, role
FROM proof JOIN vintage USING (vintage) JOIN witness USING (vintage) JOIN statement ON statement.number = proof.number
WHERE knowledge = 'published'
ORDER BY proof.vintage, role <> 'shown', role, proof.number;
COMMENT ON TABLE evidence IS 'Which claims and estimates stand behind, or against, each observation';
COMMENT ON COLUMN evidence.observation_id IS 'The observation';
COMMENT ON COLUMN evidence.claim_id IS 'The claim of a document; null where it is an estimate';
COMMENT ON COLUMN evidence.estimate_id IS 'The estimate of a survey; null where it is a claim';
COMMENT ON COLUMN evidence.role IS 'shown (the observation has its value), agrees (within rounding and hedge) or disagrees';

CREATE TABLE ingested_evidence AS
SELECT observation_id, claim_id, estimate_id, role
FROM proof JOIN vintage USING (vintage) JOIN witness USING (vintage) JOIN statement ON statement.number = proof.number
WHERE knowledge = 'ingested'
ORDER BY proof.vintage, role <> 'shown', role, proof.number;
COMMENT ON TABLE ingested_evidence IS 'Which claims and estimates stand behind, or against, each row of ingested_observation';
COMMENT ON COLUMN ingested_evidence.observation_id IS 'The row of ingested_observation';
COMMENT ON COLUMN ingested_evidence.claim_id IS 'The claim of a document; null where it is an estimate';
COMMENT ON COLUMN ingested_evidence.estimate_id IS 'The estimate of a survey; null where it is a claim';
COMMENT ON COLUMN ingested_evidence.role IS 'shown (the row has its value), agrees (within rounding and hedge) or disagrees';

-- A value that was withdrawn, and that nobody else states, is known to be missing until somebody states one again: its
-- document was taken away, or a correction says that it was never meant.
CREATE TEMP TABLE missing AS
SELECT
    vintage.vintage,
    left(md5(concat_ws('|', if(vintage.knowledge = 'published', NULL, vintage.knowledge), vintage.cell,
        vintage.known_from)), 16) AS observation_id
FROM vintage
ANTI JOIN known USING (vintage)
JOIN standing ON standing.knowledge = vintage.knowledge AND standing.cell = vintage.cell
    AND standing.known_to < vintage.known_from
GROUP BY ALL
HAVING arg_max(ending, (standing.known_to, ending)) IN ('withdrawn', 'corrected');

CREATE TEMP TABLE observed AS
SELECT
    knowledge, vintage, cell, number, observation_id, series.* EXCLUDE (cell, source_type), value, value_high,
    CASE
        WHEN value IS NULL THEN 'M'
        WHEN series.nature = 'forecast' THEN 'F'
        WHEN series.nature = 'estimate' THEN 'E'
        WHEN provisional THEN 'P'
        ELSE 'A'
    END AS status,
    series.source_type, coalesce(sources, 0) AS sources, coalesce(voices, 0) AS independent_sources, standard_error,
    ci_low, ci_high, coalesce(disputed, false) AS disputed, known_from, known_to
FROM (FROM witness UNION ALL BY NAME FROM missing)
JOIN vintage USING (vintage)
JOIN series USING (cell)
LEFT JOIN (
    SELECT number, value, value_high, provisional, standard_error, ci_low, ci_high FROM statement
) AS statement USING (number);

CREATE TABLE observation AS
SELECT * EXCLUDE (knowledge, vintage, cell, number) FROM observed WHERE knowledge = 'published'
ORDER BY indicator, measure, nature, sector, ecosystem NULLS FIRST, period_end, period_start, cell, known_from;
COMMENT ON TABLE observation IS 'The value of a series for a period, for each stretch of days on which it was known, by date of publication';
COMMENT ON COLUMN observation.observation_id IS 'Key, made from the series, the period and known_from';
COMMENT ON COLUMN observation.indicator IS 'Code of the indicator';
COMMENT ON COLUMN observation.measure IS 'level, cumulative, change, growth_rate, share, rank or multiple';
COMMENT ON COLUMN observation.nature IS 'actual, target, forecast or estimate';
COMMENT ON COLUMN observation.sector IS 'Code of the sector';
COMMENT ON COLUMN observation.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN observation.geography IS 'ISO 3166-1 code of the place';
COMMENT ON COLUMN observation.scope IS 'sector, country, company, program, organisation, project, world, subset or administration';
COMMENT ON COLUMN observation.subject IS 'Free text that narrows the scope; of a firm or project without a name the document that tells of it';
COMMENT ON COLUMN observation.unit IS 'ISO 4217 currency, percent, points, multiple, jobs, companies, rank, ...';
COMMENT ON COLUMN observation.period_start IS 'First day of the period; null where none is stated';
COMMENT ON COLUMN observation.period_end IS 'Last day of the period; null where none is stated';
COMMENT ON COLUMN observation.value IS 'The value in base units, as stated by the claim or estimate shown; null where it was withdrawn';
COMMENT ON COLUMN observation.value_high IS 'Upper end, where a range is stated';
COMMENT ON COLUMN observation.status IS 'SDMX OBS_STATUS: A normal, E estimated, F forecast, P provisional, M withdrawn; in kpi also B, first after a break of the series';
COMMENT ON COLUMN observation.source_type IS 'press or survey';
COMMENT ON COLUMN observation.sources IS 'Documents or estimates that state it, within rounding';
COMMENT ON COLUMN observation.independent_sources IS 'Different publishers among them; reposts and rewrites of one text count once';
COMMENT ON COLUMN observation.standard_error IS 'Standard error of a survey estimate, in the same unit';
COMMENT ON COLUMN observation.ci_low IS 'Lower end of its 95 % confidence interval';
COMMENT ON COLUMN observation.ci_high IS 'Upper end of its 95 % confidence interval';
COMMENT ON COLUMN observation.disputed IS 'True where another statement of that time says otherwise, of the same figure or of the same amount (see conflict)';
COMMENT ON COLUMN observation.known_from IS 'First day on which this was what is known';
COMMENT ON COLUMN observation.known_to IS 'Last day on which this was what is known, inclusive; 9999-12-31 is still';

-- The same by the days on which this warehouse read it: what it could have answered then.
CREATE TABLE ingested_observation AS
SELECT * EXCLUDE (knowledge, vintage, cell, number) FROM observed WHERE knowledge = 'ingested'
ORDER BY indicator, measure, nature, sector, ecosystem NULLS FIRST, period_end, period_start, cell, known_from;
COMMENT ON TABLE ingested_observation IS 'As observation, but by the days on which this warehouse had read it: what it could have answered then';
COMMENT ON COLUMN ingested_observation.observation_id IS 'Key, made from the series, the period and known_from';
COMMENT ON COLUMN ingested_observation.indicator IS 'Code of the indicator';
COMMENT ON COLUMN ingested_observation.measure IS 'level, cumulative, change, growth_rate, share, rank or multiple';
COMMENT ON COLUMN ingested_observation.nature IS 'actual, target, forecast or estimate';
COMMENT ON COLUMN ingested_observation.sector IS 'Code of the sector';
COMMENT ON COLUMN ingested_observation.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN ingested_observation.geography IS 'ISO 3166-1 code of the place';
COMMENT ON COLUMN ingested_observation.scope IS 'sector, country, company, program, organisation, project, world, subset or administration';
COMMENT ON COLUMN ingested_observation.subject IS 'Free text that narrows the scope; of a firm or project without a name the document that tells of it';
COMMENT ON COLUMN ingested_observation.unit IS 'ISO 4217 currency, percent, points, multiple, jobs, companies, rank, ...';
COMMENT ON COLUMN ingested_observation.period_start IS 'First day of the period; null where none is stated';
COMMENT ON COLUMN ingested_observation.period_end IS 'Last day of the period; null where none is stated';
COMMENT ON COLUMN ingested_observation.value IS 'The value in base units, as stated by the claim or estimate shown; null where it was withdrawn';
COMMENT ON COLUMN ingested_observation.value_high IS 'Upper end, where a range is stated';
COMMENT ON COLUMN ingested_observation.status IS 'SDMX OBS_STATUS: A normal, E estimated, F forecast, P provisional, M withdrawn; in kpi also B, first after a break of the series';
COMMENT ON COLUMN ingested_observation.source_type IS 'press or survey';
COMMENT ON COLUMN ingested_observation.sources IS 'Documents or estimates that state it, within rounding';
COMMENT ON COLUMN ingested_observation.independent_sources IS 'Different publishers among them; reposts and rewrites of one text count once';
COMMENT ON COLUMN ingested_observation.standard_error IS 'Standard error of a survey estimate, in the same unit';
COMMENT ON COLUMN ingested_observation.ci_low IS 'Lower end of its 95 % confidence interval';
COMMENT ON COLUMN ingested_observation.ci_high IS 'Upper end of its 95 % confidence interval';
COMMENT ON COLUMN ingested_observation.disputed IS 'True where another statement of that time says otherwise, of the same figure or of the same amount (see conflict)';
COMMENT ON COLUMN ingested_observation.known_from IS 'First day on which this was what this warehouse knew';
COMMENT ON COLUMN ingested_observation.known_to IS 'Last day on which this was what this warehouse knew, inclusive; 9999-12-31 is still';

-- One value for each series and period, for each day on which something new was said about it.
-- Of all that is known on that day, the statement shown is: the value within the ranges of most publishers, then the
-- unhedged before the hedged, then the surest reading, then the latest. Two statements agree where their ranges overlap.

CREATE TEMP TABLE vintage AS
SELECT
    cell, spell, known_from,
    coalesce(lead(known_from) OVER (PARTITION BY cell ORDER BY known_from) - 1, DATE '9999-12-31') AS known_to,
    left(md5(cell || known_from::VARCHAR), 16) AS observation_id
FROM (SELECT DISTINCT cell, spell, known_from FROM statement);

CREATE TEMP TABLE known AS
WITH said AS (
    SELECT vintage.observation_id, vintage.known_from AS vintage_from, vintage.known_to, statement.*
    FROM vintage
    JOIN statement
        ON statement.cell = vintage.cell AND statement.spell = vintage.spell
        AND statement.known_from <= vintage.known_from
),
support AS (  -- how many publishers leave room for a value, from each day on which one more does: the precise have most
    SELECT statement_id, since, max(number) AS publishers
    FROM (
        SELECT *, row_number() OVER (PARTITION BY statement_id ORDER BY since) AS number
        FROM (
            SELECT one.statement_id, other.publisher, min(greatest(one.known_from, other.known_from)) AS since
            FROM statement AS one JOIN statement AS other USING (cell, spell)
            WHERE one.value = other.value OR (one.value > other.at_least AND one.value < other.at_most)
            GROUP BY ALL
        )
    )
    GROUP BY ALL
)
SELECT
    said.*, publishers,
    row_number() OVER (
        PARTITION BY observation_id
        ORDER BY publishers DESC, hedge IS NOT NULL, confidence DESC, known_from DESC, said.statement_id
    ) AS place
FROM said ASOF JOIN support ON support.statement_id = said.statement_id AND support.since <= said.vintage_from;

CREATE TABLE evidence AS
SELECT
    known.observation_id, known.claim_id, known.estimate_id,
    CASE
        WHEN known.place = 1 THEN 'shown'
        WHEN known.value = shown.value OR (known.at_least < shown.at_most AND known.at_most > shown.at_least)
            THEN 'agrees'
        ELSE 'disagrees'
    END AS role
FROM known JOIN known AS shown ON shown.observation_id = known.observation_id AND shown.place = 1
ORDER BY known.observation_id, known.place;
COMMENT ON TABLE evidence IS 'Which claims and estimates stand behind, or against, each observation';
COMMENT ON COLUMN evidence.observation_id IS 'The observation';
COMMENT ON COLUMN evidence.claim_id IS 'The claim of a document; null where it is an estimate';
COMMENT ON COLUMN evidence.estimate_id IS 'The estimate of a survey; null where it is a claim';
COMMENT ON COLUMN evidence.role IS 'shown (the observation has its value), agrees (within rounding and hedge) or disagrees';

CREATE TABLE observation AS
WITH witness AS (
    SELECT
        evidence.observation_id,
        count(DISTINCT coalesce(document_id, known.estimate_id)) FILTER (role <> 'disagrees') AS sources,
        count(DISTINCT publisher) FILTER (role <> 'disagrees') AS independent_sources,
        bool_or(role = 'disagrees') AS disputed
    FROM evidence
    JOIN known ON known.observation_id = evidence.observation_id
        AND known.statement_id = coalesce(evidence.claim_id, evidence.estimate_id)
    GROUP BY evidence.observation_id
)
SELECT
    observation_id, indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit,
    period_start, period_end, value, value_high,
    CASE nature WHEN 'forecast' THEN 'F' WHEN 'estimate' THEN 'E' ELSE 'A' END AS status,
    source_type, sources, independent_sources, standard_error, ci_low, ci_high, disputed,
    vintage_from AS known_from, known_to
FROM known JOIN witness USING (observation_id)
WHERE place = 1
ORDER BY indicator, measure, nature, sector, ecosystem NULLS FIRST, period_end, period_start, cell, vintage_from;
COMMENT ON TABLE observation IS 'The value of a series for a period, for each stretch of days on which it was known';
COMMENT ON COLUMN observation.observation_id IS 'Key, made from the series, the period and known_from';
COMMENT ON COLUMN observation.indicator IS 'Code of the indicator';
COMMENT ON COLUMN observation.measure IS 'level, cumulative, change, growth_rate, share, rank or multiple';
COMMENT ON COLUMN observation.nature IS 'actual, target, forecast or estimate';
COMMENT ON COLUMN observation.sector IS 'Code of the sector';
COMMENT ON COLUMN observation.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN observation.geography IS 'ISO 3166-1 code of the place';
COMMENT ON COLUMN observation.scope IS 'sector, country, company, program, organisation, project, world, subset or administration';
COMMENT ON COLUMN observation.subject IS 'Free text that narrows the scope';
COMMENT ON COLUMN observation.unit IS 'ISO 4217 currency, percent, points, multiple, jobs, companies, rank, ...';
COMMENT ON COLUMN observation.period_start IS 'First day of the period; null where none is stated';
COMMENT ON COLUMN observation.period_end IS 'Last day of the period; null where none is stated';
COMMENT ON COLUMN observation.value IS 'The value in base units, as stated by the claim or estimate shown';
COMMENT ON COLUMN observation.value_high IS 'Upper end, where a range is stated';
COMMENT ON COLUMN observation.status IS 'SDMX OBS_STATUS: A normal, E estimated, F forecast';
COMMENT ON COLUMN observation.source_type IS 'press or survey';
COMMENT ON COLUMN observation.sources IS 'Documents or estimates that state it, within rounding';
COMMENT ON COLUMN observation.independent_sources IS 'Different publishers among them';
COMMENT ON COLUMN observation.standard_error IS 'Standard error of a survey estimate, in the same unit';
COMMENT ON COLUMN observation.ci_low IS 'Lower end of its 95 % confidence interval';
COMMENT ON COLUMN observation.ci_high IS 'Upper end of its 95 % confidence interval';
COMMENT ON COLUMN observation.disputed IS 'True where another statement of that time says otherwise';
COMMENT ON COLUMN observation.known_from IS 'First day on which this was what is known';
COMMENT ON COLUMN observation.known_to IS 'Last day on which this was what is known, inclusive; 9999-12-31 is still';

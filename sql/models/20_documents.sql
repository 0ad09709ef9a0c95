-- The documents and what they state, word for word.

-- A name as flows/catalogue/sources.yml is compared with: lower case, no accents, one space for all punctuation.
CREATE TEMP MACRO folded(name) AS trim(regexp_replace(strip_accents(lower(name)), '[^\p{L}\p{N}]+', ' ', 'g'));

CREATE TEMP MACRO host(url) AS regexp_extract(url, '^\w+://([\w.-]+)', 1);

-- The class of each publisher and host: by its name, else by its own host, else by that of the url, the longest part first.
CREATE TEMP TABLE classified AS
WITH told AS (
    SELECT DISTINCT publisher, host(url) AS host FROM staging.document
),
part AS (
    SELECT *, unnest(range(1, len(labels))) AS place
    FROM (
        SELECT *, 2 AS evidence, string_split(regexp_extract(publisher, '^[\w-]+(\.[\w-]+)+$'), '.') AS labels FROM told
        UNION ALL
        SELECT *, 3, string_split(host, '.') FROM told
    )
),
name AS (
    SELECT publisher, host, folded(publisher) AS name, 1 AS evidence FROM told
    UNION ALL
    SELECT publisher, host, folded(array_to_string(labels[place:], '.')), evidence FROM part
)
SELECT publisher, host, arg_min(source_class, (evidence, -length(name))) AS source_class
FROM name JOIN (SELECT folded(name) AS name, source_class FROM staging.publisher) AS known USING (name)
GROUP BY publisher, host;

CREATE TABLE document AS
SELECT
    document_id, url, document.publisher, class.source_class, rank AS source_rank, title, language, country, published_at,
    least(coalesce(published_on, captured_at::DATE), captured_at::DATE) AS known_from,
    captured_at, withdrawn_at::DATE AS withdrawn_on, media_type, raw_path, characters, text
FROM staging.document
LEFT JOIN classified
    ON classified.publisher IS NOT DISTINCT FROM document.publisher AND host IS NOT DISTINCT FROM host(url)
LEFT JOIN staging.source_class AS class ON class.source_class = coalesce(
    classified.source_class, (SELECT any_value(source_class) FROM staging.source_class WHERE others)
)
ORDER BY raw_path, document_id;
COMMENT ON TABLE document IS 'Captured press items; those withdrawn since stay, for what was known of them';
COMMENT ON COLUMN document.document_id IS 'SHA-256 of the captured bytes';
COMMENT ON COLUMN document.url IS 'Address from which it came';
COMMENT ON COLUMN document.publisher IS 'Who published it';
COMMENT ON COLUMN document.source_class IS 'Class of the publisher by trust: federation, statistics, government, organisation, press; by name, else by host of publisher or url (flows/catalogue/sources.yml)';
COMMENT ON COLUMN document.source_rank IS 'Rank of that class: 1 is the most trusted';
COMMENT ON COLUMN document.title IS 'Headline';
COMMENT ON COLUMN document.language IS 'ISO 639-1 code of its language';
COMMENT ON COLUMN document.country IS 'ISO 3166-1 code of the country that it is about';
COMMENT ON COLUMN document.published_at IS 'ISO date of publication, as precise as it is stated: day, month or year';
COMMENT ON COLUMN document.known_from IS 'Day from which its claims count as known: the latest day that published_at allows, and no later than that of capture';
COMMENT ON COLUMN document.captured_at IS 'When these bytes were first read, UTC';
COMMENT ON COLUMN document.withdrawn_on IS 'Day (UTC) from which its claims count no more, because its file was removed, replaced or refused; null while it is there';
COMMENT ON COLUMN document.media_type IS 'Media type of the captured file';
COMMENT ON COLUMN document.raw_path IS 'File in the project folder; of a withdrawn document, where it was';
COMMENT ON COLUMN document.characters IS 'Length of the text in Unicode code points';
COMMENT ON COLUMN document.text IS 'The text that the offsets of its claims count in';

CREATE TABLE claim AS SELECT * FROM staging.claim ORDER BY document_id, start, claim_id;
COMMENT ON TABLE claim IS 'Quantitative statements found in the documents, withdrawn ones too (document.withdrawn_on), as printed';
COMMENT ON COLUMN claim.claim_id IS 'Key, made from the document, the offsets and the order';
COMMENT ON COLUMN claim.document_id IS 'The document that states it';
COMMENT ON COLUMN claim.start IS 'First character of the quote in document.text, from 0, in Unicode code points';
COMMENT ON COLUMN claim."end" IS 'Character after the last one of the quote';
COMMENT ON COLUMN claim.quote IS 'The figure with its unit, word for word';
COMMENT ON COLUMN claim.sentence IS 'The sentence around it';
COMMENT ON COLUMN claim.value IS 'The figure in base units (10 milliards is 1e10, 5 % is 5), a stated fall negative';
COMMENT ON COLUMN claim.value_high IS 'Upper end, where a range is stated';
COMMENT ON COLUMN claim.unit IS 'ISO 4217 currency, percent, points, multiple, jobs, companies, rank, ...';
COMMENT ON COLUMN claim.indicator IS 'Code of the indicator; null where the text means none of the catalogue';
COMMENT ON COLUMN claim.measure IS 'level, cumulative, change, growth_rate, share, rank or multiple';
COMMENT ON COLUMN claim.nature IS 'actual, target, forecast or estimate';
COMMENT ON COLUMN claim.hedge IS 'more_than, at_least, nearly, about, less_than, at_most, within, or null';
COMMENT ON COLUMN claim.sector IS 'Code of the sector';
COMMENT ON COLUMN claim.ecosystem IS 'Code of the ecosystem; null for the whole sector';
COMMENT ON COLUMN claim.geography IS 'ISO 3166-1 code of the place that the figure is about';
COMMENT ON COLUMN claim.scope IS 'sector, country, company, program, organisation, project, world, subset or administration';
COMMENT ON COLUMN claim.subject IS 'Free text that narrows the scope';
COMMENT ON COLUMN claim.period_start IS 'First day of the period; null where none is stated';
COMMENT ON COLUMN claim.period_end IS 'Last day of the period; null where none is stated';
COMMENT ON COLUMN claim.confidence IS 'Probability, from 0 to 1, that the whole claim is read rightly';
COMMENT ON COLUMN claim.reason IS 'Which words decided what';
COMMENT ON COLUMN claim.note IS 'What is suspicious about the printed figure';
COMMENT ON COLUMN claim.extractor_version IS 'Version of the reader that found it';

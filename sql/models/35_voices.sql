-- Who speaks: reposts and rewrites of one text are one voice, that of its publisher. A document repeats another one
--   where a third of its wording was first read there, with an amount that it tells too,
--   or where three of its figures at least, half of them all, were first told there within three months, and a tenth of
--   its wording stands there too.
-- Wording is measured in runs of four words of the sentences with figures. What a document repeats may be a repeat too.

CREATE TEMP TABLE press AS  -- the documents in the order in which they became known
SELECT row_number() OVER (ORDER BY known_from, document_id) AS item, document_id, publisher, known_from FROM document;

CREATE TEMP TABLE wording AS
SELECT item, unnest([hash(word[n], word[n + 1], word[n + 2], word[n + 3]) FOR n IN range(1, len(word) - 2)]) AS run
FROM (
    SELECT document_id, [hash(word) FOR word IN regexp_extract_all(lower(sentence), '[\p{L}\p{N}]+')] AS word
    FROM (SELECT DISTINCT document_id, sentence FROM claim WHERE indicator IS NOT NULL)
)
JOIN press USING (document_id);

CREATE TEMP TABLE telling AS
SELECT DISTINCT
    item, known_from, hash(unit, value) AS amount,
    hash(indicator, measure, nature, sector, ecosystem, geography, unit, period_start, period_end, value) AS told
FROM claim JOIN press USING (document_id)
WHERE indicator IS NOT NULL;

-- Each step is a table: in one query they would be joined in an order that takes all pairs of documents.
CREATE TEMP TABLE copied AS
SELECT item, first_in, shared
FROM (
    SELECT item, first_in, count(*) AS shared
    FROM wording JOIN (SELECT run, min(item) AS first_in FROM wording GROUP BY run HAVING min(item) <> max(item)) USING (run)
    WHERE first_in <> item
    GROUP BY item, first_in
)
JOIN (SELECT item, count(*) AS runs FROM wording GROUP BY item) USING (item)
WHERE shared >= runs / 3;

CREATE TEMP TABLE copied_amount AS
SELECT item, first_in, shared, amount FROM copied JOIN telling USING (item);

CREATE TEMP TABLE retold AS
SELECT item, first_in
FROM (
    SELECT item, first_in, count(*) AS shared
    FROM telling
    JOIN (SELECT told, min(item) AS first_in, min(known_from) AS first_on FROM telling GROUP BY told) USING (told)
    WHERE first_in <> item AND known_from <= first_on + 92
    GROUP BY item, first_in
)
JOIN (SELECT item, count(*) AS figures FROM telling GROUP BY item) USING (item)
WHERE shared >= 3 AND shared >= figures / 2;

CREATE TEMP TABLE retold_run AS
SELECT item, first_in, run FROM retold JOIN wording USING (item);

CREATE TEMP TABLE repeat AS
SELECT item, arg_max(first_in, (shared, -first_in)) AS repeated
FROM (
    SELECT DISTINCT item, first_in, shared
    FROM copied_amount SEMI JOIN (SELECT item AS first_in, amount FROM telling) AS first_telling USING (first_in, amount)
    UNION ALL
    SELECT item, first_in, count(*)
    FROM retold_run SEMI JOIN (SELECT item AS first_in, run FROM wording) AS first_wording USING (first_in, run)
    JOIN (SELECT item, count(*) AS runs FROM wording GROUP BY item) USING (item)
    GROUP BY item, first_in, runs
    HAVING count(*) >= runs / 10
)
GROUP BY item;

CREATE TEMP TABLE voice AS
WITH RECURSIVE origin AS (
    SELECT item, repeated AS origin FROM repeat
    UNION ALL
    SELECT origin.item, repeat.repeated FROM origin JOIN repeat ON repeat.item = origin.origin
)
SELECT
    press.document_id, coalesce(source.publisher, source.document_id) AS voice, source.document_id AS origin,
    origin.origin IS NOT NULL AS repeats
FROM press
LEFT JOIN (SELECT * FROM origin ANTI JOIN repeat ON repeat.item = origin.origin) AS origin USING (item)
JOIN press AS source ON source.item = coalesce(origin.origin, press.item);

DROP TABLE wording;  -- by far the largest of all

-- In which series and period each statement counts, and from when to when: once by what had been published
-- (knowledge 'published'), once by what this warehouse had read ('ingested').

CREATE TEMP TABLE spoken AS
SELECT number, knowledge, known_from, known_to, if(known_to = DATE '9999-12-31', NULL, ending) AS ending
FROM (
    SELECT
        number, knowledge, greatest(if(knowledge = 'published', said_on, captured_on), holds_from) AS known_from,
        coalesce(least(holds_to, withdrawn_on - 1), DATE '9999-12-31') AS known_to,
        if(withdrawn_on - 1 < coalesce(holds_to, DATE '9999-12-31'), 'withdrawn', 'corrected') AS ending
    FROM statement CROSS JOIN (VALUES ('published'), ('ingested')) AS axis (knowledge)
)
WHERE known_from <= known_to;

-- The same fact is often told less precisely: without its period or only with the end of it, of a year in place of a day
-- (a stock of the end of 2018), without the country, "jobs" for "direct jobs". Such a statement counts where the more
-- precise one stands, while there is one, if it gives the same value within rounding (of a broader indicator: the very
-- same), and, where a day of its period is missing, if no more than a year lies between the two. Of several it takes the
-- most precise, then the one of its own document, then the first.
CREATE TEMP TABLE precise AS
SELECT
    number, cell, figure, indicator, geography, scope, period_start, period_end, document_id, said_on,
    NOT flow AND measure = 'level' AND period_start = period_end AS of_a_day,
    NOT flow AND measure = 'level' AND period_end - period_start BETWEEN 364 AND 365 AS stock_of_a_year,
    (geography IS NOT NULL)::INTEGER + (scope IS NOT NULL)::INTEGER + (period_start IS NOT NULL)::INTEGER
        + (period_end IS NOT NULL)::INTEGER + (refines IS NOT NULL)::INTEGER
        + if(of_a_day, 0.5, 0) AS precision,
    hash(coalesce(refines, indicator), measure, nature, unit, coalesce(sector, '-'), coalesce(ecosystem, '-'),
        coalesce(subject, '-'), floor(log10(abs(value))),
        round(value / 10 ** (floor(log10(abs(value))) - 1))) AS meeting  -- at two digits
FROM statement JOIN (SELECT indicator, refines, flow FROM indicator) AS catalogue USING (indicator)
WHERE source_type = 'press' AND value <> 0;

CREATE TEMP TABLE home AS
WITH anchor AS (
    SELECT
        knowledge, meeting, cell, figure, indicator, geography, scope, period_start, period_end, of_a_day, precision,
        min(known_from) AS known_from, max(known_to) AS known_to, min(said_on) AS said_on
    FROM precise JOIN spoken USING (number)
    WHERE precision >= 3  -- of what may be missing it lacks two at most: two vague ones say nothing of each other
    GROUP BY ALL
),
vague AS (
    FROM precise JOIN spoken USING (number)
    WHERE geography IS NULL OR scope IS NULL OR period_start IS NULL OR period_end IS NULL OR stock_of_a_year
        OR indicator IN (SELECT refines FROM indicator)
),
together AS (
    SELECT COLUMNS(vague.*) AS "vague_\0", COLUMNS(anchor.*) AS "anchor_\0"  -- vague_cell, ..., anchor_cell, ...
    FROM vague JOIN anchor USING (knowledge, meeting, geography)
    UNION ALL
    SELECT COLUMNS(vague.*), COLUMNS(anchor.*)
    FROM vague JOIN anchor USING (knowledge, meeting) WHERE vague.geography IS NULL
),
candidate AS (
    SELECT
        vague_number AS number, vague_knowledge AS knowledge, anchor_cell AS cell, anchor_precision AS precision,
        greatest(vague_known_from, anchor_known_from) AS since, least(vague_known_to, anchor_known_to) AS until,
        anchor_known_from AS first_known, own.document_id IS NOT NULL AS own_document
    FROM together
    JOIN figure AS one ON one.figure = vague_figure
    JOIN figure AS other ON other.figure = anchor_figure
    LEFT JOIN (SELECT DISTINCT cell, figure, document_id FROM precise) AS own
        ON own.cell = anchor_cell AND own.figure = anchor_figure AND own.document_id = vague_document_id
    WHERE anchor_cell <> vague_cell AND anchor_precision > vague_precision
        AND coalesce(vague_scope = anchor_scope, vague_scope IS NULL)
        AND (coalesce(vague_period_start = anchor_period_start, vague_period_start IS NULL)
            AND coalesce(vague_period_end = anchor_period_end, vague_period_end IS NULL)
            OR vague_stock_of_a_year AND anchor_of_a_day
            AND anchor_period_end BETWEEN vague_period_start AND vague_period_end)
        AND (vague_period_end IS NOT NULL OR abs(vague_said_on - anchor_said_on) <= 366)
        AND agree(one.value, one.hedge, one.at_least, one.at_most, other.value, other.hedge, other.at_least, other.at_most)
        AND (vague_indicator = anchor_indicator OR one.value = other.value
            AND (vague_indicator, anchor_indicator) IN (
                SELECT (refines, indicator) FROM indicator
                EXCEPT
                SELECT (indicator, other) FROM staging.confused_label
            ))
        AND since <= until
),
place AS (  -- the places of a statement, the best first and its own last
    SELECT *, row_number() OVER (
        PARTITION BY number, knowledge
        ORDER BY precision DESC, own_document DESC, first_known, cell
    ) AS place
    FROM (
        FROM candidate
        UNION ALL BY NAME
        SELECT number, knowledge, cell, -1 AS precision, known_from AS since, known_to AS until
        FROM spoken JOIN (SELECT number, cell FROM statement) USING (number)
        WHERE number IN (SELECT number FROM candidate)
    )
),
taken AS (  -- from each day on which there is another choice
    SELECT number, knowledge, day, cell
    FROM (SELECT DISTINCT number, knowledge, unnest([since, until + 1]) AS day FROM place) AS edge
    JOIN place USING (number, knowledge)
    WHERE day BETWEEN since AND until
    QUALIFY row_number() OVER (PARTITION BY number, knowledge, day ORDER BY place) = 1
),
moved AS (
    SELECT
        number, knowledge, cell, day AS known_from,
        lead(day) OVER (PARTITION BY number, knowledge ORDER BY day) - 1 AS moves_on
    FROM (
        FROM taken
        QUALIFY cell IS DISTINCT FROM lag(cell) OVER (PARTITION BY number, knowledge ORDER BY day)
    )
)
SELECT
    number, knowledge, cell, moved.known_from, coalesce(moves_on, known_to) AS known_to,
    if(moves_on IS NOT NULL, 'moved', ending) AS ending
FROM moved JOIN (SELECT number, knowledge, known_to, ending FROM spoken) USING (number, knowledge)
UNION ALL
SELECT number, knowledge, cell, known_from, known_to, ending
FROM spoken JOIN (SELECT number, cell FROM statement) USING (number)
WHERE number NOT IN (SELECT number FROM candidate);

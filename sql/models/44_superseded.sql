-- What a later statement takes the place of: it is revised, and contradicts nothing any more.
--   A publisher that says otherwise later takes back what it said before.
--   A forecast or target gives way to another one that is published three months later, by whomsoever.
--   What is told without a period is told of the time in which it was published: it gives way after a year.
-- A statement that is made again counts as made on its last day.

CREATE TEMP TABLE placed AS
SELECT
    home.*, statement.cell AS own_cell, figure, said_on, publisher,
    CASE
        WHEN nature IN ('forecast', 'target') THEN 90
        -- where it counts as dated it stays
        WHEN period_start IS NULL AND period_end IS NULL AND home.cell = statement.cell THEN 366
    END AS gives_way_after,
    period_start IS NULL AND period_end IS NULL AND home.cell <> statement.cell AS dated_elsewhere
FROM home JOIN statement USING (number);

CREATE TEMP TABLE told AS  -- who said what on which day, where a series and period has more than one figure
WITH said AS (
    SELECT knowledge, cell, figure, publisher, gives_way_after, said_on, known_from FROM placed
    UNION ALL
    SELECT knowledge, own_cell, figure, publisher, 366, said_on, known_from FROM placed WHERE dated_elsewhere
)
SELECT knowledge, cell, figure, publisher, gives_way_after, said_on, min(known_from) AS known_from
FROM said
SEMI JOIN (
    SELECT knowledge, cell FROM said GROUP BY knowledge, cell HAVING min(figure) <> max(figure)
) AS several USING (knowledge, cell)
GROUP BY ALL;

CREATE TEMP TABLE told_figure AS
SELECT knowledge, cell, figure, value, hedge, at_least, at_most
FROM (SELECT DISTINCT knowledge, cell, figure FROM told) JOIN figure USING (figure);

CREATE TEMP TABLE against AS
SELECT knowledge, cell, one.figure, other.figure AS rival
FROM told_figure AS one JOIN told_figure AS other USING (knowledge, cell)
WHERE NOT agree(one.value, one.hedge, one.at_least, one.at_most, other.value, other.hedge, other.at_least, other.at_most);

CREATE TEMP TABLE contradicted AS
SELECT knowledge, cell, against.figure, publisher, gives_way_after, said_on, known_from
FROM told JOIN against USING (knowledge, cell) WHERE told.figure = rival;

CREATE TEMP TABLE replaced AS
WITH event AS (  -- for each figure: the days on which it was said, and those before which another puts an end to it
    SELECT knowledge, cell, figure, publisher AS speaker, said_on AS day, NULL::DATE AS replaced_from FROM told
    UNION ALL
    SELECT knowledge, cell, figure, '', said_on, NULL FROM told WHERE gives_way_after IS NOT NULL
    UNION ALL
    SELECT knowledge, cell, figure, publisher, said_on - 1, known_from FROM contradicted
    UNION ALL
    SELECT knowledge, cell, figure, '', said_on - gives_way_after, known_from FROM contradicted
    WHERE gives_way_after IS NOT NULL
)
SELECT knowledge, cell, figure, speaker, day, min(replaced_from) AS replaced_from
FROM (
    SELECT knowledge, cell, figure, speaker, day, replaced_from IS NULL AS own, min(replaced_from) OVER (
        PARTITION BY knowledge, cell, figure, speaker ORDER BY day DESC RANGE UNBOUNDED PRECEDING
    ) AS replaced_from
    FROM event
)
WHERE own AND replaced_from IS NOT NULL
GROUP BY ALL;

CREATE TEMP TABLE standing AS
SELECT
    number, knowledge, cell, figure, known_from, least(known_to, replaced_on - 1) AS known_to,
    if(replaced_on <= known_to, 'superseded', ending) AS ending, said_on
FROM (
    SELECT placed.*, least(by_its_publisher.replaced_from, by_anyone.replaced_from) AS replaced_on
    FROM (SELECT *, if(gives_way_after IS NULL, NULL, '') AS anyone FROM placed) AS placed
    LEFT JOIN replaced AS by_its_publisher
        ON by_its_publisher.knowledge = placed.knowledge AND by_its_publisher.cell = placed.cell
        AND by_its_publisher.figure = placed.figure AND by_its_publisher.speaker = placed.publisher
        AND by_its_publisher.day = placed.said_on
    LEFT JOIN replaced AS by_anyone
        ON by_anyone.knowledge = placed.knowledge AND by_anyone.cell = placed.cell
        AND by_anyone.figure = placed.figure AND by_anyone.speaker = placed.anyone
        AND by_anyone.day = placed.said_on
)
WHERE coalesce(replaced_on, DATE '9999-12-31') > known_from;

-- From when to when a figure was held of a series and period by anyone, without a gap.
CREATE TEMP TABLE held AS
WITH followed AS (
    SELECT *, max(known_to) OVER (
        PARTITION BY knowledge, cell, figure ORDER BY known_from, number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS held_to
    FROM standing
),
stretch AS (
    SELECT *, count(*) FILTER (known_from > held_to + 1) OVER (
        PARTITION BY knowledge, cell, figure ORDER BY known_from, number
    ) AS stretch
    FROM followed
)
SELECT
    knowledge, cell, figure, min(known_from) AS known_from, max(known_to) AS known_to,
    min(min(said_on)) OVER (PARTITION BY knowledge, cell, figure) AS first_said
FROM stretch
GROUP BY knowledge, cell, figure, stretch;

-- What a later statement takes the place of: it is revised, and contradicts nothing any more.
--   A publisher that says otherwise later takes back what it said before.
--   A forecast or target gives way to one that is published three months later, by whomsoever.
--   What is told without a period is told of the time in which it was published: after a year in which nobody said it,
--   what is said next takes its place.

CREATE TEMP TABLE standing AS
WITH placed AS (
    SELECT
        home.*, own_cell, figure, said_on, publisher, nature IN ('forecast', 'target') AS planned,
        period_start IS NULL AND period_end IS NULL AS undated
    FROM home JOIN (SELECT * RENAME (cell AS own_cell) FROM statement) AS statement USING (number)
),
followed AS (
    SELECT
        knowledge, own_cell, number, said_on, min(known_from) AS known_from,
        lag(said_on) OVER (PARTITION BY knowledge, own_cell ORDER BY said_on, number) AS said_before
    FROM placed WHERE undated
    GROUP BY knowledge, own_cell, number, said_on
),
spell AS (
    SELECT *, count(*) FILTER (said_on > said_before + 365) OVER (
        PARTITION BY knowledge, own_cell ORDER BY said_on, number
    ) AS spell
    FROM followed
),
next_spell AS (
    SELECT knowledge, own_cell, spell, min(min(known_from)) OVER (
        PARTITION BY knowledge, own_cell ORDER BY spell ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS replaced_from
    FROM spell GROUP BY knowledge, own_cell, spell
),
told AS (  -- who said what on which day, where a series and period has more than one figure
    SELECT knowledge, cell, figure, publisher, planned, undated, said_on, min(known_from) AS known_from
    FROM placed
    WHERE (knowledge, cell) IN (
        SELECT (knowledge, cell) FROM placed GROUP BY knowledge, cell HAVING count(DISTINCT figure) > 1
    )
    GROUP BY ALL
),
against AS (
    SELECT one.knowledge, one.cell, one.figure, other.figure AS rival
    FROM (SELECT DISTINCT knowledge, cell, figure FROM told) AS one
    JOIN (SELECT DISTINCT knowledge, cell, figure FROM told) AS other USING (knowledge, cell)
    JOIN figure AS one_figure ON one_figure.figure = one.figure
    JOIN figure AS other_figure ON other_figure.figure = other.figure
    WHERE NOT agree(one_figure.value, one_figure.hedge, one_figure.at_least, one_figure.at_most, other_figure.value, other_figure.hedge, other_figure.at_least, other_figure.at_most)
),
event AS (  -- for each figure: the days on which it was said, and those before which another puts an end to it
    SELECT knowledge, cell, figure, publisher AS speaker, said_on AS day, NULL::DATE AS replaced_from FROM told
    UNION ALL
    SELECT knowledge, cell, figure, '', said_on, NULL FROM told WHERE planned OR undated
    UNION ALL
    SELECT told.knowledge, told.cell, against.figure, publisher, said_on - 1, known_from
    FROM told JOIN against ON against.knowledge = told.knowledge AND against.cell = told.cell AND rival = told.figure
    UNION ALL
    SELECT told.knowledge, told.cell, against.figure, '', said_on - if(planned, 90, 366), known_from
    FROM told JOIN against ON against.knowledge = told.knowledge AND against.cell = told.cell AND rival = told.figure
    WHERE planned OR undated
),
replaced AS (
    SELECT knowledge, cell, figure, speaker, day, min(replaced_from) AS replaced_from
    FROM (
        SELECT knowledge, cell, figure, speaker, day, replaced_from IS NULL AS own, min(replaced_from) OVER (
            PARTITION BY knowledge, cell, figure, speaker ORDER BY day DESC RANGE UNBOUNDED PRECEDING
        ) AS replaced_from
        FROM event
    )
    WHERE own AND replaced_from IS NOT NULL
    GROUP BY ALL
)
SELECT
    number, knowledge, cell, figure, known_from,
    least(known_to, replaced_on - 1) AS known_to, if(replaced_on <= known_to, 'superseded', ending) AS ending, said_on
FROM (
    SELECT placed.*, least(spoken_over.replaced_from, overtaken.replaced_from, next_spell.replaced_from) AS replaced_on
    FROM placed
    LEFT JOIN replaced AS spoken_over
        ON spoken_over.knowledge = placed.knowledge AND spoken_over.cell = placed.cell
        AND spoken_over.figure = placed.figure AND spoken_over.speaker = placed.publisher
        AND spoken_over.day = placed.said_on
    LEFT JOIN replaced AS overtaken
        ON overtaken.knowledge = placed.knowledge AND overtaken.cell = placed.cell
        AND overtaken.figure = placed.figure AND overtaken.speaker = '' AND overtaken.day = placed.said_on
    LEFT JOIN spell ON spell.knowledge = placed.knowledge AND spell.number = placed.number
        AND placed.cell = placed.own_cell  -- where it counts as dated it stays
    LEFT JOIN next_spell ON next_spell.knowledge = spell.knowledge AND next_spell.own_cell = spell.own_cell
        AND next_spell.spell = spell.spell
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

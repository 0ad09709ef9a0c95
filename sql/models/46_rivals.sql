-- One amount told as two things: figures of different series or periods that cannot all be right.
-- Equal amounts may be equal by chance, so each kind asks for as much agreement as makes chance unlikely, and nothing is
-- held against a text that tells both, for it means both. Ranks, shares and rates are never compared so: to be third of
-- one thing and second of another is no contradiction.

CREATE TEMP TABLE amount AS
SELECT
    knowledge, cell, figure, held.known_from, held.known_to, first_said, value, at_least, at_most, indicator, measure,
    flow, coalesce(refines, indicator) AS family, unit, period_start, period_end,
    nature IN ('target', 'forecast') AS planned,
    -- an association speaks of its sector; of a sector the subject is what one text says more than another
    hash(sector, ecosystem, geography, if(scope = 'organisation', 'sector', scope),
        if(scope IN ('sector', 'organisation'), NULL, subject)) AS place,
    if(value / 10 ** floor(log10(abs(value))) = round(value / 10 ** floor(log10(abs(value)))), 1, digits) AS digits
FROM held
JOIN series USING (cell)
JOIN figure USING (figure)
JOIN indicator USING (indicator)
WHERE source_type = 'press' AND measure IN ('level', 'cumulative', 'change') AND value <> 0;

CREATE TEMP TABLE suspected AS
WITH pair AS (
    SELECT
        one.*, other AS other,
        -- about the same time: their periods meet, or where one has none they were first told within a year
        coalesce(one.period_start, DATE '0001-01-01') <= coalesce(other.period_end, DATE '9999-12-31')
            AND coalesce(other.period_start, DATE '0001-01-01') <= coalesce(one.period_end, DATE '9999-12-31')
            AND (coalesce(one.period_end, other.period_end) IS NOT NULL AND one.period_end = other.period_end
                OR one.period_start IS NOT NULL AND other.period_start IS NOT NULL AND NOT one.planned
                OR abs(one.first_said - other.first_said) <= 366) AS near,
        one.period_start IS NOT DISTINCT FROM other.period_start
            AND one.period_end IS NOT DISTINCT FROM other.period_end AS same_period,
        (one.indicator, other.indicator) IN (SELECT (indicator, other) FROM staging.confused_label) AS confused,
        year(greatest(one.period_start, other.period_start)) - year(least(one.period_end, other.period_end)) AS apart
    FROM amount AS one
    JOIN amount AS other USING (knowledge, value, unit, place)
    WHERE one.cell <> other.cell
        AND one.known_from <= other.known_to AND other.known_from <= one.known_to
        -- the later one is held against the earlier one
        AND (one.known_from, one.cell) > (other.known_from, other.cell)
)
SELECT *, CASE
    WHEN family = other.family AND (planned <> other.planned) THEN
        -- what was aimed at or foreseen, told as if it was reached, years before
        CASE WHEN measure = other.measure
            AND if(planned, period_end, other.period_end) > if(planned, other.first_said, first_said) + 366
            AND coalesce(if(planned, other.period_end, period_end), if(planned, other.first_said, first_said)) + 366
                < if(planned, period_end, other.period_end)
        THEN 'target_or_result' END
    WHEN planned <> other.planned THEN NULL
    WHEN confused OR family <> other.family
        OR (indicator <> other.indicator AND family NOT IN (indicator, other.indicator)) THEN
        CASE WHEN near AND (confused OR digits >= 3) THEN 'label' END
    WHEN (measure = 'level') <> (other.measure = 'level') AND (NOT flow OR planned OR 'change' IN (measure, other.measure)) THEN
        CASE
            WHEN NOT near OR digits < 2 AND NOT planned THEN NULL
            WHEN NOT flow THEN 'stock_or_flow'
            WHEN 'change' IN (measure, other.measure) THEN 'additional_or_total'
            WHEN planned THEN 'yearly_or_total'
        END
    WHEN measure <> other.measure AND 'change' IN (measure, other.measure) THEN NULL
    WHEN measure <> other.measure AND NOT flow OR indicator <> other.indicator THEN NULL
    WHEN planned THEN
        CASE WHEN digits >= 2 AND year(period_end) <> year(other.period_end)
            AND abs(first_said - other.first_said) <= 366 THEN 'target_year' END
    WHEN period_start IS NULL OR period_end IS NULL OR other.period_start IS NULL OR other.period_end IS NULL
        OR same_period THEN NULL
    WHEN flow OR measure <> 'level' THEN
        -- periods that overlap, or follow each other within three years
        CASE WHEN apart <= 0 OR (apart <= 3 AND digits >= 2) THEN 'period' END
    WHEN digits >= 3 AND year(period_end) <> year(other.period_end) AND apart <= 3 THEN 'period'
END AS kind
FROM pair;

CREATE TEMP TABLE teller AS  -- who tells each amount
SELECT knowledge, cell, value, document_id, publisher, min(known_from) AS known_from
FROM standing JOIN (SELECT number, value, document_id, publisher FROM statement) AS statement USING (number)
GROUP BY ALL;

CREATE TEMP TABLE meant AS  -- told as both by one text, or, of periods, by one publisher: then nothing is held against it
WITH one_side AS MATERIALIZED (
    SELECT
        suspected.knowledge, kind, suspected.cell, suspected.other.cell AS other_cell, suspected.value, known_from,
        if(kind IN ('period', 'target_year'), publisher, document_id) AS told_by
    FROM (
        SELECT knowledge, kind, cell, value, other FROM suspected
        WHERE kind IN ('label', 'period', 'target_year', 'target_or_result')
    ) AS suspected
    JOIN teller USING (knowledge, cell, value)
)
SELECT
    one_side.knowledge, kind, one_side.cell, other_cell, one_side.value,
    min(greatest(one_side.known_from, other.known_from)) AS meant_from
FROM one_side JOIN teller AS other
    ON other.knowledge = one_side.knowledge AND other.cell = other_cell AND other.value = one_side.value
WHERE told_by = if(kind IN ('period', 'target_year'), other.publisher, other.document_id)
GROUP BY ALL;

CREATE TEMP TABLE told_as_another AS
WITH placed_pair AS MATERIALIZED (
    SELECT
        suspected.knowledge, suspected.kind, suspected.cell, suspected.figure, suspected.value,
        suspected.other.cell AS other_cell, suspected.other.figure AS other_figure,
        greatest(suspected.known_from, other.known_from) AS known_from,
        least(suspected.known_to, other.known_to, meant_from - 1) AS known_to,
        row_number() OVER (
            PARTITION BY suspected.knowledge, suspected.kind, suspected.cell, suspected.value
            ORDER BY same_period DESC, other.known_from, other.cell, other.figure, suspected.figure
        ) AS place
    FROM suspected
    LEFT JOIN meant ON meant.knowledge = suspected.knowledge AND meant.kind = suspected.kind
        AND meant.cell = suspected.cell AND meant.other_cell = suspected.other.cell AND meant.value = suspected.value
    WHERE suspected.kind IS NOT NULL
),
edge AS (
    SELECT knowledge, kind, cell, value, day, lead(day) OVER (
        PARTITION BY knowledge, kind, cell, value ORDER BY day
    ) - 1 AS last_day
    FROM (
        SELECT DISTINCT knowledge, kind, cell, value, unnest([known_from, known_to + 1]) AS day
        FROM placed_pair WHERE known_from <= known_to
    )
)
-- of several on a day, that of the same period, else the first
SELECT knowledge, kind, cell, figure, other_cell, other_figure, min(day) AS known_from, max(last_day) AS known_to
FROM (
    SELECT placed_pair.*, day, last_day
    FROM edge JOIN placed_pair USING (knowledge, kind, cell, value)
    WHERE day BETWEEN known_from AND known_to
    QUALIFY row_number() OVER (PARTITION BY knowledge, kind, cell, value, day ORDER BY place) = 1
)
GROUP BY knowledge, kind, cell, figure, other_cell, other_figure;

-- A target without a horizon that is not the one with a horizon which was told of the same within a year.
CREATE TEMP TABLE undated_aim AS
SELECT
    undated.knowledge, undated.cell, undated.figure, dated.cell AS other_cell, dated.figure AS other_figure,
    greatest(undated.known_from, dated.known_from) AS known_from,
    least(undated.known_to, dated.known_to) AS known_to, dated.known_from AS dated_from,
    abs(dated.value - undated.value) AS distance
FROM amount AS undated
JOIN amount AS dated USING (knowledge, planned, family, unit, place)
WHERE planned AND undated.period_end IS NULL AND dated.period_end IS NOT NULL
    AND (undated.measure = 'level') = (dated.measure = 'level')
    AND abs(undated.first_said - dated.first_said) <= 366
    AND undated.known_from <= dated.known_to AND dated.known_from <= undated.known_to
    AND (undated.at_most <= dated.at_least OR undated.at_least >= dated.at_most)
    AND undated.value BETWEEN dated.value / 2 AND dated.value * 2;

CREATE TEMP TABLE told_as_another_aim AS
WITH meant_aim AS (
    SELECT DISTINCT undated_aim.knowledge, undated_aim.cell, undated_aim.other_cell
    FROM undated_aim
    JOIN teller AS one ON one.knowledge = undated_aim.knowledge AND one.cell = undated_aim.cell
    JOIN teller AS other ON other.knowledge = undated_aim.knowledge AND other.cell = undated_aim.other_cell
        AND other.document_id = one.document_id
)
SELECT 'value' AS kind, undated_aim.* EXCLUDE (dated_from, distance)
FROM undated_aim ANTI JOIN meant_aim USING (knowledge, cell, other_cell)
QUALIFY row_number() OVER (
    PARTITION BY knowledge, cell, figure ORDER BY dated_from, distance, other_cell, other_figure
) = 1;

-- The same amount in another currency beside it, in brackets as a rule, that no rate of exchange turns into the other.
CREATE TEMP TABLE beside AS
WITH money AS MATERIALIZED (
    SELECT statement.*, start, "end", sentence
    FROM statement JOIN claim USING (claim_id) WHERE regexp_full_match(statement.unit, '[A-Z]{3}')
)
SELECT
    one.number, other.number AS other_number, one.figure, other.figure AS other_figure, one.unit,
    other.unit AS other_unit, one.value / other.value AS implied,
    year(least(coalesce(one.period_end, one.said_on), one.said_on)) AS "year"
FROM money AS one
JOIN money AS other
    ON other.document_id = one.document_id AND other.cell <> one.cell AND other.unit <> one.unit
    AND other.start BETWEEN one."end" AND one."end" + 25 AND other.sentence = one.sentence
WHERE (one.indicator, one.measure, one.nature) = (other.indicator, other.measure, other.nature)
    AND (one.sector, one.ecosystem, one.geography, one.scope, one.subject, one.period_start, one.period_end)
        IS NOT DISTINCT FROM (other.sector, other.ecosystem, other.geography, other.scope, other.subject,
            other.period_start, other.period_end);

CREATE TEMP TABLE unconverted AS
WITH either_way AS (
    SELECT base AS unit, currency AS other_unit, "year", rate FROM staging.exchange_rate
    UNION ALL
    SELECT currency, base, "year", 1 / rate FROM staging.exchange_rate
),
ever AS (
    SELECT base AS unit, currency AS other_unit, low, high FROM staging.exchange_range
    UNION ALL
    SELECT currency, base, 1 / high, 1 / low FROM staging.exchange_range
),
restated AS (
    SELECT
        beside.*,
        -- a tenth for the rate of the day
        coalesce(rate / 1.1, low) AS low, coalesce(rate * 1.1, high) AS high,
        coalesce(rate, if(implied > high, high, low)) AS rate
    FROM beside
    ASOF LEFT JOIN either_way USING (unit, other_unit, "year")
    LEFT JOIN ever USING (unit, other_unit)
)
SELECT
    one.knowledge, 'restated' AS kind, one.cell, one.figure, other.cell AS other_cell, other.figure AS other_figure,
    max(greatest(one.known_from, other.known_from)) AS known_from, min(least(one.known_to, other.known_to)) AS known_to,
    max(abs(one_figure.value - rate * other_figure.value)
        / greatest(abs(one_figure.value), abs(rate * other_figure.value))) AS distance
FROM restated
JOIN figure AS one_figure ON one_figure.figure = restated.figure
JOIN figure AS other_figure ON other_figure.figure = restated.other_figure
JOIN standing AS one ON one.number = restated.number
JOIN standing AS other ON other.number = other_number AND other.knowledge = one.knowledge
WHERE one_figure.at_least > high * other_figure.at_most OR one_figure.at_most < low * other_figure.at_least
GROUP BY ALL;

CREATE TEMP TABLE rival AS
FROM told_as_another
UNION ALL BY NAME
FROM told_as_another_aim
UNION ALL BY NAME
FROM unconverted;

-- What cannot all be right, as of now: other values of the same series and period, and amounts told as two things.

CREATE TEMP TABLE current_vintage AS
SELECT vintage, cell FROM vintage WHERE knowledge = 'published' AND known_to = DATE '9999-12-31';

CREATE TEMP TABLE current_figure AS
SELECT
    cell, observation_id, known_figure.number, figure, place, role, documents AS sources,
    -- what one figure is shown for rather than another, as in 50_observations.sql
    source_rank, coalesce(support, voices) AS support, hedge IS NOT NULL AS hedged, digits, merit
FROM current_vintage
JOIN known_figure USING (vintage)
JOIN figure USING (figure)
JOIN (
    SELECT vintage, figure, count(DISTINCT source) AS documents
    FROM current_vintage JOIN known USING (vintage) JOIN voter USING (number)
    GROUP BY vintage, figure
) USING (vintage, figure)
JOIN witness USING (vintage);

CREATE TEMP TABLE disagreeing AS
SELECT cell, shown AS shown, rival AS rival, shown.figure AS figure, rival.figure AS rival_figure
FROM current_figure AS shown JOIN current_figure AS rival USING (cell)
WHERE shown.place = 1 AND rival.role = 'disagrees';

CREATE TEMP TABLE told_by_one_text AS
WITH told_by AS (
    SELECT cell, figure, document_id
    FROM standing JOIN (SELECT number, document_id FROM statement) AS statement USING (number)
    WHERE knowledge = 'published' AND known_to = DATE '9999-12-31'
),
teller AS MATERIALIZED (
    SELECT cell, figure, rival_figure, document_id FROM disagreeing JOIN told_by USING (cell, figure)
)
SELECT DISTINCT cell, figure, rival_figure
FROM teller
SEMI JOIN (SELECT cell, figure AS rival_figure, document_id FROM told_by) AS other USING (cell, rival_figure, document_id);

CREATE TEMP TABLE told_as_two AS
SELECT kind, one AS one, other AS other, distance
FROM (
    SELECT kind, cell, figure, other_cell, other_figure, distance FROM rival
    WHERE knowledge = 'published' AND known_to = DATE '9999-12-31'
    UNION ALL
    SELECT kind, other_cell, other_figure, cell, figure, distance FROM rival
    WHERE knowledge = 'published' AND known_to = DATE '9999-12-31'
) AS rival
JOIN current_figure AS one ON one.cell = rival.cell AND one.figure = rival.figure
JOIN current_figure AS other ON other.cell = other_cell AND other.figure = other_figure;

CREATE TEMP TABLE contradiction AS
SELECT
    kind, shown.observation_id AS observation_id, rival.observation_id AS rival_observation_id, shown.number AS number,
    rival.number AS rival_number, rival.sources AS rival_sources, distance, CASE
        WHEN shown.source_rank < rival.source_rank THEN 'from a better class of sources'
        WHEN shown.support > rival.support
            THEN concat('in line with ', shown.support, ' publishers against ', rival.support)
        WHEN shown.hedged < rival.hedged THEN 'unhedged'
        WHEN shown.digits > rival.digits THEN 'more precise'
    END AS better
FROM (
    SELECT if(told_by_one_text.cell IS NULL, 'value', 'perimeter') AS kind, shown, rival, NULL::DOUBLE AS distance
    FROM disagreeing LEFT JOIN told_by_one_text USING (cell, figure, rival_figure)
    UNION ALL
    SELECT kind, one, other, distance
    FROM told_as_two
    -- of the two the better founded is the one to be shown
    WHERE (one.source_rank, -one.support, one.hedged, -one.digits, one.merit)
        < (other.source_rank, -other.support, other.hedged, -other.digits, other.merit)
)
UNION ALL BY NAME
SELECT 'arithmetic' AS kind, mismatch.*, 1 AS rival_sources FROM mismatch;

-- A period in words: 2018, 2014-2018, by 2020, the first half as its days.
CREATE TEMP MACRO period_in_words(first_day, last_day) AS CASE
    WHEN first_day IS NULL AND last_day IS NULL THEN 'no stated period'
    WHEN first_day IS NULL THEN 'by ' || last_day
    WHEN last_day IS NULL THEN 'since ' || first_day
    WHEN strftime(first_day, '%m-%d') <> '01-01' OR strftime(last_day, '%m-%d') <> '12-31'
        THEN first_day || ' to ' || last_day
    WHEN year(first_day) = year(last_day) THEN year(first_day)::VARCHAR
    ELSE year(first_day) || '-' || year(last_day)
END;

CREATE TABLE conflict AS
SELECT
    left(md5(concat_ws('|', kind, observation_id, shown.statement_id, rival.statement_id)), 16) AS conflict_id,
    observation_id, rival_observation_id, kind, shown.statement_id AS shown_claim_id,
    rival.statement_id AS rival_claim_id, shown_claim.quote AS shown_quote, rival_claim.quote AS rival_quote,
    shown.value AS shown_value, rival.value AS rival_value, shown.unit, rival.unit AS rival_unit,
    coalesce(distance, CASE WHEN shown.unit = rival.unit THEN
        coalesce(abs(rival.value - shown.value) / nullif(greatest(abs(rival.value), abs(shown.value)), 0), 0)
    END) AS relative_distance,
    rival_sources,
    CASE kind
        WHEN 'arithmetic' THEN remark
        WHEN 'value' THEN ''
        WHEN 'perimeter' THEN 'one text tells both, so they may be of two perimeters; '
        WHEN 'label' THEN concat('one amount as ', shown.indicator, ' and as ', rival.indicator, '; ')
        WHEN 'stock_or_flow' THEN concat('one number as ', shown.measure, ' and as ', rival.measure, '; ')
        WHEN 'additional_or_total' THEN concat('one amount as ', shown.measure, ' and as ', rival.measure, '; ')
        WHEN 'yearly_or_total' THEN concat('one amount as ', shown.measure, ' and as ', rival.measure, '; ')
        WHEN 'target_or_result' THEN concat('one number as ', shown.nature, ' and, years before, as ', rival.nature, '; ')
        WHEN 'restated' THEN 'no rate of exchange of that time turns one into the other; '
        ELSE concat(
            'one amount of ', period_in_words(shown.period_start, shown.period_end), ' and of ',
            period_in_words(rival.period_start, rival.period_end), '; '
        )
    END || CASE WHEN kind <> 'arithmetic' THEN 'shown because it is ' || CASE
        WHEN better IS NOT NULL THEN better
        WHEN shown.repeats < rival.repeats THEN 'no repeat of another text'
        WHEN shown.confidence > rival.confidence THEN 'the surer reading'
        WHEN shown.said_on > rival.said_on THEN 'the later one'
        ELSE 'the first of two equal ones'
    END ELSE '' END AS explanation
FROM contradiction
JOIN statement AS shown ON shown.number = contradiction.number
JOIN statement AS rival ON rival.number = rival_number
LEFT JOIN claim AS shown_claim ON shown_claim.claim_id = shown.claim_id
LEFT JOIN claim AS rival_claim ON rival_claim.claim_id = rival.claim_id
ORDER BY conflict_id;
COMMENT ON TABLE conflict IS 'Pairs of current statements that cannot both be right; each pair once, whichever is called the rival';
COMMENT ON COLUMN conflict.conflict_id IS 'Key';
COMMENT ON COLUMN conflict.observation_id IS 'The observation that is disputed';
COMMENT ON COLUMN conflict.rival_observation_id IS 'The observation that shows the rival, or would: the same one where both are of one series and period (value, perimeter)';
COMMENT ON COLUMN conflict.kind IS 'What differs: value, perimeter (values of one text), label, stock_or_flow, additional_or_total, yearly_or_total, period, target_year, target_or_result, restated (in another currency), arithmetic';
COMMENT ON COLUMN conflict.shown_claim_id IS 'The claim or estimate that the observation shows';
COMMENT ON COLUMN conflict.rival_claim_id IS 'The claim or estimate that says otherwise';
COMMENT ON COLUMN conflict.shown_quote IS 'The figure shown, word for word; null where it is an estimate';
COMMENT ON COLUMN conflict.rival_quote IS 'The figure of the rival, word for word; null where it is an estimate';
COMMENT ON COLUMN conflict.shown_value IS 'Value shown, in base units';
COMMENT ON COLUMN conflict.rival_value IS 'Value of the rival, in base units';
COMMENT ON COLUMN conflict.unit IS 'Unit of the value shown';
COMMENT ON COLUMN conflict.rival_unit IS 'Unit of the value of the rival';
COMMENT ON COLUMN conflict.relative_distance IS 'Their difference as a part of the larger one; 0 where one value is told as two things; of arithmetic, between what is told and what follows';
COMMENT ON COLUMN conflict.rival_sources IS 'How many documents say what the rival says';
COMMENT ON COLUMN conflict.explanation IS 'What differs, where it is not the value, and why the one shown is shown';

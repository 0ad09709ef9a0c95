-- Which plan each current target belongs to: the one that its sentence names, else the one that its document names, if
-- that is just one, else the one of its sector and country with that horizon.

-- Words in small letters without accents, a space before, between and after: a name that stands in them is whole words.
CREATE TEMP MACRO words_of(text) AS
    concat(' ', trim(regexp_replace(strip_accents(lower(text)), '[^\p{L}\p{N}]+', ' ', 'g')), ' ');

-- "Jobs" and "direct jobs" may be one target: an indicator, and those that may be meant by it.
CREATE TEMP TABLE akin AS
SELECT indicator, indicator AS other FROM indicator
UNION
SELECT indicator, refines FROM indicator WHERE refines IS NOT NULL
UNION
SELECT refines, indicator FROM indicator WHERE refines IS NOT NULL;

-- The current targets of sectors and countries, and the claims that state them.
CREATE TEMP TABLE aim AS
SELECT
    observation_id, indicator, measure, sector, ecosystem, geography, coalesce(scope, 'sector') AS scope, subject, unit,
    value, value_high, period_end, year(period_end) AS last_year,
    CASE WHEN measure IN ('cumulative', 'change', 'growth_rate', 'multiple') THEN year(period_start) END AS first_year,
    measure IN ('cumulative', 'change', 'growth_rate', 'multiple') AS additional
FROM observation
WHERE nature = 'target' AND known_to = DATE '9999-12-31' AND source_type = 'press' AND value IS NOT NULL
    AND coalesce(scope, 'sector') IN ('sector', 'program', 'country', 'administration');

CREATE TEMP TABLE aim_claim AS
SELECT
    aim.*, claim_id, document_id, role, sentence, document.known_from AS said_on
FROM aim
JOIN evidence USING (observation_id)
JOIN (SELECT claim_id, document_id, sentence FROM claim) AS claim USING (claim_id)
JOIN document USING (document_id);

-- The plans that a target may belong to at all: of its country and sector, and while they last. What counts from a year
-- before a plan began is not its target.
CREATE TEMP TABLE possible AS
SELECT DISTINCT
    aim.observation_id, plan.plan, aim.last_year = plan.horizon_year AS on_time,
    aim.sector IS NOT NULL OR plan.sector IS NULL AS same_sector, aim.sector = plan.sector AS own_sector,
    plan.start_year,
    EXISTS (
        FROM plan_target AS signed JOIN akin ON akin.indicator = signed.indicator
        WHERE signed.plan = plan.plan AND akin.other = aim.indicator AND signed.unit = aim.unit
            AND signed.ecosystem IS NOT DISTINCT FROM aim.ecosystem
            AND (signed.sector IS NOT DISTINCT FROM aim.sector OR plan.sector = aim.sector)
    ) AS signs
FROM aim
JOIN plan ON coalesce(aim.geography = plan.geography, true)
    AND (plan.sector IS NULL OR aim.sector IS NULL OR plan.sector = aim.sector
        OR aim.sector IN (SELECT sector FROM plan_target WHERE plan_target.plan = plan.plan))
    AND coalesce(aim.last_year <= plan.horizon_year, true) AND coalesce(aim.last_year >= plan.start_year, true)
    AND coalesce(aim.first_year >= least(plan.start_year, plan.base_year), true);

CREATE TEMP TABLE named_in AS  -- which plans the sentences and documents of targets name
WITH name AS (
    SELECT plan, words_of(unnest(names)) AS name FROM plan
),
text AS (
    SELECT document_id, sentence, words_of(sentence) AS words
    FROM (SELECT DISTINCT document_id, sentence FROM aim_claim)
    UNION ALL
    SELECT document_id, NULL, words_of(text) FROM document SEMI JOIN aim_claim USING (document_id)
)
SELECT DISTINCT document_id, sentence, plan FROM text JOIN name ON contains(words, name);

CREATE TEMP TABLE tie AS
WITH candidate AS (
    SELECT claim_id, possible.*, 1 AS nearness
    FROM aim_claim JOIN possible USING (observation_id)
    JOIN named_in USING (document_id, sentence, plan)
    UNION ALL
    SELECT claim_id, possible.*, 2
    FROM aim_claim JOIN possible USING (observation_id)
    JOIN (SELECT document_id, plan FROM named_in WHERE sentence IS NULL) AS named_in USING (document_id, plan)
    WHERE same_sector AND (last_year IS NOT NULL OR signs)
    QUALIFY count(*) OVER (PARTITION BY claim_id, observation_id) = 1
    UNION ALL
    SELECT claim_id, possible.*, 3
    FROM aim_claim JOIN possible USING (observation_id)
    WHERE own_sector AND on_time AND coalesce(year(said_on) >= start_year, true)
),
tied AS (
    SELECT * FROM candidate
    QUALIFY row_number() OVER (
        PARTITION BY claim_id, observation_id
        ORDER BY nearness, on_time DESC NULLS LAST, own_sector DESC NULLS LAST, signs DESC, start_year NULLS LAST, plan
    ) = 1
)
SELECT claim_id, observation_id, plan, nearness FROM tied;

-- What the plan itself says of it: its target of that indicator, unit and ecosystem for that year; of several the one of
-- that value, else the likest.
CREATE TEMP TABLE pledge AS
SELECT
    tied.observation_id, tied.plan, signed.value, signed.measure, signed.indicator, signed.additional,
    signed.base_year, signed.horizon, signed.published_at, signed.said_by
FROM (SELECT DISTINCT observation_id, plan FROM tie) AS tied
JOIN aim USING (observation_id)
JOIN plan USING (plan)
JOIN plan_target AS signed ON signed.plan = tied.plan AND signed.unit = aim.unit
    AND signed.ecosystem IS NOT DISTINCT FROM aim.ecosystem
    AND (signed.sector IS NOT DISTINCT FROM aim.sector OR plan.sector = aim.sector)
    AND coalesce(year(signed.horizon) = aim.last_year, aim.last_year IS NULL)
JOIN akin ON akin.indicator = aim.indicator AND akin.other = signed.indicator
QUALIFY row_number() OVER (
    PARTITION BY tied.observation_id, tied.plan
    ORDER BY signed.value = aim.value DESC, signed.additional = aim.additional DESC,
        signed.indicator = aim.indicator DESC, abs(signed.value - aim.value), signed.horizon DESC, signed.value
) = 1;

CREATE TABLE target_claim AS
SELECT
    claim_id, observation_id, tie.plan,
    CASE nearness WHEN 1 THEN 'sentence' WHEN 2 THEN 'document' WHEN 3 THEN 'horizon' END AS plan_by,
    coalesce(period_end, pledge.horizon, make_date(plan.horizon_year, 12, 31)) AS horizon,
    aim.additional,
    CASE WHEN aim.additional THEN coalesce(first_year, pledge.base_year, plan.base_year) END AS base_year
FROM aim_claim AS aim
LEFT JOIN tie USING (claim_id, observation_id)
LEFT JOIN plan ON plan.plan = tie.plan
LEFT JOIN pledge ON pledge.observation_id = aim.observation_id AND pledge.plan = tie.plan
ORDER BY observation_id, claim_id;
COMMENT ON TABLE target_claim IS 'Every claim that states a current target, and the plan to which it belongs';
COMMENT ON COLUMN target_claim.claim_id IS 'The claim';
COMMENT ON COLUMN target_claim.observation_id IS 'The target that it states, or disputes';
COMMENT ON COLUMN target_claim.plan IS 'Code of the plan; null where none fits';
COMMENT ON COLUMN target_claim.plan_by IS 'How it was tied: its sentence or its document names the plan, or sector, country and horizon are those of the plan';
COMMENT ON COLUMN target_claim.horizon IS 'Last day on which the target is to be reached: as stated, else that of the plan; null where neither is known';
COMMENT ON COLUMN target_claim.additional IS 'True where it counts from base_year (what is added, or grows); false where it is a total';
COMMENT ON COLUMN target_claim.base_year IS 'Year from which it counts: as stated, else as the plan was signed; null for a total';

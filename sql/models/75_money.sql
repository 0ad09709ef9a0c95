-- Money of other currencies and years, made comparable: only here, in columns of their own, and only for a figure of
-- exactly one calendar year, for which data/raw/money has a rate or an index. Nothing else reads them.

CREATE TABLE exchange_rate AS SELECT * FROM staging.exchange_rate ORDER BY year, currency, base;
COMMENT ON TABLE exchange_rate IS 'Yearly average exchange rates, as given in data/raw/money/exchange_rates.csv';
COMMENT ON COLUMN exchange_rate.year IS 'Calendar year of the average';
COMMENT ON COLUMN exchange_rate.currency IS 'ISO 4217 code of the currency whose price it is';
COMMENT ON COLUMN exchange_rate.base IS 'ISO 4217 code of the currency in which the price is told';
COMMENT ON COLUMN exchange_rate.rate IS 'How many units of base one unit of currency cost';
COMMENT ON COLUMN exchange_rate.source IS 'Where the rate is taken from';

CREATE TABLE deflator AS SELECT * FROM staging.deflator ORDER BY currency, year;
COMMENT ON TABLE deflator IS 'Yearly price indices, as given in data/raw/money/deflators.csv';
COMMENT ON COLUMN deflator.year IS 'Calendar year';
COMMENT ON COLUMN deflator.currency IS 'ISO 4217 code of the currency whose purchasing power it tells';
COMMENT ON COLUMN deflator.price_index IS 'Prices of the year, where those of the base year are 100';
COMMENT ON COLUMN deflator.base_year IS 'Year in which the index is 100';
COMMENT ON COLUMN deflator.source IS 'Where the index is taken from';

CREATE VIEW kpi_converted AS
WITH price AS (  -- a rate counts both ways
    SELECT year, currency AS unit, base AS converted_unit, rate AS exchange_rate, source FROM exchange_rate
    UNION ALL
    SELECT year, base, currency, 1 / rate, source FROM exchange_rate
)
SELECT
    indicator, measure, nature, sector, ecosystem, geography, scope, subject, period_start, period_end, value,
    value_high, kpi.unit, source_type, value * exchange_rate AS converted_value, converted_unit, exchange_rate,
    price.source AS exchange_rate_source, value * 100 / price_index AS real_value, base_year,
    deflator.source AS deflator_source, observation_id
FROM kpi
LEFT JOIN price ON price.unit = kpi.unit AND price.year = year(period_end)
LEFT JOIN deflator ON deflator.currency = kpi.unit AND deflator.year = year(period_end)
WHERE regexp_full_match(kpi.unit, '[A-Z]{3}')
    AND period_start = make_date(year(period_end), 1, 1) AND period_end = make_date(year(period_end), 12, 31);
COMMENT ON VIEW kpi_converted IS 'The figures of kpi that are money of exactly one year, with computed columns beside the stated value: in other currencies (one row each), and in prices of a base year';
COMMENT ON COLUMN kpi_converted.converted_value IS 'Computed, not stated by any source: value x exchange_rate, in converted_unit; null where there is no rate of that year';
COMMENT ON COLUMN kpi_converted.converted_unit IS 'ISO 4217 code of the currency of converted_value';
COMMENT ON COLUMN kpi_converted.exchange_rate IS 'Units of converted_unit for one of unit, on the average of the year: the rate of table exchange_rate, or 1 divided by it';
COMMENT ON COLUMN kpi_converted.exchange_rate_source IS 'Where the rate is taken from';
COMMENT ON COLUMN kpi_converted.real_value IS 'Computed, not stated by any source: value x 100 / index of the year (table deflator), in unit at prices of base_year; null where there is no index of that year';
COMMENT ON COLUMN kpi_converted.base_year IS 'Year of whose prices real_value is';
COMMENT ON COLUMN kpi_converted.deflator_source IS 'Where the index is taken from';

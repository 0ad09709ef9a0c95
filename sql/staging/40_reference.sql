-- The catalogue, as tables: laid anew at each load.
CREATE TABLE IF NOT EXISTS indicator (indicator VARCHAR NOT NULL, label_en VARCHAR NOT NULL, label_fr VARCHAR NOT NULL, definition VARCHAR NOT NULL);
ALTER TABLE indicator ADD COLUMN IF NOT EXISTS flow BOOLEAN;  -- an amount over a period, else a stock on a day
CREATE TABLE IF NOT EXISTS sector (sector VARCHAR NOT NULL, label_en VARCHAR NOT NULL, label_fr VARCHAR NOT NULL, definition VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS ecosystem (ecosystem VARCHAR NOT NULL, label_en VARCHAR NOT NULL, label_fr VARCHAR NOT NULL, definition VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS plan (plan VARCHAR NOT NULL, name VARCHAR NOT NULL, owner VARCHAR NOT NULL, sector VARCHAR, geography VARCHAR NOT NULL, start_year INTEGER, horizon_year INTEGER, base_year INTEGER);

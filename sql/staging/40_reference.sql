-- The catalogue, as tables: laid anew at each load.
CREATE TABLE IF NOT EXISTS indicator (indicator VARCHAR NOT NULL, label_en VARCHAR NOT NULL, label_fr VARCHAR NOT NULL, definition VARCHAR NOT NULL);
ALTER TABLE indicator ADD COLUMN IF NOT EXISTS flow BOOLEAN;  -- an amount over a period, else a stock on a day
ALTER TABLE indicator ADD COLUMN IF NOT EXISTS accumulates BOOLEAN;  -- amounts of several years add up
ALTER TABLE indicator ADD COLUMN IF NOT EXISTS refines VARCHAR;  -- the broader indicator of which it is a part
CREATE TABLE IF NOT EXISTS sector (sector VARCHAR NOT NULL, label_en VARCHAR NOT NULL, label_fr VARCHAR NOT NULL, definition VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS ecosystem (ecosystem VARCHAR NOT NULL, label_en VARCHAR NOT NULL, label_fr VARCHAR NOT NULL, definition VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS plan (plan VARCHAR NOT NULL, name VARCHAR NOT NULL, owner VARCHAR NOT NULL, sector VARCHAR, geography VARCHAR NOT NULL, start_year INTEGER, horizon_year INTEGER, base_year INTEGER);
ALTER TABLE plan ADD COLUMN IF NOT EXISTS pillars VARCHAR[];
ALTER TABLE plan ADD COLUMN IF NOT EXISTS note VARCHAR;
CREATE TABLE IF NOT EXISTS plan_name (plan VARCHAR NOT NULL, name VARCHAR NOT NULL);  -- all names, as texts print them
CREATE TABLE IF NOT EXISTS plan_target (  -- as signed or announced
    plan         VARCHAR NOT NULL,
    indicator    VARCHAR NOT NULL,
    sector       VARCHAR,
    ecosystem    VARCHAR,
    measure      VARCHAR NOT NULL,
    value        DOUBLE NOT NULL,
    unit         VARCHAR NOT NULL,
    additional   BOOLEAN NOT NULL,  -- counts from base_year, else a total
    base_year    INTEGER,
    horizon      DATE,
    said_by      VARCHAR NOT NULL,
    title        VARCHAR NOT NULL,
    publisher    VARCHAR NOT NULL,
    published_at VARCHAR,  -- ISO date, as precise as it is known
    url          VARCHAR NOT NULL,
    note         VARCHAR
);
CREATE TABLE IF NOT EXISTS yearly_word (word VARCHAR NOT NULL);  -- words that make a figure one of each year: par an

-- Who is believed before whom: the classes of publishers, and what they are called or on which hosts they are.
CREATE TABLE IF NOT EXISTS source_class (source_class VARCHAR NOT NULL, rank INTEGER NOT NULL, label VARCHAR NOT NULL, first_hand BOOLEAN NOT NULL);
ALTER TABLE source_class ADD COLUMN IF NOT EXISTS others BOOLEAN;  -- the class of all publishers that are listed nowhere
CREATE TABLE IF NOT EXISTS publisher (name VARCHAR NOT NULL, source_class VARCHAR NOT NULL);  -- lower case, no accents, no punctuation

-- How texts tell one fact in several ways.
CREATE TABLE IF NOT EXISTS confused_label (indicator VARCHAR NOT NULL, other VARCHAR NOT NULL);  -- both ways round
CREATE TABLE IF NOT EXISTS provisional_word (word VARCHAR NOT NULL);  -- its sentence's figures are provisional; lower case
CREATE TABLE IF NOT EXISTS exchange_range (base VARCHAR NOT NULL, currency VARCHAR NOT NULL, low DOUBLE NOT NULL, high DOUBLE NOT NULL);  -- beyond them no rate ever was

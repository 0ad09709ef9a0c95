-- What data/raw/money says about money, laid anew before each release. Nothing is converted but in columns that say so.
CREATE TABLE IF NOT EXISTS exchange_rate (
    year     INTEGER NOT NULL,
    currency VARCHAR NOT NULL,           -- one unit of it cost ...
    base     VARCHAR NOT NULL,           -- ... of this currency ...
    rate     DOUBLE NOT NULL,            -- ... so many units, on the average of the year
    source   VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS deflator (
    year        INTEGER NOT NULL,
    currency    VARCHAR NOT NULL,
    price_index DOUBLE NOT NULL,         -- prices of the year, where those of the base year are 100
    base_year   INTEGER NOT NULL,
    source      VARCHAR NOT NULL
);

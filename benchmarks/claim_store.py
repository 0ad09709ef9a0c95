"""A staging store of made-up claims, in SQL: as many as wanted, in as many series, with the files they were read from.

No figure in it is anybody's, and the words are made of syllables. What is like the real thing is the mix. A line of
figures has a level each year and beside it targets, a forecast, growth, changes or shares. Ten figures stand in a
document. A quarter of the documents repost the one before word for word, the others tell the same figures in words of
their own on a day of their own: most of them exactly, some rounded or hedged, some wrong, some without their period or
place, some of no indicator at all. Publishers are of all classes; few documents are withdrawn.
"""

# ruff: noqa: E501  # long lines of SQL

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.catalogue import load_catalogue
from flows.claims import EXTRACTOR_VERSION
from flows.settings import Settings
from flows.storage.changes import suites_hash
from flows.storage.loading import replace_catalogue
from flows.storage.staging import read_staging, write_staging

FIGURES_IN_A_DOCUMENT = 10
LAST_YEAR = 2022
FILES_IN_A_FOLDER = 1000


@dataclass(frozen=True, slots=True)
class Size:
    """How many claims of how many series, each of so many periods; what is left over makes the claims of a period."""

    claims: int
    series: int
    periods: int

    @property
    def told(self) -> int:
        """How many documents tell each figure."""
        return self.claims // (self.series * self.periods)


def fill(settings: Settings, size: Size, *, files: bool = False) -> None:
    """Fill the store of a new project folder; with `files`, the texts lie in data/raw too, as they would."""
    if size.series % FIGURES_IN_A_DOCUMENT or size.told * size.series * size.periods != size.claims:
        raise SystemExit(
            f"{size.claims} claims are no whole number for each of {size.series} series in {size.periods} periods,"
            f" or the series no multiple of {FIGURES_IN_A_DOCUMENT}; change one of them"
        )
    with write_staging(settings) as connection:
        replace_catalogue(connection, load_catalogue())
        connection.execute(_WORDS)
        for name, value in {
            "series": size.series,
            "periods": size.periods,
            "told": size.told,
            "first_year": LAST_YEAR - size.periods + 1,
            "figures": FIGURES_IN_A_DOCUMENT,
            "extractor": EXTRACTOR_VERSION,
            "reader": reader(settings),
            "folder": FILES_IN_A_FOLDER,
        }.items():
            connection.execute(f"SET VARIABLE {name} = ?", [value])
        connection.execute(_FIGURES)
        connection.execute(_CLAIMS)
    if files:
        with read_staging(settings) as written:
            assert written is not None
            _write_files(written, settings.home)


def reader(settings: Settings) -> str:
    """What reads press items, as the flow tells whether they must be read again."""
    suites = suites_hash(settings.expectations, "document", "claim")
    return f"{EXTRACTOR_VERSION} {load_catalogue().fingerprint} {suites}"


def _write_files(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    cursor = connection.execute("SELECT raw_path, text FROM document WHERE withdrawn_at IS NULL ORDER BY raw_path")
    while rows := cursor.fetchmany(FILES_IN_A_FOLDER):
        for raw_path, text in rows:
            path = home / raw_path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())


_WORDS = """
CREATE TEMP MACRO syllable(n) AS ['ba','ce','di','fo','gu','ha','je','ki','lo','mu','na','pe','ri','so','tu','va'][1 + (n % 16)::INTEGER];
CREATE TEMP MACRO word(n) AS concat(syllable(n), syllable(n >> 4), syllable(n >> 8), syllable(n >> 12));
CREATE TEMP MACRO words(seed, many) AS array_to_string([word(hash(seed, n)) FOR n IN range(many)], ' ');
CREATE TEMP MACRO chance(seed, what) AS (hash(seed, what) % 1000)::INTEGER;  -- of 1000
CREATE TEMP MACRO to_digits(value, digits) AS round(value, (digits - 1 - floor(log10(abs(value))))::INTEGER);
"""
"""Words of four syllables, 65,536 of them, and what is by chance, which is the same each time."""

_FIGURES = """
-- The series: of each line its levels, and beside them one other thing.
CREATE TEMP TABLE made_series AS
SELECT
    i AS series, i // 2 AS line, indicator[1] AS indicator, indicator[2] AS money,
    ['offshoring', 'digital', 'textile', 'automotive', 'aerospace', 'tourism'][1 + i // 20 % 6] AS sector,
    ['MA', 'TN', 'FR', 'ES', 'EG', 'SN', 'CI', 'PT', 'RO', 'IN'][1 + i // 120 % 10] AS geography,
    CASE WHEN i // 1200 BETWEEN 1 AND 5 THEN ['CRM', 'BPO', 'ITO', 'ESO', 'KPO'][i // 1200] END AS ecosystem,
    if(i // 1200 > 5, 'company', 'sector') AS scope,
    CASE WHEN i // 1200 > 5 THEN words(i // 1200, 2) END AS subject,
    if(i % 2 = 0, 'level', [
        'target', 'target', 'target', 'forecast', 'growth_rate', 'growth_rate', 'change', 'share'
    ][1 + (hash(i) % 8)::INTEGER]) AS kind
FROM (
    SELECT i, [
        ['export_revenue', 'MAD'], ['jobs', 'jobs'], ['revenue', 'MAD'], ['investment', 'MAD'], ['companies', 'companies'],
        ['direct_jobs', 'jobs'], ['production', 'EUR'], ['trained_people', 'persons'], ['orders', 'MAD'], ['profit', 'MAD']
    ][1 + i // 2 % 10] AS indicator
    FROM range(getvariable('series')) AS made (i)
);

-- What is true of each series in each period.
CREATE TEMP TABLE fact AS
WITH level AS (
    SELECT *, chance(line, 'growth') / 5000 AS growth,
        10 ** (4 + hash(line) % 6) * (1 + chance(line, 'size') / 111) * (1 + growth) ** period AS level
    FROM made_series CROSS JOIN range(getvariable('periods')) AS made (period)
)
SELECT
    series, period, series // getvariable('figures') AS release, indicator, sector, ecosystem, geography, scope, subject,
    getvariable('first_year') + period AS year, kind,
    CASE kind WHEN 'target' THEN 'level' WHEN 'forecast' THEN 'level' ELSE kind END AS measure,
    if(kind IN ('target', 'forecast'), kind, 'actual') AS nature,
    if(kind IN ('growth_rate', 'share'), 'percent', money) AS unit,
    CASE kind
        WHEN 'growth_rate' THEN greatest(0.1, round(100 * growth, 1))
        WHEN 'share' THEN round(1 + chance(line, 'share') / 20, 1)
        WHEN 'change' THEN to_digits(greatest(1, level - level / (1 + growth)), 3)
        WHEN 'target' THEN to_digits(level * 1.6, 2)
        ELSE to_digits(level, 4)
    END AS value
FROM level;

-- What is told of it: what a repost tells is what the document before it told.
CREATE TEMP TABLE telling AS
WITH told AS (
    SELECT fact.*, nth, nth % 4 = 1 AS repost, if(nth % 4 = 1, nth - 1, nth) AS wording,
        hash('figure', series, period, wording) AS seed, chance(seed, 'style') AS style, chance(seed, 'gap') AS gap
    FROM fact CROSS JOIN range(getvariable('told')) AS made (nth)
),
printed AS (
    SELECT *,
        CASE
            WHEN style < 650 OR unit = 'percent' THEN if(style < 40, round(value * 1.3, 1), value)
            WHEN style < 750 THEN to_digits(value, 2)
            WHEN style < 850 THEN to_digits(value, 3)
            WHEN style < 930 THEN to_digits(value - value % 10 ** (floor(log10(value)) - 1), 2)
            ELSE to_digits(value * (0.6 + style / 1600), 3)
        END AS printed,
        CASE
            WHEN style BETWEEN 650 AND 699 THEN 'about'
            WHEN style BETWEEN 850 AND 929 THEN 'more_than'
        END AS hedge
    FROM told
)
SELECT
    release, period, nth, repost, series, seed, hedge, subject, scope, measure, nature, unit, sector, ecosystem, printed AS value,
    CASE WHEN gap >= 30 THEN indicator END AS indicator,
    CASE WHEN gap NOT BETWEEN 30 AND 79 THEN geography END AS geography,
    CASE WHEN gap NOT BETWEEN 80 AND 129 AND nature <> 'target' THEN make_date(year, 1, 1) END AS period_start,
    CASE WHEN gap NOT BETWEEN 80 AND 129 THEN make_date(if(nature = 'target', 2025 + period, year), 12, 31) END AS period_end,
    if(printed = round(printed), format('{:t }', printed::BIGINT), replace(printed::VARCHAR, '.', ',')) || CASE unit
        WHEN 'percent' THEN ' %' WHEN 'MAD' THEN ' dirhams' WHEN 'EUR' THEN ' euros' ELSE ' ' || unit
    END AS quote,
    concat(words(seed, 8), ' ') AS before,
    concat(' ', words(hash(seed, 'after'), 7), if(style = 500, ' provisoire.', '.')) AS after
FROM printed;
"""

_CLAIMS = """
CREATE TEMP TABLE written AS
SELECT
    release, period, nth,
    concat(words(hash('title', release, period, nth), 8), ' ', concat_ws('-', release, period, nth), e'\\n\\n') AS title,
    list({'series': series, 'sentence': concat(before, quote, after)} ORDER BY series) AS told
FROM telling
GROUP BY ALL;

CREATE TEMP TABLE made_document AS
SELECT
    release, period, nth,
    concat(title, array_to_string([one.sentence FOR one IN told], ' '), e'\\n\\n', words(hash(title), 90), '.') AS text,
    sha256(text) AS document_id, rtrim(title, e'\\n') AS title, length(written.title) AS body,
    lpad((row_number() OVER (ORDER BY release, period, nth) - 1)::VARCHAR, 7, '0') AS number,
    make_date((getvariable('first_year') + 1 + period)::INTEGER, 1, 10) + (
            (nth - (nth % 4 = 1)::INTEGER) * 31 + hash(release, period) % 20 + if(nth % 4 = 1, 1 + hash(release) % 4, 0)
        )::INTEGER AS published_on
FROM written;

INSERT INTO document BY NAME
SELECT
    document_id, text, title, 'text/plain' AS media_type, length(text) AS characters, 'fr' AS language,
    published_on, published_on::VARCHAR AS published_at,
    concat('data/raw/press_releases/', number[:-4], '/', number, '.txt') AS raw_path,
    ['APEBI', 'HCP', 'Ministère de l''Industrie', 'Médias24', 'L''Economiste', 'Le Matin', 'Le Courrier', 'La Gazette',
     'Hespress', 'Le Journal', 'The Herald'][1 + (hash(release, period, nth) % 11)::INTEGER] AS publisher,
    'https://example.org/' || number AS url,
    greatest(published_on + 1, DATE '2021-01-01')::TIMESTAMP AS captured_at,
    CASE WHEN chance(document_id, 'withdrawn') < 5 THEN captured_at + INTERVAL 200 DAY END AS withdrawn_at
FROM made_document;

INSERT INTO claim BY NAME
SELECT
    left(md5(concat_ws('|', document_id, series)), 16) AS claim_id, document_id, body + earlier + length(before) AS start,
    start + length(quote) AS "end", quote, concat(before, quote, after) AS sentence, value, unit, indicator, measure, nature, hedge,
    sector, ecosystem, geography, scope, subject, period_start, period_end, round(0.6 + chance(seed, 'sure') / 2500, 3) AS confidence,
    'made up' AS reason, getvariable('extractor') AS extractor_version
FROM (
    SELECT *, coalesce(sum(length(before) + length(quote) + length(after) + 1) OVER (
        PARTITION BY release, period, nth ORDER BY series ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0)::INTEGER AS earlier
    FROM telling
)
JOIN made_document USING (release, period, nth);

INSERT INTO source BY NAME
SELECT
    raw_path, 'press_release' AS kind,
    sha256(concat(getvariable('reader'), e'\\n', sha256(unhex(document_id || sha256(''))))) AS input_hash,
    'loaded' AS status, document_id AS content_id, getvariable('figures') AS rows_in, rows_in AS rows_loaded,
    0 AS rows_quarantined, [] AS notes, captured_at AS processed_at
FROM document WHERE withdrawn_at IS NULL;
"""

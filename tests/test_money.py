"""Exchange rates and deflators: what the files may say, and the columns that a release computes from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import sample_files
from warehouse_case import Case, fill

from flows.errors import DataRefused
from flows.money import read_deflators, read_exchange_rates
from flows.settings import CHECKOUT
from flows.storage.release import build_release, publish
from flows.storage.staging import write_staging
from flows.storage.supplied import replace_supplied

if TYPE_CHECKING:
    from pathlib import Path

    from flows.settings import Settings

RATES = """\
year,currency,base,rate,source
2018,USD,MAD,10,"Central bank, yearly average"
2018,EUR,MAD,12.5,Central bank
2017,USD,MAD,8,Central bank
"""
DEFLATORS = """\
year,currency,index,source
2014,MAD,100,Statistics office
2018,MAD,125,Statistics office
"""
CLAIMS = """
    claim | indicator      | measure     | unit    | period                 | value
    ------+----------------+-------------+---------+------------------------+------
    c1    | export_revenue | level       | MAD     | 2018                   | 10e9
    c2    | export_revenue | level       | USD     | 2017                   | 1e9
    c3    | export_revenue | level       | GBP     | 2018                   | 3e9
    c4    | export_revenue | level       | MAD     | 2016                   | 9e9
    c5    | export_revenue | cumulative  | MAD     | 2017-2018              | 19e9
    c6    | export_revenue | level       | MAD     | 2018-01-01..2018-06-30 | 4e9
    c7    | export_revenue | level       | MAD     |                        | 8e9
    c8    | export_revenue | growth_rate | percent | 2018                   | 11
    c9    | investment     | change      | MAD     | 2018                   | -5e8
    """


def given(settings: Settings, rates: str = RATES, deflators: str = DEFLATORS) -> Case:
    fill(settings, CLAIMS)
    (settings.raw / "money").mkdir()
    for name, text in (("exchange_rates.csv", rates), ("deflators.csv", deflators)):
        if text:
            (settings.raw / "money" / name).write_text(text, "utf-8")
    with write_staging(settings) as connection:
        replace_supplied(connection, settings)
    publish(settings, build_release(settings, "r1"), "r1", "fingerprint")
    return Case(settings)


def test_money_of_one_year_is_shown_in_the_other_currencies_and_in_prices_of_the_base_year(project: Settings) -> None:
    case = given(project)
    case.shows(
        "FROM kpi_converted",
        """
        indicator      | unit | period | value | converted_value | converted_unit | exchange_rate | real_value | base_year
        ---------------+------+--------+-------+-----------------+----------------+---------------+------------+----------
        export_revenue | MAD  | 2018   | 10e9  | 1e9             | USD            | 0.1           | 8e9        | 2014
        export_revenue | MAD  | 2018   | 10e9  | 8e8             | EUR            | 0.08          | 8e9        | 2014
        export_revenue | USD  | 2017   | 1e9   | 8e9             | MAD            | 8             |            |
        export_revenue | GBP  | 2018   | 3e9   |                 |                |               |            |
        export_revenue | MAD  | 2016   | 9e9   |                 |                |               |            |
        investment     | MAD  | 2018   | -5e8  | -5e7            | USD            | 0.1           | -4e8       | 2014
        investment     | MAD  | 2018   | -5e8  | -4e7            | EUR            | 0.08          | -4e8       | 2014
        """,  # noqa: E501
    )
    case.shows(
        "SELECT DISTINCT exchange_rate_source, deflator_source FROM kpi_converted WHERE converted_unit = 'USD'",
        """
        exchange_rate_source         | deflator_source
        -----------------------------+------------------
        Central bank, yearly average | Statistics office
        """,
    )


def test_nothing_else_is_converted(project: Settings) -> None:
    case = given(project)
    stated = case.ask("SELECT indicator, measure, unit, period_start, period_end, value FROM claim ORDER BY ALL").rows
    assert case.ask("SELECT indicator, measure, unit, period_start, period_end, value FROM kpi ORDER BY ALL").rows == (
        stated
    )
    assert case.ask("SELECT count(*) FROM kpi_converted SEMI JOIN kpi USING (observation_id, value, unit)").rows == [
        (7,)
    ]


def test_without_the_files_there_is_nothing_to_convert_by(project: Settings) -> None:
    case = given(project, rates="", deflators="")
    assert case.ask("SELECT count(*), count(converted_value), count(real_value) FROM kpi_converted").rows == [(5, 0, 0)]


RATE_HEAD, INDEX_HEAD = "year,currency,base,rate,source\n", "year,currency,index,source\n"
WRONG = {
    # what is written: (line, words of the message, words of the remedy)
    "year;currency;base;rate;source\n": (1, "the columns are year;currency", "year,currency,base,rate,source"),
    RATE_HEAD + "2018,USD,MAD,9,39,World Bank\n": (2, "there are 6 cells, not 5", "quotation marks"),
    RATE_HEAD + "\n2018,USD,MAD,9.39,\n": (3, "source is empty", "where it is taken from"),
    RATE_HEAD + "18,USD,MAD,9.39,World Bank\n": (2, "year is no year: '18'", "2018"),
    RATE_HEAD + "2018,dollar,MAD,9.39,World Bank\n": (2, "currency is no currency: 'dollar'", "ISO 4217"),
    RATE_HEAD + "2018,USD,DH,9.39,World Bank\n": (2, "base is no currency: 'DH'", "ISO 4217"),
    RATE_HEAD + "2018,MAD,MAD,1,World Bank\n": (2, "base is the currency itself", "in which its price is told"),
    RATE_HEAD + '2018,USD,MAD,"9,39",World Bank\n': (2, "rate is no number above 0: '9,39'", "decimal point"),
    RATE_HEAD + "2018,USD,MAD,0,World Bank\n": (2, "rate is no number above 0", ""),
    RATE_HEAD + "2018,USD,MAD,nan,World Bank\n": (2, "rate is no number above 0", ""),
    RATE_HEAD + "2018,USD,MAD,9,A\n2018,MAD,USD,0.1,B\n": (3, "already on line 2", "keep one"),
    INDEX_HEAD + "2018,MAD,110.73,\n": (2, "source is empty", ""),
    INDEX_HEAD + "2018,MAD,x,A\n": (2, "index is no number", ""),
    INDEX_HEAD + "2010,MAD,100,A\n2010,MAD,100,A\n": (3, "already on line 2", ""),
    INDEX_HEAD + "2018,MAD,110.73,A\n": (None, "the index of MAD is 100 in no year", "exactly 100 in its base year"),
    INDEX_HEAD + "2010,MAD,100,A\n2014,MAD,100,B\n": (None, "the index of MAD is 100 in 2010 and 2014", ""),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_line_column_and_how_to_mend_it(tmp_path: Path, text: str) -> None:
    line, says, remedy = WRONG[text]
    path = tmp_path / "money.csv"
    path.write_text(text, "utf-8")
    read = read_deflators if text.startswith(INDEX_HEAD) else read_exchange_rates
    with pytest.raises(DataRefused) as refused:
        read(path, "data/raw/money/money.csv")
    assert refused.value.where == "data/raw/money/money.csv" + (f", line {line}" if line else "")
    assert says in refused.value.what
    assert remedy in (refused.value.remedy or "")


def test_the_samples_can_be_read() -> None:
    money = CHECKOUT / "data" / "raw" / "money"
    assert {money / "exchange_rates.csv", money / "deflators.csv"} <= set(sample_files())
    assert {row["base"] for row in read_exchange_rates(money / "exchange_rates.csv", "rates")} == {"MAD"}
    assert {row["base_year"] for row in read_deflators(money / "deflators.csv", "deflators")} == {2010}

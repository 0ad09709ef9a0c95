"""Specification of the tables of documents and estimates: who is trusted how far, and what is there since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse_case import fill, given

from flows.reporting.status import in_words, status
from flows.reporting.summary import summary
from flows.storage.query import query
from flows.storage.release import build_release, publish
from flows.storage.staging import write_staging

if TYPE_CHECKING:
    from pathlib import Path

    from flows.settings import Settings


def test_a_publisher_is_known_by_name_in_any_spelling_or_by_its_host_and_is_of_the_press_otherwise(
    tmp_path: Path,
) -> None:
    given(
        tmp_path,
        """
        claim | publisher            | value
        c1    | APEBI                | 1
        c2    | OFFICE DES CHANGES   | 1
        c3    | Bank Al Maghrib      | 1
        c4    | www.apebi.org.ma     | 1
        c5    | www.oc.gov.ma        | 1
        c6    | industrie.gov.ma     | 1
        c7    | Banque mondiale      | 1
        c8    | MAP                  | 1
        c9    | Herald               | 1
        c10   |                      | 1
        c11   | notapebi.ma          | 1
        """,
    ).shows(
        "SELECT DISTINCT publisher, source_class, source_rank FROM document",
        """
        publisher            | source_class | source_rank
        APEBI                | federation   | 1
        OFFICE DES CHANGES   | statistics   | 2
        Bank Al Maghrib      | statistics   | 2
        www.apebi.org.ma     | federation   | 1
        www.oc.gov.ma        | statistics   | 2
        industrie.gov.ma     | government   | 3
        Banque mondiale      | organisation | 4
        MAP                  | press        | 5
        Herald               | press        | 5
                             | press        | 5
        notapebi.ma          | press        | 5
        """,
    )


URLS = {
    # publisher, url: class. The name goes before the publisher's host, and that before the host of the url.
    ("Herald", "https://www.apebi.org.ma/communique"): "federation",
    ("Le Matin", "https://www.apebi.org.ma/revue-de-presse"): "press",
    ("fr.le360.ma", "https://www.apebi.org.ma/revue-de-presse"): "press",
    ("APEBI", "https://lematin.ma/1"): "federation",
    (None, "HTTPS://OC.GOV.MA:443/fr"): "statistics",
    (None, "ftp.gov.ma"): "press",
}


def test_the_url_tells_where_the_name_does_not(project: Settings) -> None:
    fill(project, "claim | value\n" + "\n".join(f"c{number} | 1" for number in range(len(URLS))))
    with write_staging(project) as connection:
        for number, (publisher, url) in enumerate(URLS):
            connection.execute(
                "UPDATE document SET publisher = ?, url = ? WHERE document_id = ?",
                [publisher, url, f"document of c{number}"],
            )
    publish(project, build_release(project, "r1"), "r1", "fingerprint")
    found = query(project, "SELECT document_id, source_class FROM document").rows
    assert dict(found) == {f"document of c{number}": told for number, told in enumerate(URLS.values())}


WITHDRAWN = """
    claim | captured   | withdrawn  | indicator | value
    c1    | 2019-05-02 |            | jobs      | 1
    c2    | 2019-05-03 | 2019-06-01 | jobs      | 2
    c3    | 2019-05-03 | 2019-06-01 |           | 3
    """


def test_what_was_withdrawn_stays_with_its_day_and_is_counted_nowhere(tmp_path: Path) -> None:
    case = given(tmp_path, WITHDRAWN)
    case.shows(
        "SELECT claim_id, captured_at::DATE AS captured, withdrawn_on FROM claim JOIN document USING (document_id)",
        """
        claim_id | captured   | withdrawn_on
        c1       | 2019-05-02 |
        c2       | 2019-05-03 | 2019-06-01
        c3       | 2019-05-03 | 2019-06-01
        """,
    )
    case.shows("SELECT documents, claims FROM release", "documents | claims\n1 | 1")
    found = status(case.settings)["release"]
    assert (found["withdrawn_documents"], found["claims_to_review"]) == (2, 0)
    assert "1 documents (2 more withdrawn), 1 claims (0 without" in in_words(status(case.settings))
    assert "0 figures without a known indicator" in summary(case.settings, [])


def test_an_estimate_says_since_when_the_warehouse_has_it(tmp_path: Path) -> None:
    given(tmp_path, estimates="estimate | known_from | captured_on | value\ne1 | 2019-06-01 | 2019-07-01 | 1").shows(
        "FROM survey_estimate", "estimate_id | known_from | captured_on\ne1 | 2019-06-01 | 2019-07-01"
    )

"""What becomes of a wave whose answers changed since it was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from flows.storage.publications import StoredHistory, earlier
from flows.storage.staging import read_staging
from flows.survey.disclosure.disclosure import protect
from flows.survey.disclosure.revisions import OF_OTHER_FIRMS, cell_of
from flows.survey.estimation.estimation import estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from flows.settings import Settings
    from flows.survey.answers.responses import Responses
    from flows.survey.codebook.codebook import Codebook
    from flows.survey.disclosure.revisions import Cell


@dataclass(frozen=True, slots=True)
class Published:
    """The protected estimates of a wave; where its revision is `held`, those that were published before, and what to
    say of it."""

    estimates: pd.DataFrame
    held: str | None = None


def publishable(
    responses: Responses, before: Responses | None, before_is: Published | None, wave_id: str, settings: Settings
) -> Published:
    """What may be published of a wave, given all that was; `before` are the responses of the wave before, and
    `before_is` what is published of it.

    A revision by which too few firms' answers changed is held back, or hides the cells that would tell of them, as the
    codebook says for the survey or the variable. So is one that rests on a wave before whose revision is held back.
    """
    codebook, minimum = responses.codebook, settings.minimum_firms
    hidden = hidden_cells(before_is.estimates, before.codebook) if before and before_is else {}
    alone = protect(estimate(responses, before), responses, minimum, hidden_before=hidden)
    with read_staging(settings) as connection:
        publications = earlier(connection, wave_id) if connection and settings.published.exists() else []
        if connection is None or not publications:
            return Published(alone)
        history = StoredHistory(connection, publications, responses)
        known = protect(estimate(responses, before), responses, minimum, history, hidden)
        revised = [name for name in _told_apart(alone, known) if history.changed(name)]
        published = _loaded(connection, codebook)
    if published is None:
        return Published(known)
    if revised and any(_holds(codebook, name) for name in revised):
        return Published(published, told_of_held(revised))
    changing = [name for name, each in codebook.variables.items() if set(each.statistics) & {"change", "growth_rate"}]
    if before_is and before_is.held and any(_holds(codebook, name) for name in changing):
        return Published(published, f"the published estimates stay, as those of the wave before do: {before_is.held}")
    return Published(known)


def hidden_cells(estimates: pd.DataFrame, codebook: Codebook) -> Mapping[str, set[Cell]]:
    """By variable the cells of which a level is hidden."""
    found: dict[str, set[Cell]] = {}
    if not len(estimates):
        return found
    hidden = estimates[(estimates["conf_status"] != "F") & ~estimates["statistic"].isin(OF_OTHER_FIRMS)]
    for row in hidden.to_dict("records"):
        found.setdefault(row["variable"], set()).add(cell_of({str(name): told for name, told in row.items()}, codebook))
    return found


def told_of_held(revised: list[str]) -> str:
    """What to say of a revision that is held back."""
    return (
        f"the revision is held back and the published estimates stay: in {', '.join(revised)} it would tell the answers"
        " of too few firms; it follows once more of them have changed, or set `revision: suppress` under"
        " `confidentiality:`"
    )


def _told_apart(alone: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    """The variables of which more is hidden because of what was published before."""
    more = (known["conf_status"] != "F").to_numpy() & (alone["conf_status"] == "F").to_numpy()
    return list(dict.fromkeys(known.loc[more, "variable"])) if len(known) else []


def _holds(codebook: Codebook, variable: str) -> bool:
    own = codebook.variables[variable].confidentiality.revision
    return (own or codebook.confidentiality.revision or "hold") == "hold"


def _loaded(connection: duckdb.DuckDBPyConnection, codebook: Codebook) -> pd.DataFrame | None:
    """The estimates of the wave as they were loaded before; None where there are none any more."""
    before = connection.execute(
        "SELECT * EXCLUDE (estimate_id, raw_path, known_from) FROM survey_estimate WHERE survey = ? AND wave = ?",
        [codebook.survey, codebook.wave],
    ).df()
    return before if len(before) else None


def published_before(codebook: Codebook, settings: Settings) -> Published | None:
    """What was loaded of a wave in an earlier run."""
    with read_staging(settings) as connection:
        found = _loaded(connection, codebook) if connection else None
    return None if found is None else Published(found)

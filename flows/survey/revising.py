"""What becomes of a wave whose answers changed since it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.storage.publications import changed_answers, earlier
from flows.storage.staging import read_staging
from flows.survey.breakdowns import groupings
from flows.survey.disclosure import rules_for
from flows.survey.revisions import unsafe_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from flows.settings import Settings
    from flows.survey.codebook import Codebook
    from flows.survey.responses import Responses
    from flows.survey.revisions import Cell

    Revised = Mapping[str, set[Cell]]


def revised_cells(responses: Responses, wave_id: str, settings: Settings) -> Revised:
    """By variable the cells in which too few firms differ from a publication; none before the first release."""
    codebook = responses.codebook
    found: dict[str, set[Cell]] = {}
    with read_staging(settings) as connection:
        publications = earlier(connection, wave_id) if connection and settings.published.exists() else []
        if connection is None or not publications:
            return found
        partitions = [grouping.variables for grouping in groupings(responses)]
        cells = list(dict.fromkeys(name for names in partitions for name in names))
        current = responses.identified(told_variables(codebook))
        for variable in _estimated(codebook):
            rules = rules_for(codebook, variable, settings.minimum_firms)
            for publication in publications if rules else ():
                changed = changed_answers(connection, publication, current, variable, cells)
                if rules and changed is not None and len(changed):
                    found.setdefault(variable, set()).update(unsafe_cells(changed, partitions, rules))
    return {variable: cells for variable, cells in found.items() if cells}


def holds(revised: Revised, codebook: Codebook) -> bool:
    """Whether the codebook's rule for one of the revised variables keeps what was published."""
    for variable in revised:
        own = codebook.variables[variable].confidentiality.revision
        if (own or codebook.confidentiality.revision or "hold") == "hold":
            return True
    return False


def published_estimates(codebook: Codebook, settings: Settings) -> pd.DataFrame | None:
    """The estimates of the wave as they were loaded before; None where there are none any more."""
    with read_staging(settings) as connection:
        if connection is None:
            return None
        before = connection.execute(
            "SELECT * EXCLUDE (estimate_id, raw_path, known_from) FROM survey_estimate WHERE survey = ? AND wave = ?",
            [codebook.survey, codebook.wave],
        ).df()
    return before if len(before) else None


def told_of_held(revised: Revised) -> str:
    """What to say of a revision that is held back."""
    return (
        f"the revision is held back and the published estimates stay: in {', '.join(revised)} it would tell the answers"
        " of too few firms; it follows once more of them have changed, or set `revision: suppress` under"
        " `confidentiality:`"
    )


def told_variables(codebook: Codebook) -> list[str]:
    """The variables that published estimates tell something of."""
    cells = [name for names in codebook.breakdowns for name in names]
    return list(dict.fromkeys([*_estimated(codebook), *cells]))


def _estimated(codebook: Codebook) -> list[str]:
    return [name for name, variable in codebook.variables.items() if variable.statistics]

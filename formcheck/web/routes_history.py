"""The history of sets: keep, look at, take along, forget."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from formcheck.history.entry import LONGEST_LABEL, SetEntry, SetNote, entry_of
from formcheck.history.store import open_history
from formcheck.history.terminal import measure_text, series_title
from formcheck.history.transfer import history_csv, history_json
from formcheck.history.trend import MEASURES, Measure, TrendPoint, series, trend_point
from formcheck.outputs.results import read_result
from formcheck.outputs.texts import exercise_title
from formcheck.web.answers import (
    HistoryAnswer,
    HistorySet,
    KeepAnswer,
    KeepOrder,
    MeasureAnswer,
    SeriesAnswer,
    failures,
)
from formcheck.web.asked import JobsOf, Owner, SettingsOf
from formcheck.web.owners import HOST_OWNER
from formcheck.web.refused import RefusedError
from formcheck.web.settings import WebSettings

__all__ = ["router"]

router = APIRouter(prefix="/api/history", tags=["history"])

Person = Annotated[str | None, Query(max_length=LONGEST_LABEL)]
_LARGEST = 2**63 - 1


@router.get("", responses=failures(401, 422))
def show_history(owner: Owner, settings: SettingsOf, person: Person = None) -> HistoryAnswer:
    """Return the kept sets, all or those of one person, and how they changed over time."""
    path = _database(settings, owner)
    if not path.exists():
        return HistoryAnswer(people=[], sets=[], series=[])
    with open_history(path) as history:
        everybody = history.sets()
    people = sorted({entry.note.person for entry in everybody if entry.note.person})
    sets = [entry for entry in everybody if person is None or entry.note.person == person]
    return HistoryAnswer(
        people=people,
        sets=[_told_set(entry) for entry in reversed(sets)],
        series=[_told_series(own) for own in series(trend_point(entry) for entry in sets)],
    )


@router.post("", status_code=201, responses=failures(401, 404, 422))
def keep_set(order: KeepOrder, owner: Owner, jobs: JobsOf, settings: SettingsOf) -> KeepAnswer:
    """Keep the numbers of a result; one that is kept already is told, not doubled."""
    if jobs.get(owner, order.job_id).state != "done":
        raise RefusedError(404, "there is no such result", "wait until it is done")
    data = read_result(jobs.shelf(owner).result(order.job_id))
    note = SetNote(order.person, order.notes, order.pain)
    path = _database(settings, owner)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open_history(path, create=True) as history:
        added = history.add(entry_of(data, note))
    return KeepAnswer(set_id=added.set_id, new=added.new)


@router.delete("/sets/{set_id}", status_code=204, responses=failures(401, 404, 422))
def delete_set(
    set_id: Annotated[int, "Number of the set."], owner: Owner, settings: SettingsOf
) -> None:
    """Forget a set for good."""
    path = _database(settings, owner)
    if not path.exists() or not 0 < set_id <= _LARGEST:
        raise RefusedError(404, "there is no such set", "it may have been deleted")
    with open_history(path) as history:
        if all(entry.set_id != set_id for entry in history.sets()):
            raise RefusedError(404, "there is no such set", "it may have been deleted")
        history.delete([set_id])


@router.delete("/people", responses=failures(401, 404, 422))
def delete_person(
    owner: Owner, settings: SettingsOf, person: Annotated[str, Query(max_length=LONGEST_LABEL)]
) -> dict[str, int]:
    """Forget everything of a person for good; return how many sets there were."""
    path = _database(settings, owner)
    if not path.exists():
        raise RefusedError(404, "there is no set of this person", "")
    with open_history(path) as history:
        count = history.delete_person(person)
    if count == 0:
        raise RefusedError(404, "there is no set of this person", "")
    return {"deleted": count}


@router.get(
    "/export",
    response_class=Response,
    responses={**failures(401, 422), 200: {"content": {"text/csv": {}, "application/json": {}}}},
)
def export_history(
    owner: Owner,
    settings: SettingsOf,
    person: Person = None,
    kind: Annotated[Literal["csv", "json"], Query(alias="format")] = "csv",
) -> Response:
    """Return everything that is kept, as a table or as JSON."""
    path = _database(settings, owner)
    sets: list[SetEntry] = []
    if path.exists():
        with open_history(path) as history:
            sets = history.sets(person=person)
    text = history_csv(sets) if kind == "csv" else history_json(sets)
    headers = {"content-disposition": f'attachment; filename="formcheck-history.{kind}"'}
    media_type = "text/csv" if kind == "csv" else "application/json"
    return Response(text, media_type=media_type, headers=headers)


def _database(settings: WebSettings, owner: str) -> Path:
    """Return the host's own history, or that of a guest."""
    if owner == HOST_OWNER:
        return settings.history()
    return settings.folder / owner / "history.sqlite3"


def _told_set(entry: SetEntry) -> HistorySet:
    return HistorySet(
        set_id=entry.set_id or 0,
        done_utc=entry.done_utc,
        person=entry.note.person,
        exercise=entry.exercise,
        exercise_title=exercise_title(entry.exercise),
        source_name=entry.source_name,
        reps=len(entry.reps),
        flagged_reps=entry.flagged_reps,
        judged_reps=entry.judged_reps,
        pain=entry.note.pain,
        notes=entry.note.notes,
    )


def _told_series(points: list[TrendPoint]) -> SeriesAnswer:
    return SeriesAnswer(
        title=series_title(points),
        set_ids=[point.set_id or 0 for point in points],
        done_utc=[point.done_utc for point in points],
        measures=[_told_measure(measure, points) for measure in MEASURES],
    )


def _told_measure(measure: Measure, points: list[TrendPoint]) -> MeasureAnswer:
    sigma = None
    if measure.field == "peak_hip_flexion_deg":
        sigma = [point.peak_hip_flexion_sigma_deg for point in points]
    return MeasureAnswer(
        field=measure.field,
        title=measure.title,
        unit=measure.unit,
        values=[getattr(point, measure.field) for point in points],
        sigma=sigma,
        text=[measure_text(measure, point) for point in points],
    )

"""Recordings: bring one, see how far it is, take the results, forget it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse

from formcheck.errors import UsageError
from formcheck.exercises import get_exercise
from formcheck.web.answers import JobAnswer, failures
from formcheck.web.asked import JobsOf, Owner
from formcheck.web.refused import RefusedError, of_error
from formcheck.web.shelf import RESULT_FILES, JobRecord, display_name, now_utc
from formcheck.web.uploads import Uploads

__all__ = ["router"]

router = APIRouter(prefix="/api/jobs", tags=["recordings"])

JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
FileName = Literal["report.html", "annotated.mp4", "report.json", "frames.csv", "track.npz"]

_REPORT_POLICY = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""A report brings its own script: its frame belongs to no page and reaches nothing."""


@router.get("", responses=failures(401))
async def list_jobs(owner: Owner, jobs: JobsOf) -> list[JobAnswer]:
    """Return the recordings of whoever asks, the newest first."""
    return jobs.all(owner)


@router.post(
    "",
    status_code=201,
    responses=failures(400, 401, 408, 411, 413, 422, 429, 507),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
async def add_job(
    request: Request,
    owner: Owner,
    jobs: JobsOf,
    name: Annotated[str, Query(max_length=300, description="Only shown, never a path.")] = "",
    exercise: Annotated[str, Query(max_length=60)] = "auto",
    model: Literal["lite", "full", "heavy"] = "full",
    blur_face: bool = False,
) -> JobAnswer:
    """Take a recording, the body of the request as it is, and put it in the line."""
    if exercise != "auto":
        try:
            get_exercise(exercise)
        except UsageError as error:
            raise of_error(error) from error
    jobs.check_room(owner)
    uploads: Uploads = request.app.state.uploads
    shelf = jobs.shelf(owner)
    job_id = shelf.new_id()
    try:
        await uploads.write(request.stream(), _length(request), shelf.recording(job_id))
        record = JobRecord(
            job_id=job_id,
            kind="recording",
            name=display_name(name, "recording"),
            created_utc=now_utc(),
            exercise=exercise,
            model=model,
            blur_face=blur_face,
        )
        return jobs.add(owner, record)
    except BaseException:
        shelf.remove(job_id)
        raise


@router.get("/{job_id}", responses=failures(401, 404, 422))
async def show_job(job_id: JobId, owner: Owner, jobs: JobsOf) -> JobAnswer:
    """Return one recording and how far it is."""
    return jobs.get(owner, job_id)


@router.post("/{job_id}/cancel", responses=failures(401, 404, 422))
async def cancel_job(job_id: JobId, owner: Owner, jobs: JobsOf) -> JobAnswer:
    """Stop an analysis."""
    return await jobs.cancel(owner, job_id)


@router.delete("/{job_id}", status_code=204, responses=failures(401, 404, 422))
async def delete_job(job_id: JobId, owner: Owner, jobs: JobsOf) -> None:
    """Forget a recording and its results for good."""
    await jobs.delete(owner, job_id)


@router.get(
    "/{job_id}/{file}",
    response_class=FileResponse,
    responses={
        **failures(401, 404, 422),
        200: {
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in sorted(set(RESULT_FILES.values()))
            }
        },
    },
)
async def take_file(
    job_id: JobId,
    file: FileName,
    owner: Owner,
    jobs: JobsOf,
    download: Annotated[bool, Query(description="To be saved, not shown.")] = False,
) -> FileResponse:
    """Return a file of a finished result; ``report.html`` is whole in itself, to be passed on."""
    answer = jobs.get(owner, job_id)
    path = jobs.shelf(owner).result(job_id) / file
    if answer.state != "done" or not path.is_file():
        raise RefusedError(
            404, "there is no such result", "wait until it is done, or analyse it again"
        )
    headers = {}
    if file == "report.html":
        headers = {"content-security-policy": _REPORT_POLICY, "x-frame-options": "SAMEORIGIN"}
    stem = answer.name.rsplit(".", 1)[0] or "formcheck"
    return FileResponse(
        path,
        media_type=RESULT_FILES[file],
        filename=f"{stem} - {file}",
        content_disposition_type="attachment" if download else "inline",
        headers=headers,
    )


def _length(request: Request) -> int | None:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

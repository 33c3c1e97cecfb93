"""How much the page takes on: every limit in one place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused, and what a process that looks at pictures may use; all numbers [design].

    Parameters
    ----------
    upload_bytes : int
        Size of one recording.
    silence_s : float
        An upload that sends nothing for so long is broken off.
    uploads : int
        Recordings that may arrive at the same time.
    waiting : int
        Recordings of one person that may wait or run.
    duration_s : float
        Length of a recording.
    frames : int
        Its frames, whatever its header says.
    pixels : int
        Its picture, width times height; 8K is the largest.
    memory_bytes : int
        Address space of a process that decodes; the shared libraries alone take a gigabyte.
    job_s : float
        Time for one recording, on the clock.
    sets : int
        Live sets at the same time.
    message_bytes : int
        One message of a live set, a picture included.
    picture_pixels : int
        One picture of a live set.
    answer_s : float
        A live process that does not answer for so long is ended; loading the model takes seconds.
    quiet_s : float
        A live connection that sends nothing for so long is closed; summaries are read slowly.
    set_s : float
        Length of one live connection. A process may use the processor for as long as this or
        ``job_s``, whichever is longer.
    sockets : int
        Live connections that may be open, begun or not.
    connections : int
        Open connections in all.
    free_bytes : int
        Room on the disk that an upload leaves free.
    """

    upload_bytes: int = 2 * 2**30
    silence_s: float = 30.0
    uploads: int = 4
    waiting: int = 20
    duration_s: float = 20 * 60.0
    frames: int = 100_000
    pixels: int = 7680 * 4320
    memory_bytes: int = 6 * 2**30
    job_s: float = 3600.0
    sets: int = 2
    message_bytes: int = 2 * 2**20
    picture_pixels: int = 1920 * 1080
    answer_s: float = 60.0
    quiet_s: float = 900.0
    set_s: float = 2 * 3600.0
    sockets: int = 16
    connections: int = 400
    free_bytes: int = 2**30

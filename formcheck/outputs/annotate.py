"""The annotated video: every frame of the clip, drawn over, with the clip's own timing."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from formcheck.ahead import ahead
from formcheck.outputs.face import FaceBlur
from formcheck.outputs.overlay import OverlayPainter
from formcheck.outputs.stills import Album
from formcheck.report import Analysis
from formcheck.video.file import VideoFile
from formcheck.video.planes import Planes
from formcheck.video.sink import VideoSink

__all__ = ["write_annotated"]


def write_annotated(
    video: str | os.PathLike[str],
    target: Path,
    analysis: Analysis,
    progress: Callable[[int], None] | None = None,
    *,
    blur: FaceBlur | None = None,
    album: Album | None = None,
) -> None:
    """Decode ``video`` again and write it with the overlay to ``target``.

    Decoding, painting the body, and painting the panels with encoding overlap, with a few pictures
    between them. The second pass costs a few milliseconds a frame and buys two things: what is
    drawn is final, not provisional, and no picture is kept in between, so memory does not grow with
    the clip.

    Parameters
    ----------
    video : path
        The clip that was analysed.
    target : Path
        The mp4 to write.
    analysis : Analysis
        What was found in it.
    progress : callable, optional
        Called with the number of each frame written.
    blur : FaceBlur, optional
        Makes faces unrecognisable.
    album : Album, optional
        Keeps the pictures of key moments, as they are written.

    Raises
    ------
    VideoError
        The clip cannot be read any more.
    OutputError
        The file cannot be written.
    """
    source_item = analysis.data.source
    size = (source_item.width, source_item.height)
    painter = OverlayPainter(analysis, size)
    last = len(analysis.track) - 1

    def paint(row: tuple[int, float, Planes]) -> tuple[int, float, Planes]:
        index, time_s, planes = row
        if blur is not None:
            planes = Planes.of_rgb(blur.apply(planes.rgb()[: size[1], : size[0]], index), matrix)
        return index, time_s, painter.paint_body(planes, index)

    with VideoFile(video) as source:
        matrix = source.matrix
        with (
            VideoSink(target, *size, fps=source_item.fps_mean or 30.0, matrix=matrix) as sink,
            # A file that grew meanwhile: what was not analysed is not shown.
            ahead(islice(source.in_planes(), last + 1)) as frames,
            ahead(map(paint, frames)) as pictures,
        ):
            for index, time_s, with_body in pictures:
                painted = painter.paint_panels(with_body, index)
                sink.write(painted, time_s)
                if album is not None and album.wants(index):
                    album.keep(painted.rgb()[: size[1], : size[0]], index)
                if progress is not None:
                    progress(index)

"""The annotated video: every frame of the clip, drawn over, with the clip's own timing."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from formcheck.ahead import ahead
from formcheck.outputs.face import FaceBlur
from formcheck.outputs.overlay import OverlayPainter
from formcheck.outputs.overlay_style import Image
from formcheck.outputs.stills import Album
from formcheck.report import Analysis
from formcheck.video.frame import Frame
from formcheck.video.sink import VideoSink
from formcheck.video.source import open_source

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

    Decoding, painting and encoding overlap, with a few pictures between them. The second pass
    costs a few milliseconds a frame and buys two things: what is drawn is final, not provisional,
    and no picture is kept in between, so memory does not grow with the clip.

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

    def paint(frame: Frame) -> tuple[Frame, Image]:
        image = frame.image if blur is None else blur.apply(frame.image, frame.index)
        return frame, painter.paint(image, frame.index)

    with (
        open_source(video) as source,
        VideoSink(target, *size, fps=source_item.fps_mean or 30.0) as sink,
        # A file that grew meanwhile: what was not analysed is not shown.
        ahead(islice(source, last + 1)) as frames,
        ahead(map(paint, frames)) as pictures,
    ):
        for frame, painted in pictures:
            sink.write(painted, frame.time_s)
            if album is not None:
                album.keep(painted, frame.index)
            if progress is not None:
                progress(frame.index)

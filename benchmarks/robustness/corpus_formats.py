"""Containers, codecs and pixel formats: whatever phones, cameras and old programs write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.robustness.corpus_case import Case, Must, NoEncoderError, person, write

__all__ = ["cases", "left_out"]

left_out: list[str] = []
"""What this build of FFmpeg could not write."""


class _Form(NamedTuple):
    name: str
    codec: str
    pix_fmt: str = "yuv420p"
    container: str | None = None
    size: tuple[int, int] = (320, 180)
    options: tuple[tuple[str, str], ...] = ()
    fps: int = 10


_QUIET: Final = {"libsvtav1": {"preset": "12"}, "libx265": {"x265-params": "log-level=none"}}
_DV: Final = (720, 576)
_CIF: Final = (352, 288)
_FILMS: Final = (
    *(
        _Form(f"a.{kind}", codec)
        for kind, codecs in {
            "mp4": ("libx264", "libx265", "libsvtav1", "libvpx-vp9", "mpeg4", "mpeg2video"),
            "mkv": ("libx264", "ffv1", "mpeg4", "ffvhuff", "snow", "utvideo", "wmv2"),
            "webm": ("libvpx", "libvpx-vp9", "libsvtav1"),
            "avi": ("mpeg4", "msmpeg4", "msmpeg4v2", "ffv1", "libx264", "asv1", "utvideo"),
            "flv": ("flv", "libx264"),
            "asf": ("wmv1", "wmv2", "msmpeg4"),
            "nut": ("ffv1", "mpeg4"),
            "mov": ("libx264", "mpeg4"),
        }.items()
        for codec in codecs
    ),
    _Form("a.ts", "libx264"),
    _Form("b.ts", "libx265"),
    _Form("c.ts", "mpeg2video", fps=25),
    _Form("a.m2ts", "mpeg2video", fps=25),
    _Form("a.mpg", "mpeg1video", fps=25),
    _Form("a.vob", "mpeg2video", fps=25),
    _Form("a.mxf", "mpeg2video", "yuv422p", fps=25),
    _Form("a.3gp", "h263", size=_CIF),
    _Form("a.rm", "rv10"),
    _Form("a.swf", "flv"),
    _Form("a.dv", "dvvideo", size=_DV, fps=25),
    _Form("a.y4m", "wrapped_avframe"),
    _Form("a.ivf", "libvpx"),
    _Form("a.obu", "libsvtav1"),
    _Form("a.h264", "libx264", container="h264"),
    _Form("a.265", "libx265", container="hevc"),
    _Form("a.m4v", "mpeg4", container="m4v"),
    _Form("a.m2v", "mpeg2video", container="mpeg2video", fps=25),
    _Form("a.mjpg", "mjpeg", "yuvj420p", container="mjpeg"),
    _Form("a.gif", "gif", "rgb8"),
    _Form("a.apng", "apng", "rgb24"),
    _Form("jpeg.mov", "mjpeg", "yuvj422p"),
    _Form("jpeg.avi", "mjpeg", "yuvj420p"),
    _Form("jpeg2000.mov", "jpeg2000", "yuv420p"),
    _Form("png.mov", "png", "rgb24"),
    _Form("animation.mov", "qtrle", "rgb24"),
    _Form("prores.mov", "prores_ks", "yuv422p10le"),
    _Form("dnxhr.mov", "dnxhd", "yuv422p", options=(("profile", "dnxhr_lb"),)),
    _Form("cineform.mov", "cfhd", "yuv422p10le"),
    _Form("cinepak.avi", "cinepak", "rgb24"),
    _Form("huffyuv.avi", "huffyuv", "yuv422p"),
    _Form("magic.avi", "magicyuv", "gbrp"),
    _Form("screen.avi", "zmbv", "bgr0"),
    _Form("vc2.mkv", "vc2", "yuv420p"),
    _Form("flash.flv", "flashsv", "bgr24"),
    _Form("sorenson.mov", "svq1", "yuv410p"),
    _Form("renamed.jpg", "libx264", container="mp4"),
    _Form("no-ending", "libx264", container="mp4"),
    _Form("mkv-called.mp4", "libx264", container="matroska"),
    _Form("fragments.mp4", "libx264"),
)
_PIXELS: Final = (
    *(
        _Form(f"{pix_fmt}-{codec}.mkv", codec, pix_fmt)
        for codec, formats in {
            "libx264": ("yuv422p", "yuv444p", "gray", "nv12", "yuv420p10le", "yuv444p10le"),
            "libx264rgb": ("rgb24",),
            "libx265": ("yuv420p12le", "gbrp"),
            "libvpx-vp9": ("yuva420p", "yuv440p", "yuv422p12le"),
            "ffv1": ("gray16le", "yuva444p16le", "gbrp14le", "bgra", "yuv411p", "rgb48le"),
            "rawvideo": ("rgb565le", "uyvy422", "bgr24", "gray", "monow", "pal8", "ya8", "rgb8"),
        }.items()
        for pix_fmt in formats
    ),
    _Form("alpha.mov", "prores_ks", "yuva444p10le"),
)


def cases(folder: Path) -> Iterator[Case]:
    """Write the files and tell of each."""
    for group, forms in (("container and codec", _FILMS), ("pixel format", _PIXELS)):
        for i, form in enumerate(forms):
            path = folder / f"{i:03d}-{form.codec}-{form.name}"
            try:
                _write(path, form)
            except (NoEncoderError, OSError, ValueError) as error:
                left_out.append(f"{form.codec} {form.pix_fmt} in {form.name} ({error})")
                path.unlink(missing_ok=True)
                continue
            yield Case(group, f"{form.codec} {form.pix_fmt}, {form.name}", path, _must(form))


def _must(form: _Form) -> Must:
    bare = form.container in ("h264", "hevc", "m4v", "mjpeg", "mpeg2video") or "obu" in form.name
    # Without times of its own a stream is taken to be quicker, and the person is seen too briefly.
    return "either" if bare or form.pix_fmt == "pal8" else "analysed"


def _write(path: Path, form: _Form) -> None:
    pictures = person(*form.size)
    if form.fps > 10:  # some codecs know the rates of television only
        pictures = tuple(p for p in pictures for _ in range(3))
    write(
        path,
        pictures,
        codec=form.codec,
        pix_fmt=form.pix_fmt,
        fps=form.fps,
        container=form.container,
        options=_QUIET.get(form.codec) or dict(form.options),
        muxing={"movflags": "frag_keyframe+empty_moov"} if "fragments" in form.name else None,
    )

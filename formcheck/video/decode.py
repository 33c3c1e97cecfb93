"""Decode a local file with PyAV: open it safely, choose the stream, survive damage."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from fractions import Fraction
from typing import Any, BinaryIO, TypeAlias

import av
import av.container
import av.error
import av.stream
import av.video.stream

from formcheck.errors import VideoError
from formcheck.video.watched import bounded_memory

__all__ = ["MAX_PIXELS", "Decoder", "check_size", "open_container", "picture_error"]

MAX_PIXELS = 8192 * 4352
"""Largest picture that is looked at, width times height, pixels: 8K of cinemas and of cameras."""

_VIDEO_REMEDY = "give a video such as mp4, mov, mkv, webm or avi"
_STILL_BRANDS = frozenset({"avif", "heic", "heix", "heim", "heis", "mif1"})
_SLIDE_FORMATS = frozenset({"gif", "apng"})
_MAX_BAD_PACKETS = 300  # in a row without one picture: ten seconds of video
_READ_BYTES = 1 << 18
_INDEX_TAIL = 64  # entries of a container's index that are looked at: the end is what gets lost

# Formats that hold moving pictures and refer to nothing outside themselves; pictures and sound
# are opened too, to say so by name. Play lists, concatenations, text and devices are not.
_FILMS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,apng,mpegts,mpeg,mpegvideo,mpegtsraw,flv,"
    "asf,ogg,h264,hevc,vvc,m4v,mjpeg,mjpeg_2000,ivf,obu,av1,vc1,dv,mxf,mxf_d10,nut,wtv,rm,"
    "swf,h263,yuv4mpegpipe,dnxhd,dirac,cavsvideo,gxf,live_flv,"
)
_PICTURES = (
    "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif_pipe,jpegxl_pipe,jpegls_pipe,"
    "j2k_pipe,ppm_pipe,pgm_pipe,pbm_pipe,pam_pipe,exr_pipe,hdr_pipe,dds_pipe,psd_pipe,"
    "qoi_pipe,sgi_pipe,svg_pipe,xbm_pipe,xpm_pipe,pcx_pipe,sunrast_pipe,ico,jpegxl_anim,"
)
_SOUNDS = "mp3,wav,flac,aac,w64,aiff,au,caf,amr,ac3"
_FORMATS = _FILMS + _PICTURES + _SOUNDS

_Packet: TypeAlias = "av.Packet[av.video.stream.VideoStream]"


# PyAV before 19 stops at a title that is no UTF-8; later ones know no such setting.
_LENIENT: dict[str, Any] = (
    {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}
)


def open_container(file: BinaryIO, where: str) -> av.container.InputContainer:
    """Return the container of an open file; nothing outside the file is ever read.

    Raises
    ------
    VideoError
        If the file is a picture, or nothing that a video can be read from.
    """
    options = {"protocol_whitelist": "none", "format_whitelist": _FORMATS}
    try:
        with bounded_memory():
            container: av.container.InputContainer = av.open(
                file,
                "r",
                container_options=options,
                options={"max_pixels": str(4 * MAX_PIXELS)},  # larger ones lose their size here
                buffer_size=_READ_BYTES,
                **_LENIENT,
            )
    except (av.error.FFmpegError, OSError, ValueError, MemoryError):
        raise VideoError(
            "is not a video that can be read, or its header is damaged",
            where,
            f"play it to see whether it is whole; {_VIDEO_REMEDY}",
        ) from None
    if container.format.name in _PICTURES.split(","):
        container.close()
        raise picture_error(where)
    return container


def picture_error(where: str) -> VideoError:
    """Return the sentence for a still picture."""
    return VideoError("is a picture, not a video", where, _VIDEO_REMEDY)


def check_size(width: int, height: int, where: str) -> None:
    """Refuse pictures that would not fit into memory.

    Raises
    ------
    VideoError
        They are larger than ``MAX_PIXELS``.
    """
    if width * height > MAX_PIXELS:
        raise VideoError(
            f"its pictures are too large, {width} x {height} pixels",
            where,
            "make it smaller, Full HD is plenty",
        )


class Decoder:
    """The pictures of the best video stream of a container, past damaged parts.

    Parameters
    ----------
    container : InputContainer
        Where to read from; stays the caller's to close.
    where : str
        The file, for the sentences.

    Attributes
    ----------
    bad_packets : int
        Pieces that could not be decoded so far.
    cut_short : bool
        Whether reading ended by an error instead of the end of the file.

    Raises
    ------
    VideoError
        If there is no video stream, no decoder for it, or its pictures are too large.
    """

    def __init__(self, container: av.container.InputContainer, where: str) -> None:
        self._container = container
        self._where = where
        self.stream = _choose_stream(container, where)
        check_size(self.stream.width, self.stream.height, where)
        self.stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        # One thread: with more, what is shown of a damaged part differs from run to run.
        self.stream.codec_context.thread_type = "NONE"
        self._by_decoding_order = container.format.name == "avi"
        self._raw_s: float | None = None
        self.bad_packets = 0
        self.cut_short = False
        self._bad_in_a_row = 0

    def pictures(self) -> Generator[tuple[av.VideoFrame, float | None], None, None]:
        """Yield every picture that decodes, in presentation order, with its raw time.

        The time is the container's, in seconds with any origin, None where it has none.
        """
        for packet in self._packets():
            for picture in self._decoded(packet):
                yield picture, self._time_s(picture)
            if self._bad_in_a_row >= _MAX_BAD_PACKETS:
                self.cut_short = True
                return

    def _packets(self) -> Iterator[_Packet | None]:
        packets = self._container.demux(self.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.FFmpegError, OSError):
                self.cut_short = True
                yield None  # gives out what the decoder still holds
                return
            if packet.size:
                self.cut_short = packet.is_corrupt
            yield packet

    def _decoded(self, packet: _Packet | None) -> list[av.VideoFrame]:
        try:
            frames = self.stream.decode(packet)
        except EOFError:
            return []
        except av.error.FFmpegError:
            self.bad_packets += 1
            self._bad_in_a_row += 1
            return []
        if frames:
            self._bad_in_a_row = 0
        return frames

    def _time_s(self, picture: av.VideoFrame) -> float | None:
        stamp = picture.pts
        if self._by_decoding_order:  # AVI counts pictures as stored; its other times are guesses
            stamp = picture.dts
            if stamp is None and self._raw_s is not None and self.interval_s is not None:
                self._raw_s += self.interval_s
                return self._raw_s
        if stamp is None or picture.time_base is None:
            return None
        self._raw_s = float(stamp * picture.time_base)
        return self._raw_s

    @property
    def is_slide_show(self) -> bool:
        """Whether the format holds pictures as well as films, so that one frame is a picture."""
        brand = self._container.metadata.get("major_brand", "").strip()
        return self._container.format.name in _SLIDE_FORMATS or brand in _STILL_BRANDS

    @property
    def interval_s(self) -> float | None:
        """Frame interval that the container promises, seconds; None if it makes no sense."""
        for rate in (self.stream.average_rate, self.stream.guessed_rate):
            if rate is not None and Fraction(1, 10) <= rate <= 1000:
                return float(1 / rate)
        return None

    @property
    def promised_s(self) -> float | None:
        """Duration of the video stream that the container promises, seconds; None if silent."""
        stream = self.stream
        if stream.duration is not None and stream.time_base is not None:
            return float(stream.duration * stream.time_base)
        container = self._container
        if container.duration is None or len(container.streams) > 1:
            return None
        late = (container.start_time or 0) if "matroska" in container.format.name else 0
        return (container.duration - max(0, late)) / 1e6

    @property
    def promised_frames(self) -> int | None:
        """Number of frames that the container promises, for a progress bar."""
        if self.stream.frames > 0:
            return self.stream.frames
        duration_s = self.promised_s
        if duration_s is None and self._container.duration is not None:
            duration_s = self._container.duration / 1e6
        if duration_s is None or self.interval_s is None or duration_s <= 0.0:
            return None
        return max(1, round(duration_s / self.interval_s))

    def ends_beyond(self, size_bytes: int) -> bool:
        """Return whether the container's index points past the end of a file of that size."""
        entries = self.stream.index_entries
        latest = range(max(0, len(entries) - _INDEX_TAIL), len(entries))
        return any(entries[i].pos + entries[i].size > size_bytes for i in latest)


def _choose_stream(
    container: av.container.InputContainer, where: str
) -> av.video.stream.VideoStream:
    still = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
    streams = [s for s in container.streams.video if not s.disposition & still]
    if not streams:
        sound = bool(container.streams.audio)
        what = "has only sound, no picture" if sound else "has no picture track"
        raise VideoError(what, where, _VIDEO_REMEDY)
    known = [s for s in streams if s.codec_context is not None]
    if not known:
        raise VideoError(
            "its video codec is unknown here", where, "convert it to H.264 in an mp4 file"
        )
    default = av.stream.Disposition.default
    return max(known, key=lambda s: (bool(s.disposition & default), s.width * s.height, -s.index))

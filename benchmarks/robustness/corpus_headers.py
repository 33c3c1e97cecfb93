"""Headers that lie: sizes, counts and places that the file does not hold, and memory bombs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.robustness.corpus_boxes import box, boxed, patched, without
from benchmarks.robustness.corpus_case import Case, Must, person, write

__all__ = ["cases"]

_MOST: Final = 0xFFFFFFFF
_NUMBERS: Final = (
    # name, box, offset in its content, form, values
    ("track of no width", b"tkhd", 76, "II", (0, 0)),
    ("track of 65535 x 65535", b"tkhd", 76, "II", (_MOST, _MOST)),
    ("picture of no width", b"stsd", 40, "HH", (0, 0)),
    ("picture of 65535 x 65535", b"stsd", 40, "HH", (65535, 65535)),
    ("no description", b"stsd", 4, "I", (0,)),
    ("4 billion descriptions", b"stsd", 4, "I", (_MOST,)),
    ("another codec", b"stsd", 12, "4s", (b"hvc1",)),
    ("an unknown codec", b"stsd", 12, "4s", (b"zzzz",)),
    ("raw pixels", b"stsd", 12, "4s", (b"raw ",)),
    ("no sizes", b"stsz", 8, "I", (0,)),
    ("4 billion sizes", b"stsz", 8, "I", (_MOST,)),
    ("one size of a gigabyte", b"stsz", 4, "I", (1 << 30,)),
    ("80 million samples of one byte", b"stsz", 4, "II", (1, 80_000_000)),
    ("chunks of 4 billion", b"stsc", 12, "I", (_MOST,)),
    ("chunk number 0", b"stsc", 8, "I", (0,)),
    ("4 billion chunk runs", b"stsc", 4, "I", (_MOST,)),
    ("chunks beyond the end", b"stco", 8, "I", (_MOST,)),
    ("chunks in the header", b"stco", 8, "I", (4,)),
    ("4 billion chunks", b"stco", 4, "I", (_MOST,)),
    ("4 billion intervals", b"stts", 4, "I", (_MOST,)),
    ("4 billion key pictures", b"stss", 4, "I", (_MOST,)),
    ("key pictures far away", b"stss", 8, "I", (_MOST,)),
    ("version 255", b"mvhd", 0, "B", (255,)),
    ("another kind of track", b"hdlr", 8, "4s", (b"meta",)),
)


def cases(folder: Path) -> Iterator[Case]:
    """Write the files and tell of each."""
    for group in (_mp4, _bombs, _matroska, _avi, _others):
        yield from group(folder)


def _mp4(folder: Path) -> Iterator[Case]:
    sound = write(folder / "sound.mp4", person(), codec="libx264").read_bytes()
    for name, which, offset, form, values in _NUMBERS:
        yield _kept(folder, f"{name}.mp4", patched(sound, which, offset, form, *values))
    for which in (b"moov", b"trak", b"mdia", b"stbl", b"stsd", b"mdat", b"avcC"):
        yield _kept(folder, f"without {which.decode()}.mp4", without(sound, which))
        start, _ = box(sound, which)
        for size in (0, 1, 7, _MOST):
            lie = sound[: start - 8] + struct.pack(">I", size) + sound[start - 4 :]
            yield _kept(folder, f"{which.decode()} of {size}.mp4", lie)
    deep = b""
    for _ in range(5000):
        deep = boxed(b"moov", deep)
    yield _kept(folder, "5000 boxes deep.mp4", sound[:40] + deep)
    start, stop = box(sound, b"moov")
    moov = sound[start - 8 : stop]
    yield _kept(folder, "header twice.mp4", sound + moov)
    yield _kept(folder, "track 300 times.mp4", _many_tracks(sound, 300))
    yield _kept(folder, "a thousand small boxes.mp4", sound + boxed(b"free", b"") * 100_000)


def _many_tracks(sound: bytes, count: int) -> bytes:
    start, stop = box(sound, b"trak")
    track = sound[start - 8 : stop]
    moov, end = box(sound, b"moov")
    return sound[: moov - 8] + boxed(b"moov", sound[moov:end] + track * count) + sound[end:]


def _bombs(folder: Path) -> Iterator[Case]:
    """Little files that ask for much memory."""
    sound = write(folder / "bomb.mp4", person(), codec="mpeg4").read_bytes()
    many = patched(sound, b"stsz", 4, "II", 1, 80_000_000)
    many = patched(many, b"stsc", 12, "I", 80_000_000)
    yield _kept(folder, "index of two gigabytes.mp4", many)
    packed = zlib.compress(bytes(200_000_000), 9)
    inner = boxed(b"dcom", b"zlib") + boxed(b"cmvd", struct.pack(">I", 200_000_000) + packed)
    head = boxed(b"ftyp", b"qt  \0\0\0\0qt  ")
    yield _kept(folder, "packed header of 200 MB.mov", head + boxed(b"moov", boxed(b"cmov", inner)))
    inner = boxed(b"dcom", b"zlib") + boxed(b"cmvd", struct.pack(">I", _MOST) + packed[:1000])
    yield _kept(folder, "packed header of 4 GB.mov", head + boxed(b"moov", boxed(b"cmov", inner)))
    gif = b"GIF89a\xff\xff\xff\xff\xf7\0\0" + bytes(768)
    image = b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x08" + b"\xff" * 256 * 100 + b"\0\x3b"
    yield _kept(folder, "65535 x 65535.gif", gif + image * 2, "refused")
    y4m = b"YUV4MPEG2 W65000 H65000 F10:1 Ip A1:1 C420\nFRAME\n" + bytes(100_000)
    yield _kept(folder, "65000 x 65000.y4m", y4m, "refused")
    jpeg = write(folder / "b.mjpg", person(), codec="mjpeg", pix_fmt="yuvj420p").read_bytes()
    place = jpeg.index(b"\xff\xc0") + 5
    large = jpeg[:place] + struct.pack(">HH", 65500, 65500) + jpeg[place + 4 :]
    yield _kept(folder, "65500 x 65500.mjpg", large)
    for kind, codec in (("mov", "png"), ("mov", "qtrle"), ("avi", "rawvideo")):
        path = write(folder / f"b-{codec}.{kind}", person(), codec=codec, pix_fmt="rgb24"
                     if codec != "rawvideo" else "bgr24")  # fmt: skip
        data = path.read_bytes()
        small = struct.pack(">HH", 320, 180) if kind == "mov" else struct.pack("<ii", 320, 180)
        huge = (
            struct.pack(">HH", 32000, 32000) if kind == "mov" else struct.pack("<ii", 32000, 32000)
        )
        yield _kept(folder, f"32000 x 32000 {codec}.{kind}", data.replace(small, huge))


def _matroska(folder: Path) -> Iterator[Case]:
    sound = write(folder / "sound.mkv", person(), codec="mpeg4").read_bytes()
    lies = {
        "width of 0": (b"\xb0\x82\x01\x40", b"\xb0\x82\0\0"),
        "width of 65535": (b"\xb0\x82\x01\x40", b"\xb0\x82\xff\xff"),
        "height of 65535": (b"\xba\x81\xb4", b"\xba\x81\xff"),
        "another codec": (b"V_MPEG4/ISO/ASP", b"V_MPEG4/ISO/AVC"),
        "an unknown codec": (b"V_MPEG4/ISO/ASP", b"V_WHATEVER/ABCD"),
        "windows codec": (b"V_MPEG4/ISO/ASP", b"V_MS/VFW/FOURCC"),
        "webm inside": (b"matroska", b"webmwebm"),
        "unknown kind": (b"matroska", b"nonsense"),
        "cluster of unknown size": (b"\x1f\x43\xb6\x75", b"\x1f\x43\xb6\x75\x01\xff\xff\xff"),
        "version 255": (b"\x42\x87\x81\x04", b"\x42\x87\x81\xff"),
    }
    for name, (old, new) in lies.items():
        yield _kept(folder, f"{name}.mkv", sound.replace(old, new, 1))
    start = sound.index(b"\x18\x53\x80\x67")
    huge = sound[: start + 4] + b"\x01" + b"\xff" * 6 + b"\xfe" + sound[start + 12 :]
    yield _kept(folder, "segment of 72 petabytes.mkv", huge)
    attached = b"\x19\x41\xa4\x69\x01\0\0\0\x7f\xff\xff\xff\x61\xa7\x01\0\0\0\x7f\xff\xff\xf0"
    place = sound.index(b"\x1f\x43\xb6\x75")
    yield _kept(folder, "attachment of 2 GB.mkv", sound[:place] + attached + sound[place:])
    nested = b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    yield _kept(folder, "2000 segments deep.mkv", sound[:start] + nested * 2000 + sound[start:])


def _avi(folder: Path) -> Iterator[Case]:
    sound = write(folder / "sound.avi", person(), codec="mpeg4").read_bytes()
    avih, strh = sound.index(b"avih") + 8, sound.index(b"strh") + 8
    strf, index = sound.index(b"strf") + 8, sound.index(b"idx1") + 8
    lies = {
        "interval of 0": (avih, "<I", (0,)),
        "4 billion pictures": (avih + 16, "<I", (_MOST,)),
        "4 billion streams": (avih + 24, "<I", (_MOST,)),
        "scale of 0": (strh + 20, "<II", (0, 10)),
        "rate of 0": (strh + 20, "<II", (1, 0)),
        "rate of 4 billion": (strh + 20, "<II", (1, _MOST)),
        "stream is sound": (strh, "<4s", (b"auds",)),
        "size of 0": (strf + 4, "<ii", (0, 0)),
        "size of 2 billion": (strf + 4, "<ii", (0x7FFFFFFF, 0x7FFFFFFF)),
        "negative height": (strf + 8, "<i", (-180,)),
        "smallest height": (strf + 8, "<i", (-0x80000000,)),
        "another codec": (strf + 16, "<4s", (b"H264",)),
        "index beyond the end": (index + 8, "<II", (0xFFFFFFF0, _MOST)),
        "header of 4 GB": (4, "<I", (_MOST,)),
    }
    for name, (place, form, values) in lies.items():
        data = bytearray(sound)
        struct.pack_into(form, data, place, *values)
        yield _kept(folder, f"{name}.avi", bytes(data))


def _others(folder: Path) -> Iterator[Case]:
    flv = bytearray(write(folder / "sound.flv", person(), codec="flv").read_bytes())
    flv[14:17] = b"\xff\xff\xff"  # size of the first tag
    yield _kept(folder, "tag of 16 MB.flv", bytes(flv))
    asf = bytearray(write(folder / "sound.asf", person(), codec="wmv2").read_bytes())
    asf[16:24] = b"\xff" * 8  # size of the header
    yield _kept(folder, "header of 16 exabytes.asf", bytes(asf))
    ivf = bytearray(write(folder / "sound.ivf", person(), codec="libvpx").read_bytes())
    ivf[12:16] = b"\xff" * 4
    yield _kept(folder, "65535 x 65535.ivf", bytes(ivf))
    ivf[32:36] = b"\xff\xff\xff\x7f"
    yield _kept(folder, "picture of 2 GB.ivf", bytes(ivf))
    nut = bytearray(write(folder / "sound.nut", person()).read_bytes())
    nut[40:48] = b"\xff" * 8
    yield _kept(folder, "overwritten head.nut", bytes(nut))
    y4m = b"YUV4MPEG2 W320 H180 F0:0 Ip A0:0 C420jpeg\n"
    yield _kept(folder, "rate of 0.y4m", y4m + (b"FRAME\n" + bytes(86400)) * 12)


def _kept(folder: Path, name: str, data: bytes, must: Must = "either") -> Case:
    path = folder / name.replace(" ", "-")
    path.write_bytes(data)
    return Case("lying header", name, path, must)

"""Files that ask for something else: play lists, addresses, links, pipes, devices; odd names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.robustness.corpus_boxes import box, boxed
from benchmarks.robustness.corpus_case import Case, Must, person, write

__all__ = ["bait_name", "cases"]

bait_name = "bait.ts"
"""The clip beside the play lists: whoever opens it has followed one."""

_HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n"
_KEYED = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI="{}"\n#EXTINF:2,\na.ts\n'
_MAPPED = '#EXTM3U\n#EXT-X-MAP:URI="{}"\n#EXTINF:2,\na.ts\n#EXT-X-ENDLIST\n'
_MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}\n"
_DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT2S"><Period><AdaptationSet contentType="video"><Representation '
    'id="1" bandwidth="1"><BaseURL>{}</BaseURL></Representation></AdaptationSet></Period></MPD>'
)
_XML = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{}">]><MPD>&e;</MPD>'
_SDP = "v=0\no=- 0 0 IN IP4 {h}\ns=x\nc=IN IP4 {h}\nt=0 0\nm=video {p} RTP/AVP 33\n"
_NAMES = (
    "two\nlines.mp4",
    "tab\there.mp4",
    "\x1b[31mred\x1b[0m.mp4",
    "it's.mp4",
    'a "b".mp4',
    "$(reboot).mp4",
    "`id`.mp4",
    "a;b&c|d.mp4",
    "%s%n%d.mp4",
    "{0}{x}.mp4",
    "[bold]x[red].mp4",
    "<script>alert(1)<",
    "\U0001f3cb\ufe0f.mp4",
    "übung ß.mp4",
    "体操.mp4",
    "\u202egpm.exe.mp4",
    "..hidden.mp4",
    ".mp4",
    " .mp4",
    "a" * 200 + ".mp4",
    "http:x.mp4",
    "concat:a.mp4",
    "a%2Fb.mp4",
    "CON.mp4",
    "con\\aux.mp4",
    "report.json",
    "a.npz.mp4",
    "~.mp4",
    "*.mp4",
)
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><image href="{}"/></svg>'


def cases(folder: Path, port: int) -> Iterator[Case]:
    """Write the files and tell of each.

    Parameters
    ----------
    folder : Path
    port : int
        Of 127.0.0.1, where somebody listens whether one comes.
    """
    yield from _lists(folder, port)
    yield from _references(folder, port)
    yield from _not_files(folder)
    yield from _names(folder)


def _lists(folder: Path, port: int) -> Iterator[Case]:
    bait = write(folder / bait_name, person(), codec="libx264")
    local, web = str(bait), f"http://127.0.0.1:{port}/bait.ts"
    texts = {
        "m3u8": (_HLS, _KEYED, _MAPPED, _MASTER),
        "mpd": (_DASH, _XML),
        "ffconcat": ("ffconcat version 1.0\nfile '{}'\n",),
        "asx": ('<asx version="3.0"><entry><ref href="{}"/></entry></asx>',),
        "pls": ("[playlist]\nFile1={}\nNumberOfEntries=1\n",),
        "xspf": (
            "<playlist><trackList><track><location>{}</location></track></trackList></playlist>",
        ),
        "smil": ('<smil><body><video src="{}"/></body></smil>',),
        "ram": ("{}\n",),
        "url": ("[InternetShortcut]\nURL={}\n",),
        "qtl": ('<?quicktime type="application/x-quicktime-media-link"?><embed src="{}"/>',),
        "nfo": ("RTSPtext\r\n{}\r\n",),
        "ismc": ('<SmoothStreamingMedia><StreamIndex Url="{}"/></SmoothStreamingMedia>',),
        "vpy": ('import os\nos.system("curl {}")\n',),
        "avs": ('FFmpegSource2("{}")\n',),
        "svg": (_SVG,),
        "ffmeta": (";FFMETADATA1\ntitle={}\n",),
    }
    addresses = {
        "local": local,
        "name": bait.name,
        "file": f"file:{local}",
        "web": web,
        "concat": f"concat:{local}|{local}",
        "cache": f"cache:{local}",
        "sub": f"subfile,,start,0,end,0,,:{local}",
        "tcp": f"tcp://127.0.0.1:{port}",
        "crypto": f"crypto:{local}",
        "pipe": "pipe:0",
    }
    i = 0
    for ending, bodies in texts.items():
        for body in bodies:
            wanted = (
                addresses
                if ending in ("m3u8", "ffconcat") and body is bodies[0]
                else {k: addresses[k] for k in ("local", "web")}
            )
            for kind, address in wanted.items():
                for called in (ending, "mp4") if kind in ("local", "web") else (ending,):
                    i += 1
                    path = folder / f"list{i:03d}-{kind}.{called}"
                    path.write_text(body.replace("{}", address), encoding="utf-8")
                    yield Case(
                        "asks outside", f"{ending} {i}, {kind}, as {called}", path, "refused"
                    )
    for called in ("sdp", "mp4"):
        path = folder / f"session.{called}"
        path.write_text(_SDP.format(h="127.0.0.1", p=port), encoding="ascii")
        yield Case("asks outside", f"sdp as {called}", path, "refused")


def _references(folder: Path, port: int) -> Iterator[Case]:
    """Write references of real containers to other files."""
    bait = (folder / bait_name).name.encode()
    sound = write(folder / "inside.mov", person(), codec="libx264").read_bytes()
    web = f"http://127.0.0.1:{port}/bait.ts\0".encode()
    for name, kind, content in (
        ("dref url local", b"url ", b"\0\0\0\0" + bait + b"\0"),
        ("dref url web", b"url ", b"\0\0\0\0" + web),
        (
            "dref alias",
            b"alis",
            b"\0\0\0\0" + bytes(4) + bytes([0, 0]) + bytes(44) + b"\x07" + bait + bytes(200),
        ),
    ):
        path = folder / f"{name.replace(' ', '-')}.mov"
        path.write_bytes(_with_reference(sound, boxed(kind, content)))
        yield Case("asks outside", f"{name}, mov", path)
    movie = boxed(b"rmda", boxed(b"rdrf", b"\0\0\0\0url " + len(web).to_bytes(4, "big") + web))
    path = folder / "reference-movie.mov"
    path.write_bytes(boxed(b"ftyp", b"qt  \0\0\0\0qt  ") + boxed(b"moov", boxed(b"rmra", movie)))
    yield Case("asks outside", "reference movie, mov", path, "refused")


def _with_reference(sound: bytes, entry: bytes) -> bytes:
    """Return a movie, header last, whose pictures lie elsewhere; enclosing boxes grow with it."""
    start, stop = box(sound, b"dref")
    fresh = sound[start : start + 8] + entry
    grown = len(fresh) - (stop - start)
    data = bytearray(sound[:start] + fresh + sound[stop:])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        place = data.index(name) - 4
        size = int.from_bytes(data[place : place + 4], "big") + grown
        data[place : place + 4] = size.to_bytes(4, "big")
    return bytes(data)


def _not_files(folder: Path) -> Iterator[Case]:
    sound = write(folder / "real.mp4", person())
    links = folder / "links"
    links.mkdir()
    targets: tuple[tuple[str, Path, Must], ...] = (
        ("to-a-clip.mp4", sound, "analysed"),
        ("to-itself.mp4", links / "to-itself.mp4", "refused"),
        ("to-nothing.mp4", links / "nothing", "refused"),
        ("to-a-folder.mp4", folder, "refused"),
        ("to-a-device.mp4", Path("/dev/zero"), "refused"),
    )
    for name, target, must in targets:
        (links / name).symlink_to(target)
        yield Case("no plain file", f"link {name}", links / name, must)
    os.mkfifo(folder / "pipe.mp4")
    yield Case("no plain file", "pipe", folder / "pipe.mp4", "refused")
    (folder / "folder.mp4").mkdir()
    yield Case("no plain file", "folder", folder / "folder.mp4", "refused")
    for device in (
        "/dev/zero",
        "/dev/random",
        "/dev/null",
        "/dev/stdin",
        "/dev/tty",
        "/proc/self/mem",
    ):
        yield Case("no plain file", device, Path(device), "refused")
    yield Case("no plain file", "missing", folder / "missing.mp4", "refused")
    yield Case("no plain file", "below a file", sound / "a.mp4", "refused")
    yield Case("no plain file", "an address", Path("x"), "refused", ("http://127.0.0.1:9/a.mp4",))
    hole = folder / "hole.mp4"
    with hole.open("wb") as file:
        file.truncate(8 * 2**30)
    yield Case("no plain file", "a hole of 8 GB", hole, "refused")


def _names(folder: Path) -> Iterator[Case]:
    data = write(folder / "named.mp4", person()).read_bytes()
    odd = folder / "odd names"
    odd.mkdir()
    for name in _NAMES:
        (odd / name).write_bytes(data)
        yield Case("name", repr(name), odd / name, "analysed")
    undecodable = os.fsdecode(os.fsencode(str(odd)) + b"/\xff\xfe.mp4")
    Path(undecodable).write_bytes(data)
    yield Case("name", "no UTF-8", Path(undecodable), "analysed")
    for name in ("-dash.mp4", "--strict", "-o"):
        (odd / name).write_bytes(data)
        yield Case("name", f"{name} after --", odd / name, "analysed", ("--", name), odd)
    yield Case("name", "-dash.mp4 as an option", odd / "-dash.mp4", "either", ("-dash.mp4",), odd)
    # Not a clip but called a saved track:
    (odd / "clip.npz").write_bytes(data)
    yield Case("name", "a clip called npz", odd / "clip.npz", "refused")

"""Names the system libraries that OpenCV and MediaPipe miss, in one line, with the command."""

from __future__ import annotations

import ctypes
import sys

# Library -> Debian package. OpenCV's window and MediaPipe's C++ core link them.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}


def missing_packages() -> list[str]:
    """Return the Debian packages whose libraries cannot be loaded."""
    missing = set()
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.add(package)
    return sorted(missing)


def main() -> int:
    """Return 1 and name what is missing, or 0."""
    if not sys.platform.startswith("linux"):
        return 0
    packages = missing_packages()
    if packages:
        print(
            f"formcheck: system libraries are missing: run "
            f"`apt-get install {' '.join(packages)}` (or your system's like) and try again",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

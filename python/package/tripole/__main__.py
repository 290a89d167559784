"""The program itself: ``python -m tripole vax --by pair``."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    from . import _tripole

    # Ctrl-C ends it, as it ends a program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _tripole.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

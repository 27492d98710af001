"""``python -m tests.bench``: measures everything and prints one table; fails where a bound does."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.bench import batch, check_overhead, console, pasted, start, store
from tests.bench.figures import table
from tests.e2e.screen import virtual_screen


def main() -> int:
    """Measure, print, and return 1 if a figure is over its bound."""
    with virtual_screen() as display:
        figures = [*start.measure(display), *asyncio.run(check_overhead.measure())]
        figures += pasted.measure()
        figures += batch.measure()
        figures += console.measure()
        os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb", QT_API="pyside6")
        # Qt reads the screen when it loads.
        from tests.bench import scrolling, stalls  # noqa: PLC0415

        figures += stalls.measure()
        with tempfile.TemporaryDirectory() as directory:
            small, large = store.files(Path(directory))
            figures += start.measure_large(display, small, large)
            figures += scrolling.measure(large)
            figures += store.measure(Path(directory))
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())

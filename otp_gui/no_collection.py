"""Importing this module turns Python's garbage collector off; the first import of each program.

Nothing that start-up makes is garbage, yet collections would take a twentieth of the time until
there is something to see. The window's ``collector.py`` collects later on, on the UI thread only;
the console calls :func:`collect_again` once its services are there.
"""

import gc

gc.disable()


def collect_again() -> None:
    """Collect from now on."""
    gc.enable()

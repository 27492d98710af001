"""Importing this module turns Python's garbage collector off; the first import of the application.

Nothing that start-up makes is garbage, yet collections would take a twentieth of the time until
there is something to see. ``collector.py`` collects later on, on the UI thread only.
"""

import gc

gc.disable()

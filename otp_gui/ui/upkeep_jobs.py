"""What the work on the history is called, and what stopping it would leave."""

from typing import Final

from otp_gui.domain.phrase import phrase
from otp_gui.ui.long_work import Job

EXPORT: Final = Job(
    phrase("Exporting"),
    failed=phrase("The export has failed, no file was made."),
    stopped=phrase("The export was stopped: no half-written file is left."),
    closing=phrase(
        "The history is being exported. If you close now, that is given up, unless it is at its"
        " very end; no half-written file is left."
    ),
    counts_rows=True,
)
IMPORT: Final = Job(
    phrase("Importing"),
    failed=phrase("The import has failed; what was added by then stays."),
    stopped=phrase("The import was stopped: what was added by then stays."),
    closing=phrase("Calls are being imported. If you close now, what was added by then stays."),
)
PURGE: Final = Job(
    phrase("Deleting old calls"),
    failed=phrase("Not all old calls could be deleted."),
    stopped=phrase("Deleting was stopped: some old calls may still be there."),
    closing=phrase(
        "Old calls are being deleted. If you close now, some may still be there; the next start"
        " goes on."
    ),
    counts_rows=True,
)
FORGET: Final = Job(
    phrase("Forgetting the number"),
    failed=phrase("The number could not be forgotten everywhere: forget it again."),
    stopped=phrase("Stopped: the number may still be in the history. Forget it again."),
    closing=phrase(
        "A number is being forgotten. If you close now, it may still be in the history, and has to"
        " be forgotten again."
    ),
)
BACK_UP: Final = Job(
    phrase("Backing up"),
    failed=phrase("There is no backup: it has failed."),
    stopped=phrase("The backup was stopped: no half-written file is left."),
    closing=phrase(
        "The history is being backed up. If you close now, that is given up, unless it is at its"
        " very end; no half-written file is left."
    ),
)
RESTORE: Final = Job(
    phrase("Restoring"),
    failed=phrase("Nothing was restored, the history is as it was."),
    stopped=phrase(
        "Restoring was stopped: unless that was at its very end, the history is as it was."
    ),
    closing=phrase(
        "The history is being restored. If you close now, it stays as it was, unless that is at its"
        " very end."
    ),
)

"""What the window says of the time that a run still takes."""

from tests.ui.batches import ended, loaded, rows_of
from tests.ui.desk import CONFIRMED, WAITING, Desk, session
from tests.ui.waiting import until

TOO_MANY = session(33)
"""Wants 30 s without a call."""


async def test_what_is_left_of_a_hold_is_part_of_what_remains(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, TOO_MANY, WAITING))
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await until(lambda: not window.run._held.isHidden() and lead.course.done == 2)
    remaining = lead.course.pace.remaining_seconds
    assert remaining is not None
    assert 20 < remaining < 40
    lead.course.cancel()
    await ended(lead)
    # One that is resumed begins anew, but what the server wants stays wanted.
    window.run.resume_button.click()
    await until(lambda: lead.course.is_running and not window.run._held.isHidden())
    assert lead.course.done == 0
    lead.course.cancel()
    await ended(lead)

from datetime import UTC, datetime, timedelta

import pytest

from otp_gui.domain.history_query import HistoryQuery, SortColumn
from otp_gui.domain.picture import Bucket, bucket_for

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "bucket"),
    [
        (NOON - timedelta(hours=1), Bucket.HOUR),
        (NOON - timedelta(days=3), Bucket.HOUR),
        (NOON - timedelta(days=3, seconds=1), Bucket.DAY),
        (None, Bucket.DAY),
    ],
)
def test_short_periods_are_drawn_by_the_hour(since: datetime | None, bucket: Bucket) -> None:
    assert bucket_for(since, NOON) is bucket


def test_order_restricts_nothing_and_every_filter_does() -> None:
    assert not HistoryQuery(sort=SortColumn.NOTE, ascending=True).restricts
    assert HistoryQuery(since=NOON, sort=SortColumn.NOTE).restricts
    assert HistoryQuery("x").restricts

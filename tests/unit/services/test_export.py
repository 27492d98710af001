from dataclasses import dataclass, field
from pathlib import Path

import pytest

from otp_gui.domain.transfer import Exported, ExportPlan, Format, Imported, Told
from otp_gui.services.export import ExportService, named_for
from tests.fakes import FakeClock


def quiet(_done: int, _total: int | None) -> None:
    pass


@dataclass(slots=True)
class FakeTransfer:
    """Remembers what it was asked."""

    asked: list[object] = field(default_factory=list)

    async def write(self, plan: ExportPlan, told: Told) -> Exported:
        self.asked.append(plan)
        return Exported(3, plan.target)

    async def read(self, source: str, told: Told) -> Imported:
        self.asked.append(source)
        return Imported(added=3)


async def test_plan_is_handed_on_masked_and_without_overwriting_unless_chosen() -> None:
    transfer = FakeTransfer()
    service = ExportService(transfer=transfer, clock=FakeClock())
    plan = ExportPlan("out.csv", Format.CSV)

    assert await service.write(plan, quiet) == Exported(3, "out.csv")
    assert await service.read("in.jsonl", quiet) == Imported(added=3)

    assert transfer.asked == [plan, "in.jsonl"]
    assert (plan.masked, plan.overwrite, plan.bom, plan.response) == (True, False, False, False)


def test_name_that_is_suggested_tells_when_and_what() -> None:
    clock = FakeClock()
    service = ExportService(transfer=FakeTransfer(), clock=clock)
    local = clock.at.astimezone().strftime("%Y-%m-%d-%H%M")

    assert service.file_name(Format.CSV) == f"otp-history-{local}.csv"
    assert service.file_name(Format.JSONL) == f"otp-history-{local}.jsonl"


@pytest.mark.parametrize(
    ("kind", "typed", "named"),
    [
        (Format.CSV, "calls.jsonl", "calls.csv"),
        (Format.CSV, "calls.JSON", "calls.csv"),
        (Format.JSONL, "calls.csv", "calls.jsonl"),
        (Format.JSONL, "calls.CSV", "calls.jsonl"),
        (Format.CSV, "calls.CSV", "calls.CSV"),
        (Format.JSONL, "calls.ndjson", "calls.ndjson"),
        (Format.CSV, "calls.txt", "calls.txt"),
        (Format.JSONL, "v1.csv.bak", "v1.csv.bak"),
        (Format.CSV, "a.jsonl.b/calls", "a.jsonl.b/calls"),
    ],
)
def test_name_never_promises_the_other_format(kind: Format, typed: str, named: str) -> None:
    assert named_for(kind, typed) == str(Path(named))

from dataclasses import dataclass, field

from otp_gui.domain.transfer import Exported, ExportPlan, Format, Imported, Told
from otp_gui.services.export import ExportService
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

"""What must be true of a world, apart from the code under test.

While a world goes on the oracle is told what was durably written, in order, and by whom
(`remembered.py`). At the end it reads the disks itself (`files.py`) and says everything that is not
as it must be: an empty list is a world in which all invariants hold. What must be is in
`committed.py`, `trees.py`, `own_entries.py`, `scopes.py` and `forgetting.py`.
"""

from collections.abc import Mapping
from datetime import date

from tests.simulation.committed import decided_wrong, log_wrong, promises_broken, verdicts_wrong
from tests.simulation.files import JournalFile, OfficeFile
from tests.simulation.own_entries import let_go_wrong, sent_wrong, settled_wrong
from tests.simulation.remembered import Remembered
from tests.simulation.scopes import accompanies_wrong, keys_lost, regions_of, scope_wrong
from tests.simulation.trees import leaf, tree_wrong, witnessed_wrong


class Oracle(Remembered):
    """Remembers and judges."""

    def judge(
        self, office: OfficeFile, journals: Mapping[str, JournalFile], today: date | None
    ) -> list[str]:
        """Everything that is wrong, the most basic first.

        `today` is None where the office's clock was wrong: then days prove nothing.
        """
        leaves = [leaf(row) for row in office.log]
        wrong = [*log_wrong(self, office), *tree_wrong(office, leaves)]
        facts = {f.id: f for writer in self.writers.values() for f in writer.facts.values()}
        regions = regions_of(office, facts)
        lost = keys_lost(self, office, journals, facts)
        for name, journal in journals.items():
            writer = self.writers[name]
            writer.device = journal.device
            if writer.is_clone:  # revoked is the device it was when that was said
                writer.is_revoked = journal.device in office.revoked
        wrong += verdicts_wrong(self, office, facts)
        wrong += promises_broken(self, office)
        wrong += decided_wrong(office)
        for name, journal in sorted(journals.items()):
            writer = self.writers[name]
            wrong += self.found(writer, journal.own, None)
            of_kin = {row.id for row in office.log if row.device == writer.kin}
            wrong += self.kept(writer, journal, of_kin)
            wrong += sent_wrong(self, writer, journal, office)
            wrong += let_go_wrong(self, writer, journal, office)
            wrong += settled_wrong(self, writer, journal)
            wrong += witnessed_wrong(writer, journal, leaves)
            if not writer.is_revoked:
                wrong += scope_wrong(writer, journal, office, regions, facts, lost)
                wrong += accompanies_wrong(self, writer, office, regions, today)
        return wrong

"""A process of an office that commits what a phone of its own writes.

`python -m tests.contract.committing_process URL NAME COUNT [WHEN]`: COUNT batches of three visits,
the positions of each printed after its answer. With WHEN the process kills itself during the
second batch: `flushed` (written, not committed) or `committed` (committed, not answered).
"""

import asyncio
import os
import signal
import sys

from server.intake.committing import commit_group
from server.intake.receiving import receive
from server.intake.writing import Writing
from tests.contract.office import LOG, Office, Phone, a_phone, an_office, visits


async def main(url: str, name: str, count: int, when: str) -> None:
    async with an_office(url, found=False, seed=name) as office:
        phone = await a_phone(office, name)
        for number in range(count):
            if number == 1 and when:
                await commit_and_die(office, phone, when)
            answer = await office.committer.submit(phone.write(*visits(3, first=number * 3)))
            print(answer.results[0].position, flush=True)


async def commit_and_die(office: Office, phone: Phone, when: str) -> None:
    received = receive(phone.write(*visits(3, first=3)), LOG, office.keys, office.chance)
    async with office.database.write() as transaction:
        writing = await Writing.begin(transaction, LOG, office.clock())
        await commit_group(writing, [received], office.device)
        if when == "flushed":
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "".join(sys.argv[4:])))

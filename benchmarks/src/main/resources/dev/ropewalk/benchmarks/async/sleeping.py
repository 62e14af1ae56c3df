"""Arguments: two times, which do not matter, and how many tasks sleep."""

import asyncio
import sys
import time


def resident():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024


async def main(count):
    before = resident()
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(count)]
    await asyncio.sleep(0)
    after = resident()
    start = time.perf_counter()
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            pass
    seconds = time.perf_counter() - start
    print(f"{(after - before) / count} B")
    print(f"cancel {seconds / count * 1e6} us/op")


asyncio.run(main(int(sys.argv[-1])))

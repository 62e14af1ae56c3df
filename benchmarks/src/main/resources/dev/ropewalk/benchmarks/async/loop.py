"""Argument: what is done."""

import asyncio
import sys

import ropewalk_bench

TIMES = 10_000


async def sleep_zero(times):
    for _ in range(times):
        await asyncio.sleep(0)


async def switches():
    one = asyncio.create_task(sleep_zero(TIMES // 2))
    two = asyncio.create_task(sleep_zero(TIMES // 2))
    await one
    await two


async def one():
    return 1


async def tasks():
    for _ in range(TIMES):
        await asyncio.create_task(one())


async def timeouts():
    for _ in range(TIMES):
        async with asyncio.timeout(3600):
            pass


async def put(queue):
    for i in range(TIMES):
        await queue.put(i)


async def queue_items():
    queue = asyncio.Queue(10)
    producer = asyncio.create_task(put(queue))
    for _ in range(TIMES):
        await queue.get()
    await producer


work = {"switches": switches, "tasks": tasks, "timeouts": timeouts, "queueItems": queue_items}[sys.argv[3]]
with asyncio.Runner() as runner:
    ropewalk_bench.latency(lambda: runner.run(work()), TIMES, "ns/op")

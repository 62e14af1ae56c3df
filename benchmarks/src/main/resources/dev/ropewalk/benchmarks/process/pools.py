"""A pool of CPython at one kind of work: pools.py warm-up seconds kind start-method what workers number.

The number is a think time in microseconds, or a size in MiB.
"""

import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.shared_memory import SharedMemory

import ropewalk_bench

ITEMS = {"Pool": 100_000, "ProcessPoolExecutor": 10_000}  # the latter would take ten seconds for as many as the former
TICKS = os.sysconf("SC_CLK_TCK")


def increment(n):
    return n + 1


def same(data):
    return data


def write(memory):
    memory.buf[0] = 1
    return memory


def tell(connection, ready):
    with ready:
        connection.send(1)


def cpu_micros():
    """Of this process and its workers that run."""
    total = time.process_time() * 1e6
    for child in multiprocessing.active_children():
        with open(f"/proc/{child.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS * 1e6
    return total


def make(workers, **options):
    if KIND == "Pool":
        return CONTEXT.Pool(workers, **options)
    return ProcessPoolExecutor(workers, mp_context=CONTEXT, **options)


def call(pool, function, argument):
    if KIND == "Pool":
        return lambda: pool.apply(function, (argument,))
    return lambda: pool.submit(function, argument).result()


def submitter(pool):
    return call(pool, increment, 1)


def close(pool):
    if KIND == "Pool":
        pool.close()
        pool.join()
    else:
        pool.shutdown()


def first():
    """How long a new pool takes until its first result."""
    start = time.perf_counter()
    pool = make(WORKERS)
    submitter(pool)()
    took = time.perf_counter() - start
    close(pool)
    return took


def ready():
    """How long a new pool takes until each of its workers has run its initializer."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    lock = CONTEXT.Lock()
    start = time.perf_counter()
    pool = make(WORKERS, initializer=tell, initargs=(theirs, lock))
    if KIND != "Pool":
        for n in range(WORKERS):
            pool.submit(increment, n)
    for _ in range(WORKERS):
        ours.recv()
    took = time.perf_counter() - start
    close(pool)
    return took


def repeat(operation):
    """Prints the mean of what operation returns. Nothing here is compiled; the first brings files into memory."""
    operation()
    samples = []
    while not samples or sum(samples) < ropewalk_bench.SECONDS:
        samples.append(operation())
    print(f"{sum(samples) / len(samples) * 1e3} ms/op")


def fresh():
    """How long the task takes for which the next process is there, or about to be."""
    with make(1, **{"maxtasksperchild" if KIND == "Pool" else "max_tasks_per_child": 1}) as pool:
        operation = submitter(pool)
        samples = []
        for _ in range(9):
            time.sleep(NUMBER / 1e6)
            start = time.perf_counter()
            operation()
            samples.append(time.perf_counter() - start)
    print(f"{sum(samples[3:]) / len(samples[3:]) * 1e3} ms/op")


def trip():
    with make(1) as pool:
        operation = submitter(pool)

        def samples(seconds):
            taken = []
            while sum(taken) < seconds and len(taken) < 1_000_000:
                if NUMBER:
                    time.sleep(NUMBER / 1e6)
                start = time.perf_counter()
                operation()
                taken.append(time.perf_counter() - start)
            return taken

        share = 4 if NUMBER else 1  # thinking takes longer than what is timed
        samples(ropewalk_bench.WARMUP / share)
        cpu = cpu_micros()
        taken = sorted(samples(ropewalk_bench.SECONDS / share))
        cpu = cpu_micros() - cpu
    print(f"{sum(taken) / len(taken) * 1e6} us/op")
    for percentile in 50, 99:
        print(f"p{percentile} {taken[int(percentile / 100 * (len(taken) - 1))] * 1e6} us/op")
    print(f"CPU of all processes {cpu / len(taken)} us/op")


def large():
    """How long something large takes to a worker and back."""
    memory = SharedMemory(create=True, size=NUMBER << 20) if WHAT == "memory" else None
    function, argument = (write, memory) if memory else (same, b"7" * (NUMBER << 20))
    try:
        with make(1) as pool:
            operation = call(pool, function, argument)

            def run(seconds):
                count = 0
                start = now = time.perf_counter()
                while now - start < seconds:
                    operation()
                    count += 1
                    now = time.perf_counter()
                return count, now - start

            run(ropewalk_bench.WARMUP)
            cpu = cpu_micros()
            count, seconds = run(ropewalk_bench.SECONDS)
            cpu = cpu_micros() - cpu
    finally:
        if memory:
            memory.close()
            memory.unlink()
    print(f"{seconds / count * 1e3} ms/op")
    print(f"CPU of all processes {cpu / count} us/op")


def map_items(chunks):
    items = ITEMS[KIND]
    with make(WORKERS) as pool:
        options = {"chunksize": 1} if chunks else {}

        def operation():
            if list(pool.map(increment, range(items), **options))[-1] != items:
                raise AssertionError("wrong")

        def timed(seconds):
            count = 0
            start = now = time.perf_counter()
            while now - start < seconds:
                operation()
                count += items
                now = time.perf_counter()
            return count, now - start

        operation()
        cpu = cpu_micros()
        count, seconds = timed(ropewalk_bench.SECONDS)
        cpu = cpu_micros() - cpu
    print(f"{count / seconds} ops/s")
    print(f"CPU of all processes {cpu / count} us/op")


if __name__ == "__main__":
    KIND, METHOD, WHAT = sys.argv[3:6]
    WORKERS, NUMBER = map(int, sys.argv[6:8])
    CONTEXT = multiprocessing.get_context(METHOD)
    if WHAT in ("first", "ready"):
        repeat({"first": first, "ready": ready}[WHAT])
    elif WHAT == "fresh":
        fresh()
    elif WHAT == "trip":
        trip()
    elif WHAT in ("array", "memory"):
        large()
    else:
        map_items(WHAT == "map1")

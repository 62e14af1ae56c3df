"""Threads compete for a lock. Third argument: the name of the lock in threading; then <threads>x<nanoseconds outside>...

Measures what ContendedBenchmark measures, in the same way; see there and in Contender.
"""

import random
import sys
import threading
import time

import ropewalk_bench

SETTLING, MEASURED, OVER = range(3)
LARGEST_STEP = 127
SETTLING_PART = 1 / 4


def turns_of(nanos):
    """How many turns of an empty loop take so long."""
    turns = nanos
    for _ in range(5 if nanos else 0):
        work = range(turns)
        shortest = min(seconds_of_200(work) for _ in range(20))
        turns = max(1, round(turns * nanos * 1e-9 / (shortest / 200)))
    return turns


def seconds_of_200(work):
    start = time.perf_counter()
    for _ in range(200):
        for _ in work:
            pass
    return time.perf_counter() - start


class Contest:
    def __init__(self, lock, threads, turns):
        self.lock = lock
        self.work = range(turns)
        self.cells = [0, 0]
        self.phase = SETTLING
        self.counts = [0] * threads
        self.waits = []
        self.recorded = False
        self.start = threading.Barrier(threads + 1)

    def contend(self, index):
        steps = random.Random(index)
        lock, work, cells = self.lock, self.work, self.cells
        counted = until_timed = 0
        waits = []
        self.start.wait()
        while True:
            for _ in work:
                pass
            if until_timed == 0:
                counts = self.phase == MEASURED
                start = time.perf_counter()
                with lock:
                    got = time.perf_counter()
                    cells[0] += 1
                    cells[1] += cells[0]
                if counts:
                    waits.append(got - start)
                until_timed = steps.randint(1, LARGEST_STEP)
            else:
                with lock:
                    cells[0] += 1
                    cells[1] += cells[0]
            until_timed -= 1
            if self.phase == OVER:
                break
            if self.phase == MEASURED:
                counted += 1
                if not self.recorded and waits:
                    self.recorded = True
        self.counts[index] = counted
        self.waits.extend(waits)

    def run(self, seconds):
        threads = [threading.Thread(target=self.contend, args=(i,)) for i in range(len(self.counts))]
        for thread in threads:
            thread.start()
        self.start.wait()
        time.sleep(seconds * SETTLING_PART)
        cpu = time.process_time()
        start = time.perf_counter()
        self.phase = MEASURED
        time.sleep(seconds * (1 - SETTLING_PART))
        while not self.recorded:
            time.sleep(0.001)
        self.phase = OVER
        elapsed = time.perf_counter() - start
        cpu = time.process_time() - cpu
        for thread in threads:
            thread.join()
        return elapsed, cpu


for argument in sys.argv[4:]:
    threads, nanos = map(int, argument.split("x"))
    contest = Contest(getattr(threading, sys.argv[3])(), threads, turns_of(nanos))
    elapsed, cpu = contest.run(ropewalk_bench.SECONDS)
    passes = sum(contest.counts)
    contest.waits.sort()
    label = f"{threads} threads, {nanos} ns outside"
    print(f"{label} {passes / elapsed} ops/s")
    print(f"{label}: p99.9 {contest.waits[int(0.999 * (len(contest.waits) - 1))] * 1e6} us/op")
    print(f"{label}: fairness {min(contest.counts) / max(contest.counts)} min/max")
    print(f"{label}: CPU {cpu / passes * 1e6} us/op")

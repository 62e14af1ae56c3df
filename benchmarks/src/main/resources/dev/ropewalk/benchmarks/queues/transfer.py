"""Arguments: the name of the queue, its size (0 is unbounded), the number of producers and of consumers."""

import functools
import queue
import sys
import threading
import time

import ropewalk_bench

ITEMS = 10_000
TIMED = 61  # one in so many calls

size, pairs = map(int, sys.argv[4:6])
tracked = sys.argv[3] != "SimpleQueue"
times = []
items = queue.Queue(size) if tracked else queue.SimpleQueue()


def take():
    items.get()
    items.task_done()


def repeat(step):
    for item in range(ITEMS // pairs):
        if item % TIMED == 0:
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        else:
            step()


def produce():
    repeat(functools.partial(items.put, 1))


def consume():
    repeat(take if tracked else items.get)


def transfer():
    threads = [threading.Thread(target=work) for work in [produce, consume] * pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


ropewalk_bench.throughput(transfer, ITEMS)
times.sort()
for percentile in 99, 99.9:
    print(f"p{percentile} {times[int(percentile / 100 * (len(times) - 1))] * 1e6} us/op")

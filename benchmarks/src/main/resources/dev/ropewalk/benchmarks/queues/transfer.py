"""Arguments: the name of the queue, its size (0 is unbounded), the number of producers and of consumers."""

import queue
import sys
import threading

import ropewalk_bench

ITEMS = 10_000

size, pairs = map(int, sys.argv[4:6])
tracked = sys.argv[3] != "SimpleQueue"
items = queue.Queue(size) if tracked else queue.SimpleQueue()


def produce():
    for _ in range(ITEMS // pairs):
        items.put(1)


def consume():
    for _ in range(ITEMS // pairs):
        items.get()
        if tracked:
            items.task_done()


def transfer():
    threads = [threading.Thread(target=work) for work in [produce, consume] * pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


ropewalk_bench.throughput(transfer, ITEMS)

"""Third argument: the name of the lock in threading."""

import sys
import threading

import ropewalk_bench

OPERATIONS = 1000

lock = getattr(threading, sys.argv[3])()
count = 0


def lock_and_unlock():
    global count
    for _ in range(OPERATIONS):
        with lock:
            count += 1


ropewalk_bench.latency(lock_and_unlock, OPERATIONS, "ns/op")

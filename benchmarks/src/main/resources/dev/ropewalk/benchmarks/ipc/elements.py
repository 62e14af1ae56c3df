"""Third argument: get or set; fourth: Array or RawArray."""

import multiprocessing
import sys

import ropewalk_bench

LENGTH = 1024

array = getattr(multiprocessing, sys.argv[4])("q", LENGTH)


def get():
    total = 0
    for i in range(LENGTH):
        total += array[i]


def set():
    for i in range(LENGTH):
        array[i] = i


ropewalk_bench.latency({"get": get, "set": set}[sys.argv[3]], LENGTH, "ns/op")

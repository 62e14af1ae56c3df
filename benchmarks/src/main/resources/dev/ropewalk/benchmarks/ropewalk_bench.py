"""What the scripts of the benchmarks share.

A script is started with the seconds of warm-up, the seconds that count, and arguments of its own. It prints one figure per
line: value and unit, after the name of the measure unless it is the main one.
"""

import sys
import time

PER_SECOND = {"us/op": 1e6, "ns/op": 1e9}

WARMUP, SECONDS = map(float, sys.argv[1:3])


def _repeat(operation, seconds):
    """How often operation ran, in how many seconds, with how much CPU time of the whole process."""
    count = 0
    cpu = time.process_time()
    start = now = time.perf_counter()
    while now - start < seconds:
        operation()
        count += 1
        now = time.perf_counter()
    return count, now - start, time.process_time() - cpu


def _print_cpu(cpu, operations):
    print(f"CPU {cpu / operations * 1e6} us/op")


def latency(operation, operations=1, unit="us/op"):
    """Prints the mean time of what operation does that many times."""
    _repeat(operation, WARMUP)
    count, seconds, cpu = _repeat(operation, SECONDS)
    print(f"{seconds / (count * operations) * PER_SECOND[unit]} {unit}")
    _print_cpu(cpu, count * operations)


def latencies(operation):
    """Prints the mean time of operation and its percentiles."""
    _repeat(operation, WARMUP)
    samples = []

    def timed():
        start = time.perf_counter()
        operation()
        samples.append(time.perf_counter() - start)

    count, _, cpu = _repeat(timed, SECONDS)
    samples.sort()
    print(f"{sum(samples) / count * 1e6} us/op")
    for percentile in 50, 99, 99.9:
        print(f"p{percentile} {samples[int(percentile / 100 * (count - 1))] * 1e6} us/op")
    _print_cpu(cpu, count)


def throughput(operation, operations):
    """Prints how often per second that is done which operation does that many times."""
    _repeat(operation, WARMUP)
    count, seconds, cpu = _repeat(operation, SECONDS)
    print(f"{count * operations / seconds} ops/s")
    _print_cpu(cpu, count * operations)

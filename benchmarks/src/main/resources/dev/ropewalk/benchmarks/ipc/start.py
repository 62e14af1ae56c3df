import multiprocessing
import time

import ropewalk_bench


def say(connection):
    connection.send("here")


def start():
    before = time.perf_counter()
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=say, args=(theirs,))
    process.start()
    ours.recv()
    took = time.perf_counter() - before
    process.join()
    return took


if __name__ == "__main__":
    CONTEXT = multiprocessing.get_context("spawn")
    end = time.perf_counter() + ropewalk_bench.WARMUP
    while time.perf_counter() < end:
        start()
    samples = []
    while not samples or sum(samples) < ropewalk_bench.SECONDS:
        samples.append(start())
    print(f"{sum(samples) / len(samples) * 1e3} ms/op")

import contextvars

import ropewalk_bench

RUNS = 1000

read = contextvars.ContextVar("read")
read.set("value")
context = contextvars.copy_context()


def runs():
    run = context.run
    get = read.get
    for _ in range(RUNS):
        run(get)


ropewalk_bench.latency(runs, RUNS, "ns/op")

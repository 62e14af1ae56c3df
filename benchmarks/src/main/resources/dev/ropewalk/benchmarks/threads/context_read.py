import contextvars

import ropewalk_bench

READS = 1000

read = contextvars.ContextVar("read")
read.set("value")
others = [contextvars.ContextVar("other") for _ in range(7)]
for other in others:
    other.set("other")


def reads():
    get = read.get
    for _ in range(READS):
        get()


ropewalk_bench.latency(reads, READS, "ns/op")

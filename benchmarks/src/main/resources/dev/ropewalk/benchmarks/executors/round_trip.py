from concurrent.futures import ThreadPoolExecutor

import ropewalk_bench


def one():
    return 1


with ThreadPoolExecutor(1) as pool:
    ropewalk_bench.latencies(lambda: pool.submit(one).result())

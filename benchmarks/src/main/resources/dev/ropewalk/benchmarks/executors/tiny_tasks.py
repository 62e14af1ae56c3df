from concurrent.futures import ThreadPoolExecutor

import ropewalk_bench

TASKS = 10_000


def one():
    return 1


with ThreadPoolExecutor(2) as pool:

    def submit_all_then_collect():
        futures = [pool.submit(one) for _ in range(TASKS)]
        sum(future.result() for future in futures)

    ropewalk_bench.throughput(submit_all_then_collect, TASKS)

"""The two jobs of Job.java in CPython: sequential, on threads, on processes.

Arguments: pieces, hashes in each, milliseconds to wait in each, workers.
Prints job, platform, way, seconds and results for each run, separated by tabs.
"""
import functools
import hashlib
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool


def hash_chain(hashes, item):
    value = item.to_bytes(4, "big") + bytes(28)
    for _ in range(hashes):
        value = hashlib.sha256(value).digest()
    return value.hex()


def reply(milliseconds, item):
    time.sleep(milliseconds / 1000)
    return f"reply {item}"


def sequential(piece, items, workers):
    return [piece(item) for item in items]


def threads(piece, items, workers):
    with ThreadPoolExecutor(workers) as executor:
        return list(executor.map(piece, items))


def processes(piece, items, workers):
    with Pool(workers) as pool:
        return pool.map(piece, items)


def main():
    pieces, hashes, milliseconds, workers = map(int, sys.argv[1:])
    jobs = {
        "CPU-bound": functools.partial(hash_chain, hashes),
        "I/O-bound": functools.partial(reply, milliseconds),
    }
    name = f"{platform.python_implementation()} {platform.python_version()}"
    for job, piece in jobs.items():
        for way in (sequential, threads, processes):
            start = time.perf_counter()
            results = way(piece, range(pieces), workers)
            seconds = time.perf_counter() - start
            print(job, name, way.__name__, seconds, ",".join(results), sep="\t", flush=True)


if __name__ == "__main__":
    main()

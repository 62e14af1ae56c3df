import threading

import ropewalk_bench


def nothing():
    pass


def start_join():
    thread = threading.Thread(target=nothing)
    thread.start()
    thread.join()


ropewalk_bench.latency(start_join)

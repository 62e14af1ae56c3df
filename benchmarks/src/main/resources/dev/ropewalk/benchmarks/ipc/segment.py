from multiprocessing import shared_memory

import ropewalk_bench


def make_close_unlink():
    memory = shared_memory.SharedMemory(create=True, size=4096)
    memory.close()
    memory.unlink()


ropewalk_bench.latency(make_close_unlink)

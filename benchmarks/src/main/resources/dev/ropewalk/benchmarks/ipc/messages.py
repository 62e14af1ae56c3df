import os
import struct
import sys
import tempfile
import time
from multiprocessing.connection import Client, Listener

SIZE, THINK_MICROS = map(int, sys.argv[3:5])
WARMUP, SECONDS = map(float, sys.argv[1:3])
KEY = b"between two processes"


def serve(address):
    with Client(address, authkey=KEY) as connection:
        while True:
            try:
                message = connection.recv_bytes()
            except EOFError:
                break
            connection.send_bytes(message or struct.pack("!q", time.process_time_ns()))


def measure(connection, seconds):
    """The times of the round trips, and the CPU time of both processes."""

    def cpu_of_both():
        connection.send_bytes(b"")
        return struct.unpack("!q", connection.recv_bytes())[0] + time.process_time_ns()

    message = bytes(SIZE)
    samples = []
    cpu = cpu_of_both()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        if THINK_MICROS:
            time.sleep(THINK_MICROS / 1e6)
        start = time.perf_counter()
        connection.send_bytes(message)
        connection.recv_bytes()
        samples.append(time.perf_counter() - start)
    return samples, cpu_of_both() - cpu


with tempfile.TemporaryDirectory() as folder, Listener(os.path.join(folder, "s"), authkey=KEY) as listener:
    if os.fork() == 0:
        serve(listener.address)
        os._exit(0)
    with listener.accept() as connection:
        measure(connection, WARMUP)
        samples, cpu = measure(connection, SECONDS)
    os.wait()

samples.sort()
count = len(samples)
print(f"{sum(samples) / count * 1e6} us/op")
for percent in (50, 99, 99.9):
    print(f"p{percent} {samples[int(percent / 100 * (count - 1))] * 1e6} us/op")
print(f"CPU of both processes {cpu / 1e3 / count} us/op")

"""Argument: the number of connections."""

import asyncio
import socket
import sys

import ropewalk_bench

TIMES = 5_000
BYTES = 64

connections = int(sys.argv[3])
clients = []
servers = set()


async def serve(connection):
    loop = asyncio.get_running_loop()
    buffer = bytearray(BYTES)
    while count := await loop.sock_recv_into(connection, buffer):
        await loop.sock_sendall(connection, memoryview(buffer)[:count])


async def connect():
    loop = asyncio.get_running_loop()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    for _ in range(connections):
        client = socket.socket()
        client.setblocking(False)
        await loop.sock_connect(client, listener.getsockname())
        accepted, _ = await loop.sock_accept(listener)
        clients.append(client)
        servers.add(asyncio.create_task(serve(accepted)))
    listener.close()


async def ask(client, times):
    loop = asyncio.get_running_loop()
    request = bytes(BYTES)
    buffer = bytearray(BYTES)
    for _ in range(times):
        await loop.sock_sendall(client, request)
        received = 0
        while received < BYTES:
            received += await loop.sock_recv_into(client, buffer)


async def echo():
    await asyncio.gather(*(ask(client, TIMES // connections) for client in clients))


with asyncio.Runner() as runner:
    runner.run(connect())
    ropewalk_bench.throughput(lambda: runner.run(echo()), TIMES)

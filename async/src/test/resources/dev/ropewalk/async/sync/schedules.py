"""Runs random programs of several tasks over one lock, event, condition, semaphore, barrier and queue, and prints a checksum
of what happened in each: the reference for RecordedSchedulesTest.

  python3.13 schedules.py 2000 > schedules.txt     checksums of the programs with the seeds 0 to 1999
  python3.13 schedules.py trace 17                 what happens in the program with seed 17
"""
import asyncio
import sys
import zlib

TASKS = 4
OPS = ("y y La La Lr Lr Ew Es Ec Ca Ca Cr Cr Cw Cw Cn CN Sa Sa Sr Sr Bw Bw Bw Bx Bb "
       "Qp Qp Qg Qg Qn Qm Qd Qj Qs QS X0 X1 X2 X3 Tu Td").split()


class Random:
    def __init__(self, seed):
        self.state = seed * 7919 + 17

    def below(self, n):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 16) % n


def program(seed):
    random = Random(seed)
    kinds = random.below(7)  # 6: all mixed; otherwise mostly one of them
    families = ["L", "E", "C", "S", "B", "Q"]
    mine = [op for op in OPS if kinds == 6 or op[0] in "yX" or op[0] == families[kinds]]
    return [[mine[random.below(len(mine))] for _ in range(3 + random.below(6))] for _ in range(TASKS)]


class World:
    def __init__(self, tasks):
        self.lock = asyncio.Lock()
        self.event = asyncio.Event()
        self.cond = asyncio.Condition()
        self.sem = asyncio.Semaphore(1)
        self.barrier = asyncio.Barrier(2)
        self.queue = asyncio.Queue(1)
        self.tasks = tasks
        self.trace = []
        self.item = 0

    def state(self):
        return "%d%d%d%d%d.%d.%d%d.%d.%d" % (
            self.lock.locked(), self.event.is_set(), self.cond.locked(), self.sem.locked(),
            self.sem._value, self.barrier.n_waiting, self.barrier.broken,
            self.queue.qsize(), self.queue._unfinished_tasks, self.queue.full())

    async def do(self, op):
        match op:
            case "y": await asyncio.sleep(0)
            case "La": await self.lock.acquire()
            case "Lr": self.lock.release()
            case "Ew": await self.event.wait()
            case "Es": self.event.set()
            case "Ec": self.event.clear()
            case "Ca": await self.cond.acquire()
            case "Cr": self.cond.release()
            case "Cw": await self.cond.wait()
            case "Cn": self.cond.notify()
            case "CN": self.cond.notify_all()
            case "Sa": await self.sem.acquire()
            case "Sr": self.sem.release()
            case "Bw": return await self.barrier.wait()
            case "Bx": await self.barrier.reset()
            case "Bb": await self.barrier.abort()
            case "Qp":
                self.item += 1
                await self.queue.put(self.item)
            case "Qm":
                self.item += 1
                self.queue.put_nowait(self.item)
            case "Qg": return await self.queue.get()
            case "Qn": return self.queue.get_nowait()
            case "Qd": self.queue.task_done()
            case "Qj": await self.queue.join()
            case "Qs": self.queue.shutdown()
            case "QS": self.queue.shutdown(True)
            case "Tu": asyncio.current_task().uncancel()
            case "Td": await asyncio.sleep(0)
            case _: self.tasks[int(op[1])].cancel()
        return ""

    async def run(self, me, ops):
        for op in ops:
            try:
                result = "=%s" % await self.do(op)
            except asyncio.CancelledError:
                result = "!c"
            except asyncio.QueueShutDown:
                result = "!d"
            except asyncio.BrokenBarrierError:
                result = "!b"
            except Exception:
                result = "!e"
            self.trace.append("%d%s%s %s" % (me, op, result, self.state()))
        self.trace.append("%dend" % me)


async def main(seed):
    tasks = []
    world = World(tasks)
    for me, ops in enumerate(program(seed)):
        tasks.append(asyncio.create_task(world.run(me, ops)))
    for _ in range(40):
        await asyncio.sleep(0)
    while not all(task.done() for task in tasks):  # whoever hangs is told to go on
        for task in tasks:
            task.cancel()
        for _ in range(20):
            await asyncio.sleep(0)
        if world.cond.locked():  # a cancelled wait does not end without the lock
            world.cond.release()
    for me, task in enumerate(tasks):
        world.trace.append("%d%s" % (me, "cancelled" if task.cancelled() else "returned"))
    return "\n".join(world.trace)


if sys.argv[1] == "trace":
    print(program(int(sys.argv[2])))
    print(asyncio.run(main(int(sys.argv[2]))))
else:
    for seed in range(int(sys.argv[1])):
        print("%08x" % zlib.crc32(asyncio.run(main(seed)).encode()))

"""Runs random programs of tasks, groups, timeouts, gathers, waits and shields that are cancelled at random, in jumping time, and
prints a checksum of what happened in each: the reference for RecordedStructuresTest.

  python3.13 structures.py 2000 > structures.txt     checksums of the programs with the seeds 0 to 1999
  python3.13 structures.py trace 17                  what happens in the program with seed 17
"""
import asyncio
import contextvars
import selectors
import sys
import zlib

LEAVES = "yysssEXXxUPPRVDv"
NESTED = "GGTTTWIANHwcFFCCKr"
BLOCKS = dict(G=3, T=1, W=1, I=1, A=2, N=2, H=1, w=2, c=2, F=2, C=2, K=2, r=1)
MODES = [asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION]
VAR = contextvars.ContextVar("var", default=0)


class Failure(Exception):
    pass


class FifoTimer(asyncio.TimerHandle):
    """Timers of equal time go off in the order of their making, as those of Ropewalk."""
    made = 0

    def __init__(self, *args):
        super().__init__(*args)
        FifoTimer.made += 1
        self.number = FifoTimer.made

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


class OrderedSet(dict):
    """The tasks of a group in the order of their making, and not that of their addresses."""

    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)


asyncio.events.TimerHandle = FifoTimer
asyncio.taskgroups.set = OrderedSet


class JumpingLoop(asyncio.SelectorEventLoop):
    now = 0.0

    def __init__(self):
        super().__init__(Jump(self))
        self._clock_resolution = 1e-9

    def time(self):
        return self.now


class Jump(selectors.SelectSelector):
    def __init__(self, loop):
        super().__init__()
        self.loop = loop

    def select(self, timeout=None):
        self.loop.now += timeout
        return []


def describe(error):
    match error:
        case asyncio.CancelledError():
            return "c"
        case TimeoutError():
            return "t"
        case Failure():
            return "f" + error.args[0]
        case ExceptionGroup():
            return "g(" + ",".join(map(describe, error.exceptions)) + ")"
        case RuntimeError():
            return "e"
    raise error


def outcome(done):
    if done.cancelled():
        return "c"
    error = done.exception()
    return describe(error) if error else f"={done.result()}"


class Program:
    def __init__(self, seed):
        self.random = seed * 7919 + 17
        self.trace = []
        self.tasks = {}
        self.made = 0
        self.numbers = 0
        self.eager = self.below(4) == 0
        self.roots = [self.block(3), self.block(3)]

    def below(self, n):
        self.random = (self.random * 1103515245 + 12345) % 2147483648
        return (self.random >> 16) % n

    def block(self, depth):
        return [self.op(depth) for _ in range(1 + self.below(3))]

    def op(self, depth):
        kinds = LEAVES if depth == 0 or self.below(4) == 0 else NESTED
        kind = kinds[self.below(len(kinds))]
        arg = self.below(7)
        return kind, arg, [self.block(depth - 1) for _ in range(BLOCKS.get(kind, 0))]

    def number(self):
        self.numbers += 1
        return self.numbers

    def log(self, me, what):
        count = asyncio.current_task().cancelling() if asyncio.current_task() else "-"
        time = asyncio.get_running_loop().time()
        self.trace.append(f"{time:.0f} {me} {what} {count} {VAR.get()}")

    async def main(self):
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: None)
        if self.eager:
            loop.set_task_factory(asyncio.eager_task_factory)
        self.futures = [loop.create_future() for _ in range(3)]
        for root in self.roots:
            self.child(root)
        for _ in range(6):
            await asyncio.sleep(self.below(5))
            self.cancel("main", self.below(100))
        while not all(task.done() for task in self.tasks.values()):
            await asyncio.sleep(10)
            for future in self.futures:
                if not future.done():
                    future.set_result(0)
        for number, task in sorted(self.tasks.items()):
            self.log(number, "ended " + outcome(task) + f" {task.cancelling()}")
        return "\n".join(self.trace)

    def child(self, block, create=asyncio.create_task):
        me = self.made
        self.made += 1
        body = self.body(me, block)
        try:
            task = create(body)
        except RuntimeError:
            body.close()
            raise
        self.tasks[me] = task
        return task

    async def body(self, me, block):
        self.tasks[me] = asyncio.current_task()
        self.log(me, "begins")
        await self.run(me, block)
        return me

    async def run(self, me, block):
        for kind, arg, blocks in block:
            try:
                result = await self.execute(me, kind, arg, blocks)
            except BaseException as error:
                self.log(me, kind + "!" + describe(error))
                raise
            self.log(me, f"{kind}={result}")

    def cancel(self, me, which):
        which %= self.made
        if which in self.tasks:
            self.log(me, f"cancels {which} {int(self.tasks[which].cancel())}")

    async def execute(self, me, kind, arg, blocks):
        myself = asyncio.current_task()
        future = self.futures[arg % 3]
        match kind:
            case "y":
                await asyncio.sleep(0)
            case "s":
                await asyncio.sleep(arg)
            case "E":
                raise Failure(str(self.number()))
            case "X":
                self.cancel(me, me + arg)
            case "x":
                myself.cancel()
            case "U":
                return myself.uncancel()
            case "P":
                return await future
            case "R":
                if not future.done():
                    future.set_result(arg)
            case "V":
                if not future.done():
                    future.set_exception(Failure(str(self.number())))
            case "D":
                which = (me + arg) % self.made
                if which in self.tasks:
                    self.tasks[which].add_done_callback(lambda task: self.called_back(me, task))
            case "v":
                VAR.set(self.number())
            case "G":
                async with asyncio.TaskGroup() as group:
                    self.child(blocks[0], group.create_task)
                    self.child(blocks[1], group.create_task)
                    await self.run(me, blocks[2])
            case "T":
                async with asyncio.timeout(arg) as timeout:
                    await self.run(me, blocks[0])
                return int(timeout.expired())
            case "W":
                return await asyncio.wait_for(self.child(blocks[0]), arg)
            case "I":
                await asyncio.wait_for(self.run(me, blocks[0]), 1 + arg)
            case "A":
                return await asyncio.gather(self.child(blocks[0]), self.child(blocks[1]))
            case "N":
                both = self.child(blocks[0]), self.child(blocks[1])
                ended = await asyncio.gather(*both, return_exceptions=True)
                return ",".join(describe(e) if isinstance(e, BaseException) else f"={e}" for e in ended)
            case "H":
                return await asyncio.shield(self.child(blocks[0]))
            case "w":
                both = self.child(blocks[0]), self.child(blocks[1])
                done, _ = await asyncio.wait(both, timeout=arg, return_when=MODES[arg % 3])
                return ",".join(outcome(task) if task in done else "-" for task in both)
            case "c":
                both = self.child(blocks[0]), self.child(blocks[1])
                pending = [task for task in both if not task.done()]
                async for task in asyncio.as_completed(pending):
                    self.log(me, f"next {both.index(task)} {outcome(task)}")
            case "F":
                try:
                    await self.run(me, blocks[0])
                finally:
                    await self.run(me, blocks[1])
            case "C":
                try:
                    await self.run(me, blocks[0])
                except asyncio.CancelledError:
                    await self.run(me, blocks[1])
            case "K":
                try:
                    await self.run(me, blocks[0])
                except Exception:
                    await self.run(me, blocks[1])
            case "r":
                self.child(blocks[0])
        return ""

    def called_back(self, me, task):
        VAR.set(VAR.get() + 1000)
        self.log(me, "called back " + outcome(task))


def trace(seed):
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(Program(seed).main())


if __name__ == "__main__":
    if sys.argv[1] == "trace":
        print(trace(int(sys.argv[2])))
    else:
        for seed in range(int(sys.argv[1])):
            print(f"{zlib.crc32(trace(seed).encode()):08x}")

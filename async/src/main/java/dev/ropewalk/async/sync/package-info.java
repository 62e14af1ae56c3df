/**
 * Locks, barriers and queues that suspend a coroutine instead of blocking its thread: Python's {@code asyncio.Lock}, {@code
 * Event}, {@code Condition}, {@code Semaphore}, {@code Barrier} and {@code Queue}.
 *
 * <h2>Rules of the whole package</h2>
 *
 * <p><b>The loop.</b> A primitive may be made anywhere. It is bound to a loop when a coroutine first has to wait for it, as
 * in Python, and from then on a coroutine of another loop that has to wait gets an {@link java.lang.IllegalStateException}
 * ("is bound to a different event loop"); one that does not have to wait passes, as in Python.
 *
 * <p><b>Threads.</b> Methods that may suspend are for coroutines. The others are for coroutines and callbacks of the loop,
 * and once the primitive is bound, throw {@link java.lang.WrongThreadException} on a thread that is neither, instead of
 * waking nobody: go there by {@link dev.ropewalk.async.EventLoop#callSoonThreadsafe}. Only {@code toString}, and methods
 * that merely tell the state, never throw; on another thread what they tell may be out of date.
 *
 * <p><b>Order.</b> Whoever waits longest is served first, also before a newcomer that finds the primitive free while a woken
 * waiter has not got on yet. (Of a queue only waiting is in order: an item goes to whichever consumer runs first.)
 *
 * <p><b>Cancellation and time.</b> A cancelled wait throws {@link dev.ropewalk.async.CancelledError} and leaves nothing
 * behind: what was meant for that waiter, a lock, a permit, a wake-up, an item, goes to the next one. For a limit to the
 * time put the call into {@link dev.ropewalk.async.Async#timeout}, as in Python.
 *
 * <p>Memory consistency effects: everything on a loop is in one order, so there is nothing to be said about single methods.
 */
package dev.ropewalk.async.sync;

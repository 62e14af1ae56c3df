/**
 * Python's {@code asyncio} in plain Java: an event loop that runs coroutines one at a time, and lets them switch only where
 * they suspend.
 *
 * <h2>Rules of the whole package</h2>
 *
 * <p><b>Coroutines</b> are ordinary code on a virtual thread of their own. At most one coroutine or callback of a loop runs
 * at any time, and another one gets its turn only when the running one suspends in a method of this package or ends: what
 * stands between two suspension points needs no lock. A method that suspends says so in its documentation; calling other
 * methods, of this package or any other, never lets another coroutine in.
 *
 * <p>What blocks without suspending (a JDK lock, a socket, {@code Thread.sleep}) stops the loop. A thread's lock held
 * across a suspension can stop it for good: the next coroutine that wants the lock blocks the loop, and with it the
 * coroutine that would release it.
 *
 * <p><b>Cancellation</b> is delivered as {@link dev.ropewalk.async.CancelledError} from a suspension point, never
 * elsewhere. {@link dev.ropewalk.async.Task} has the details.
 *
 * <p><b>Interruption.</b> Methods that suspend are not interruptible, unlike blocking methods of other Ropewalk modules: a
 * coroutine is stopped by cancelling its task. An interrupt of its thread is kept and is there when it goes on. {@link
 * dev.ropewalk.async.Async#run}, which blocks an ordinary thread, is interruptible.
 *
 * <p><b>The wrong thread.</b> A method that needs a coroutine or a loop throws {@link java.lang.WrongThreadException}
 * where there is none; it never waits there. {@link dev.ropewalk.async.EventLoop#callSoonThreadsafe} is the way in from
 * other threads.
 *
 * <p><b>Memory consistency effects.</b> Whatever a coroutine or callback of a loop does happens-before whatever runs on
 * that loop after it.
 *
 * <p>Null, bad arguments and wrong states are as in {@link dev.ropewalk.threads}.
 */
package dev.ropewalk.async;

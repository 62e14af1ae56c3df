/**
 * Python's {@code threading} without the locks: threads that keep their result, and the context that travels from the
 * thread that hands work over to the thread that does it.
 *
 * <h2>Rules of all Ropewalk modules, stated once</h2>
 *
 * <p><b>Timeouts</b> are {@link java.time.Duration}. In a method named after Python's, zero means "try once, do not wait",
 * a negative length is an {@link IllegalArgumentException}, and a length beyond what {@code long} nanoseconds hold waits
 * practically forever (292 years). A method that implements a JDK interface keeps that interface's contract instead
 * (there, a length of zero or less does not wait). A timeout counts from the call and is not extended by spurious wakeups.
 *
 * <p><b>Interruption.</b> A blocking method throws {@link InterruptedException} on entry or while waiting, unless its name
 * ends in {@code Uninterruptibly} or it implements a JDK method that does not.
 *
 * <p><b>Exceptions.</b> A bad argument is an {@link IllegalArgumentException} and changes nothing. A call in the wrong
 * state (started twice, released too often) is an {@link IllegalStateException}; releasing a lock that isn't held is an
 * {@link IllegalMonitorStateException}. A Python-named method whose time runs out throws {@link
 * java.util.concurrent.TimeoutException} where Python raises {@code TimeoutError}, and returns {@code false} where
 * Python does. A cancelled result is a {@link java.util.concurrent.CancellationException}. Null is refused with {@link
 * NullPointerException} unless a parameter is marked nullable.
 *
 * <p><b>Memory consistency effects.</b> Actions before handing something over (starting a thread, submitting a task,
 * releasing a lock, putting an item, setting an event) <i>happen-before</i> actions after the matching take over (the
 * body, a returned join or result, an acquire, a take, a returned wait).
 */
package dev.ropewalk.threads;

/**
 * Python's {@code threading} locks on the JVM: {@link dev.ropewalk.sync.Mutex}, {@link dev.ropewalk.sync.ReentrantMutex},
 * {@link dev.ropewalk.sync.CountingSemaphore}, {@link dev.ropewalk.sync.BoundedSemaphore}, {@link
 * dev.ropewalk.sync.ConditionVariable}, {@link dev.ropewalk.sync.Event} and {@link dev.ropewalk.sync.Barrier}; and what
 * finds the bugs in using them: {@link dev.ropewalk.sync.LockOrder} and {@link dev.ropewalk.sync.LockTable}.
 *
 * <p>Timeouts, interruption, exceptions and null follow the rules that {@link dev.ropewalk.threads} states once. Every
 * primitive serves platform and virtual threads alike; a waiting virtual thread gives its carrier back. A thread
 * that arrives at the right moment may overtake threads that wait for a lock or a permit, but not once the first
 * of them has been first for about a millisecond; mutexes and semaphores can also be made strictly fair.
 *
 * <p>Whatever can be held has a method {@code hold()}, the form of Python's {@code with} statement:
 *
 * <pre>{@code
 * try (Hold _ = mutex.hold()) {
 *   counter++;
 * }
 * }</pre>
 *
 * <p><b>Memory consistency effects</b>, which are those of the JDK's counterparts:
 *
 * <table>
 * <caption>Actions before the left happen-before actions after the right</caption>
 * <tr><th>in one thread</th><th>in another</th></tr>
 * <tr><td>releasing a lock, by whichever method</td><td>the next successful acquire of it</td></tr>
 * <tr><td>{@code release} of a semaphore</td><td>a successful acquire of one of those permits</td></tr>
 * <tr><td>signalling a condition variable</td><td>the return of a wait on it (both hold its lock)</td></tr>
 * <tr><td>the arrival of any party of a barrier</td><td>the return of the others' waits, and its action</td></tr>
 * <tr><td>{@code set} of an event</td><td>the return of a wait that it released, or {@code isSet} that saw it</td></tr>
 * </table>
 */
package dev.ropewalk.sync;

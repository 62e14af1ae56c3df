/**
 * Python's {@code queue} on the JVM: queues between producers and consumers that are complete {@link
 * java.util.concurrent.BlockingQueue}s and also track when the work on their items is done.
 *
 * <p>Methods of the JDK's interfaces keep the JDK's contract; their forms with a {@link java.time.Duration} follow the
 * rules that {@link dev.ropewalk.threads} states once, as do interruption and exceptions. Null items are refused with
 * {@link java.lang.NullPointerException}.
 *
 * <p><b>Memory consistency effects</b>: actions before putting an item happen-before actions after its removal or access in
 * another thread; actions before {@code taskDone} happen-before actions after a {@code join} that it let return.
 */
package dev.ropewalk.sync.queue;

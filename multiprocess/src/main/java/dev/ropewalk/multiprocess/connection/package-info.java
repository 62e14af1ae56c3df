/**
 * Messages between processes: Python's {@code multiprocessing.connection}. A {@link
 * dev.ropewalk.multiprocess.connection.Connection} sends and receives them, a {@link
 * dev.ropewalk.multiprocess.connection.Pipe} has two of them, a {@link dev.ropewalk.multiprocess.connection.Listener} accepts
 * them, and {@link dev.ropewalk.multiprocess.connection.Waitable#awaitAny} waits for several.
 *
 * <p>Blocking calls throw {@link InterruptedException} when interrupted. Timeouts are {@link java.time.Duration}s: zero tries
 * once, a negative one is an {@link IllegalArgumentException}, one too long for a {@code long} of nanoseconds waits that long.
 */
package dev.ropewalk.multiprocess.connection;

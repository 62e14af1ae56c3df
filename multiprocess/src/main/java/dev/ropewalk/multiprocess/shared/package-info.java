/**
 * Memory that several processes see: numbers ({@code multiprocessing.Value} and {@code Array}), and segments with names that
 * Python opens too ({@code multiprocessing.shared_memory}). All of them travel to other processes inside a portable task, as
 * a reference to the same memory.
 *
 * <p>Memory consistency effects: every access to a shared number is volatile unless its name says {@code Plain}. What a
 * thread did before it set an element happens-before what another thread does after it has read that value, also when the
 * two threads are in different processes and what they did concerns shared memory. Accesses to segments are what their
 * user makes them.
 *
 * <p>Room is taken when memory is made, so writing to it never fails for want of it. Failures are {@link
 * dev.ropewalk.multiprocess.shared.SharedMemoryException}s; access to what is closed is an {@link IllegalStateException}.
 */
package dev.ropewalk.multiprocess.shared;

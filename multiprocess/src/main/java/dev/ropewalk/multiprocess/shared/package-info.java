/**
 * Values and arrays of numbers in memory that several processes see: {@code multiprocessing.Value} and {@code Array}. They
 * travel to other processes inside a portable task, as a reference to the same memory.
 *
 * <p>Memory consistency effects: every access is volatile. What a thread did before it set an element happens-before what
 * another thread does after it has read that value, also when the two threads are in different processes and what they
 * did concerns this memory.
 */
package dev.ropewalk.multiprocess.shared;

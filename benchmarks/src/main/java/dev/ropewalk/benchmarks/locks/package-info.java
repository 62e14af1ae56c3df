/** The group {@code locks}: mutexes and semaphores beside the JDK's, Guava's and CPython's. */
@NullMarked
package dev.ropewalk.benchmarks.locks;

import org.jspecify.annotations.NullMarked;

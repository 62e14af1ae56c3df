/** The group {@code locks}: mutexes beside the JDK's and CPython's. */
@NullMarked
package dev.ropewalk.benchmarks.locks;

import org.jspecify.annotations.NullMarked;

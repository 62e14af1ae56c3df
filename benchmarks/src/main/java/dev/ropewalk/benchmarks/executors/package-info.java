/** The group {@code executors}: thread pools beside the JDK's and CPython's. */
@NullMarked
package dev.ropewalk.benchmarks.executors;

import org.jspecify.annotations.NullMarked;

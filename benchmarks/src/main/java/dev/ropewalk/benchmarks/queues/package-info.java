/** The group {@code queues}: ours beside those of the JDK, JCTools, jox, kotlinx.coroutines and CPython. */
@NullMarked
package dev.ropewalk.benchmarks.queues;

import org.jspecify.annotations.NullMarked;

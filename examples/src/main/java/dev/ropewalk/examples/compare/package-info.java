/**
 * Threads or processes: the same two jobs, one that computes and one that waits, as sequential code, on threads and on
 * processes, beside CPython. {@link dev.ropewalk.examples.compare.Compare} runs it, {@code mvn -q -Pcompare}.
 */
@NullMarked
package dev.ropewalk.examples.compare;

import org.jspecify.annotations.NullMarked;

/** The group {@code threads}: child threads beside the JDK's and CPython's. */
@NullMarked
package dev.ropewalk.benchmarks.threads;

import org.jspecify.annotations.NullMarked;

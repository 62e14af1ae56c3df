/** The group {@code ipc}: memory shared between processes, beside memory that is not shared, and CPython's. */
@NullMarked
package dev.ropewalk.benchmarks.ipc;

import org.jspecify.annotations.NullMarked;

/** The group {@code process}: tasks in the processes of a pool, beside CPython's pools and JVMs started by hand. */
@NullMarked
package dev.ropewalk.benchmarks.process;

import org.jspecify.annotations.NullMarked;

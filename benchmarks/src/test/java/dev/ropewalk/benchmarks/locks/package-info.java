/** Tests of what the benchmarks of locks compute. */
@NullMarked
package dev.ropewalk.benchmarks.locks;

import org.jspecify.annotations.NullMarked;

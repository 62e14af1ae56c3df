/** Tests of the harness. */
@NullMarked
package dev.ropewalk.benchmarks;

import org.jspecify.annotations.NullMarked;

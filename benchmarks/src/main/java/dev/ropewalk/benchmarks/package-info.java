/**
 * Measures Ropewalk beside its peers in one run: what a {@linkplain dev.ropewalk.benchmarks.BenchGroup group} of
 * benchmarks is, and the harness that runs it and writes the report. Each group lives in a package of its own below this
 * one.
 */
@NullMarked
package dev.ropewalk.benchmarks;

import org.jspecify.annotations.NullMarked;

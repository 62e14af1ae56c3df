/** What an event loop costs. */
@NullMarked
package dev.ropewalk.benchmarks.async;

import org.jspecify.annotations.NullMarked;

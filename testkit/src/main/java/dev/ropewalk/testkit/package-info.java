/**
 * What the tests of all modules share: the jcstress launcher, waits without sleeps, child programs, and the annotation
 * that ties a test to the CPython behaviour it covers. Never published.
 */
@NullMarked
package dev.ropewalk.testkit;

import org.jspecify.annotations.NullMarked;

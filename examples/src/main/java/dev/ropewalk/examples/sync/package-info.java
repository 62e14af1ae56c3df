/** The examples of sync-primitives' README, run and compared with what they promise by a test. */
package dev.ropewalk.examples.sync;

/**
 * Child JVMs: how they are started, what they and their parent say to each other, and what runs in them. No user sees this
 * package.
 */
package dev.ropewalk.multiprocess.pool;

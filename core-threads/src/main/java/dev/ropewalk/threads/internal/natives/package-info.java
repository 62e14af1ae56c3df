/**
 * Every native call that Ropewalk makes, through the foreign-function API, each with an answer for platforms that lack it.
 *
 * <p>Rule for callers: a virtual thread must never sit in a call that can block, because it holds its carrier; two of them
 * stop every virtual thread on a machine with two cores.
 */
package dev.ropewalk.threads.internal.natives;

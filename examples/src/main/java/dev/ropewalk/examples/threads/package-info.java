/** The snippets of the README of core-threads. */
@org.jspecify.annotations.NullMarked
package dev.ropewalk.examples.threads;

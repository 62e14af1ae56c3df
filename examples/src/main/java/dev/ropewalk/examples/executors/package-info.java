/** The snippets of the README of executors. */
@org.jspecify.annotations.NullMarked
package dev.ropewalk.examples.executors;

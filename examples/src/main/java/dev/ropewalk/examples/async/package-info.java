/** The snippets of the README of async. */
@org.jspecify.annotations.NullMarked
package dev.ropewalk.examples.async;

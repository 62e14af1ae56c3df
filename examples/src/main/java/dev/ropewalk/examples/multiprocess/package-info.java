/** The snippets of the README of multiprocess. */
@org.jspecify.annotations.NullMarked
package dev.ropewalk.examples.multiprocess;

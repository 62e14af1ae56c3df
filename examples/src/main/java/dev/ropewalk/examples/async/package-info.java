/** The examples of the README of {@code async}: each runs by itself. */
package dev.ropewalk.examples.async;

/**
 * How this JVM and its children talk: length-prefixed frames over Unix-domain sockets, after each side has proved to the
 * other that it knows the key of the process tree.
 */
package dev.ropewalk.multiprocess.connection;

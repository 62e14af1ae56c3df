/** Executors that run tasks on threads of this JVM. */
package dev.ropewalk.executors.thread;

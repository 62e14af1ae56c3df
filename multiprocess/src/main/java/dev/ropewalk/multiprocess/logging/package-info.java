/** The SLF4J provider of child processes: what is logged there is sent to their parent. */
package dev.ropewalk.multiprocess.logging;

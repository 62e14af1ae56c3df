/** Showing how far tasks have come. Needs the library me.tongfei:progressbar, which this module does not bring along. */
package dev.ropewalk.executors.progress;

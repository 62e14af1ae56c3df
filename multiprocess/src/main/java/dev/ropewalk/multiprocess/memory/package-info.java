/** Memory that several processes map, where it comes from and how its room is taken. No user sees this package. */
package dev.ropewalk.multiprocess.memory;

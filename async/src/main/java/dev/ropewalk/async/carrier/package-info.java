/**
 * How coroutines are carried: the baton that says which thread of a loop may run, and the place where a loop waits when
 * nothing is ready. Internal to the module.
 */
package dev.ropewalk.async.carrier;

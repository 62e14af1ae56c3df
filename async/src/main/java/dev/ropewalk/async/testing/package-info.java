/**
 * For tests of coroutines: loops whose clock jumps instead of waiting, that notice when nothing can happen any more, and
 * that try out other orders.
 */
package dev.ropewalk.async.testing;

package dev.ropewalk.async;

/** What stands in a loop's ready queue: a callback, work of the loop itself, or a coroutine that is to go on. */
sealed interface ReadyEntry permits Handle, LoopAction, Task {}

/**
 * What the engines (thread pool, process pool, and those to come) share: the state machine of a task and everything of an
 * executor that does not depend on where the task runs. For those who write an engine of their own; users of an executor
 * need nothing from here.
 */
package dev.ropewalk.executors.engine;

/** What every executor must do, whatever runs behind it: tests that each engine's module runs on its own engine. */
package dev.ropewalk.executors.contract;

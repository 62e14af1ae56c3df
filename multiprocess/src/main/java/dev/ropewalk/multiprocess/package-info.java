/**
 * Python's {@code multiprocessing} and {@code ProcessPoolExecutor}: tasks in JVMs of their own. {@link
 * dev.ropewalk.multiprocess.ChildProcess} runs one, {@link dev.ropewalk.multiprocess.ProcessPool} runs many through the
 * same interface as a thread pool, {@link dev.ropewalk.multiprocess.shared} holds numbers that several processes see.
 *
 * <p><b>When to use processes.</b> Java threads run in parallel, so unlike in CPython no process is needed for that. What a
 * process adds is isolation: a crash, a memory leak, {@code System.exit} or a native library takes down only itself; a
 * task that doesn't react to interruption can be killed; each has its own heap and garbage collector. What it costs is the
 * start of a JVM and the way of arguments and results between processes.
 *
 * <p><b>What travels.</b> A task and what it captures are serialized, as Python pickles; unlike in Python that includes
 * lambdas. The other side gets a copy: nothing that a task does to it is seen here. Static fields start afresh there. The
 * classes must be on the class path or module path of this JVM, which the other one gets too, without any other option of
 * this JVM. {@link dev.ropewalk.multiprocess.shared.SharedValue} and {@link
 * dev.ropewalk.multiprocess.shared.SharedArray} travel as references to the same memory.
 *
 * <p><b>No orphans.</b> A child process ends at the latest two seconds after the process that started it, however that
 * ended. Python's children stay when their parent is killed.
 *
 * <p>The rules for timeouts, interruption and exceptions of {@code dev.ropewalk.threads} hold here.
 */
package dev.ropewalk.multiprocess;

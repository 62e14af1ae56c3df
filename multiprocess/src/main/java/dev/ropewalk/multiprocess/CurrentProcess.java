package dev.ropewalk.multiprocess;

/**
 * This process, as its tree knows it: what {@code multiprocessing.current_process()} returns.
 *
 * <p>Unlike in Python it is not a {@link ChildProcess}: whether it runs and how it ended are not asked of oneself. The key of
 * the tree, {@code authkey} there, is a matter of connections.
 *
 * @param name as its parent named it; {@code MainProcess} in the first process of a tree
 * @param pid the process id
 * @param daemon whether it ends with its parent without being waited for, and may have no children
 */
public record CurrentProcess(String name, long pid, boolean daemon) {}

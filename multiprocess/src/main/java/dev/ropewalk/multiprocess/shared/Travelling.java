package dev.ropewalk.multiprocess.shared;

/** What stands for shared memory in this process and arrives in others as what stands for it there. */
abstract class Travelling {

  /** Tells this memory from all other. */
  abstract String token();

  /** Whether it is closed in this process. */
  abstract boolean isClosed();
}

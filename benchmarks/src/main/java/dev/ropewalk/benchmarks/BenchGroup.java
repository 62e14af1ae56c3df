package dev.ropewalk.benchmarks;

import java.util.List;

/** The benchmarks of one part of the library: what {@code -Dgroup=<name>} runs and one report file holds. */
public interface BenchGroup {

  /** The word on the command line, and the name of the report file. */
  String name();

  /** What is measured, in the order of the report. Asked only when the group is about to run, so it may look for peers. */
  List<BenchCase> cases() throws InterruptedException;
}

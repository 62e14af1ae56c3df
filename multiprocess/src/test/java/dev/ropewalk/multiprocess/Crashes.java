package dev.ropewalk.multiprocess;

import java.nio.file.Path;

/** How tests let processes crash. */
final class Crashes {

  private Crashes() {}

  /** For a process that leaves its report in this folder, and says nothing and dumps nothing elsewhere. */
  static ProcessOptions quietlyIn(Path folder) {
    return ProcessOptions.builder()
        .setDirectory(folder)
        .addJvmOptions("-XX:-CreateCoredumpOnCrash")
        .setOutput(ProcessBuilder.Redirect.DISCARD)
        .setErrors(ProcessBuilder.Redirect.DISCARD)
        .build();
  }
}

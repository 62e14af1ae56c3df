package dev.ropewalk.examples.compare;

import java.nio.file.Path;
import java.util.List;

/** A Python that is a program of a test. */
final class PlayedPython {

  private PlayedPython() {}

  static CPython by(Class<?> program) {
    return new CPython(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-classpath",
            System.getProperty("java.class.path"),
            program.getName()));
  }
}

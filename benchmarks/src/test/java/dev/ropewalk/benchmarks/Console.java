package dev.ropewalk.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keeps what was printed. */
final class Console extends PrintStream {

  private final ByteArrayOutputStream bytes;

  Console() {
    this(new ByteArrayOutputStream());
  }

  private Console(ByteArrayOutputStream bytes) {
    super(bytes, true, StandardCharsets.UTF_8);
    this.bytes = bytes;
  }

  List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}

package dev.ropewalk.examples.compare;

import dev.ropewalk.executors.PortableFunction;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Work in equal pieces that don't depend on each other. The Python script in this module's resources does the same, and
 * gets the same results.
 *
 * @param name what it is called in the table
 * @param items one number for each piece
 * @param piece does one piece
 */
record Job(String name, List<Integer> items, PortableFunction<Integer, String> piece) {

  /**
   * How big the jobs are.
   *
   * @param pieces in each job
   * @param hashes in each piece of the job that computes
   * @param waitMillis how long each piece of the job that waits takes
   */
  record Size(int pieces, int hashes, int waitMillis) {}

  /** Computes: chains of hashes, of which CPython holds its interpreter lock for each. */
  static Job cpuBound(Size size) {
    int hashes = size.hashes();
    return new Job("CPU-bound", items(size), item -> hashChain(item, hashes));
  }

  /** Waits, as for replies from a network. */
  static Job ioBound(Size size) {
    int waitMillis = size.waitMillis();
    return new Job("I/O-bound", items(size), item -> reply(item, waitMillis));
  }

  private static List<Integer> items(Size size) {
    return IntStream.range(0, size.pieces()).boxed().toList();
  }

  private static String hashChain(int item, int hashes) throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] hash = ByteBuffer.allocate(32).putInt(item).array();
    for (int i = 0; i < hashes; i++) {
      hash = sha256.digest(hash);
    }
    return HexFormat.of().formatHex(hash);
  }

  private static String reply(int item, int waitMillis) throws InterruptedException {
    Thread.sleep(waitMillis);
    return "reply " + item;
  }
}

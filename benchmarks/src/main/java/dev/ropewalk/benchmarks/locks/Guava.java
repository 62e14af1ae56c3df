package dev.ropewalk.benchmarks.locks;

import com.google.common.util.concurrent.Monitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of Guava on the class path. */
final class Guava {

  private static final String PROPERTIES = "/META-INF/maven/com.google.guava/guava/pom.properties";

  private Guava() {}

  /** The name of a subject: {@code Monitor Guava 1.0}. */
  static String name(String what) {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Monitor.class.getResourceAsStream(PROPERTIES), PROPERTIES)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return what + " Guava " + Objects.requireNonNull(properties.getProperty("version"), "version");
  }
}

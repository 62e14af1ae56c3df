package dev.ropewalk.threads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessorsTest {

  private static final int OURS = Runtime.getRuntime().availableProcessors();

  @AfterEach
  void clear() {
    System.clearProperty(Processors.PROPERTY);
  }

  @Test
  void withoutAWord_thereAreThoseOfTheJvm() {
    assertThat(Processors.count()).isEqualTo(OURS);
  }

  @Test
  void moreThanTheJvmKnows_areToldByTheProperty_fewerAreNotBelieved() {
    System.setProperty(Processors.PROPERTY, Integer.toString(OURS + 1));
    assertThat(Processors.count()).isEqualTo(OURS + 1);
    System.setProperty(Processors.PROPERTY, "0");
    assertThat(Processors.count()).isEqualTo(OURS);
  }
}

package dev.ropewalk.threads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.ChildProgram;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

class RecordingsTest {

  @Test
  void any_isTrueFromTheFirstRecordingOn() throws Exception {
    ChildProgram program = ChildProgram.run(Records.class);
    assertThat(program.output()).containsExactly("false", "true", "true");
  }

  static final class Records {
    public static void main(String[] args) {
      System.out.println(Recordings.any());
      try (Recording recording = new Recording()) {
        System.out.println(Recordings.any());
        recording.start();
      }
      System.out.println(Recordings.any());
    }
  }
}

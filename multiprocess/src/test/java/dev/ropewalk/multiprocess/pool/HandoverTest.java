package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.multiprocess.connection.AuthKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class HandoverTest {

  private static final Identity IDENTITY = new Identity("strand\u00e9", true, 42, "rope");

  private static byte[] written() throws Exception {
    byte[] key = new byte[AuthKey.LENGTH];
    Arrays.fill(key, (byte) 7);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Handover(
            IDENTITY,
            Path.of("/tmp/s"),
            AuthKey.of(key),
            new byte[Handshake.CHALLENGE],
            LogRoute.STANDARD_ERROR,
            Level.DEBUG)
        .writeTo(out);
    return out.toByteArray();
  }

  @Test
  void whatTheParentTells_arrives() throws Exception {
    Handover told = Handover.readFrom(new ByteArrayInputStream(written()));
    assertThat(told.identity()).isEqualTo(IDENTITY);
    assertThat(told.socket()).isEqualTo(Path.of("/tmp/s"));
    assertThat(told.key().bytes()).hasSize(AuthKey.LENGTH).containsOnly(7);
    assertThat(told.challenge()).hasSize(Handshake.CHALLENGE);
    assertThat(told.logs()).isEqualTo(LogRoute.STANDARD_ERROR);
    assertThat(told.logLevel()).isEqualTo(Level.DEBUG);
    assertThat(told.toString()).contains("rope").doesNotContain("7, 7").doesNotContain("0707");
  }

  @Test
  void parentThatDiesBeforeItHasToldAll_isNoParent() throws Exception {
    byte[] written = written();
    for (int length = 0; length < written.length; length++) {
      byte[] part = Arrays.copyOf(written, length);
      assertThatExceptionOfType(EOFException.class)
          .as("after %d bytes", length)
          .isThrownBy(() -> Handover.readFrom(new ByteArrayInputStream(part)));
    }
  }
}

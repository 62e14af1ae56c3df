package dev.ropewalk.multiprocess.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HmacTest {

  private static final byte[] KEY = "Jefe".getBytes(US_ASCII);
  private static final byte[] TEXT = "what do ya want for nothing?".getBytes(US_ASCII);

  @Test
  void isThatOfTheStandards() {
    assertThat(hex(Hmac.MD5.of(KEY, TEXT))) // RFC 2202
        .isEqualTo("750c783e6ab0b503eaa86e310a5db738");
    assertThat(hex(Hmac.SHA256.of(KEY, TEXT))) // RFC 4231
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @ParameterizedTest
  @EnumSource
  void isThatOfTheJdk_withKeysOfAllLengths(Hmac hmac) throws Exception {
    String name = "Hmac" + hmac.name().replace('_', '-');
    for (int length = 1; length <= 150; length++) {
      byte[] key = Secrets.random(length);
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key, name));
      assertThat(hmac.of(key, TEXT)).as("with %s bytes", length).isEqualTo(mac.doFinal(TEXT));
    }
  }

  @Test
  void ofParts_isThatOfTheWhole() {
    byte[] whole = "first second".getBytes(US_ASCII);
    assertThat(Hmac.SHA256.of(KEY, "first ".getBytes(US_ASCII), "second".getBytes(US_ASCII)))
        .isEqualTo(Hmac.SHA256.of(KEY, whole));
  }

  @Test
  void withAnEmptyKey_isThatOfZeros() {
    assertThat(Hmac.SHA256.of(new byte[0], TEXT)).isEqualTo(Hmac.SHA256.of(new byte[64], TEXT));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

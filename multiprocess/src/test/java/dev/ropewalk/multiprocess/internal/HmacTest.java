package dev.ropewalk.multiprocess.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private static final byte[] KEY = "Jefe".getBytes(US_ASCII);
  private static final byte[] TEXT = "what do ya want for nothing?".getBytes(US_ASCII);

  @Test
  void hmac_isThatOfTheStandards() {
    assertThat(hex(Secrets.hmac("HmacMD5", KEY, TEXT))) // RFC 2202
        .isEqualTo("750c783e6ab0b503eaa86e310a5db738");
    assertThat(hex(Secrets.hmac("HmacSHA256", KEY, TEXT))) // RFC 4231
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void hmac_ofParts_isThatOfTheWhole() {
    byte[] whole = "first second".getBytes(US_ASCII);
    assertThat(
            Secrets.hmac(
                "HmacSHA256", KEY, "first ".getBytes(US_ASCII), "second".getBytes(US_ASCII)))
        .isEqualTo(Secrets.hmac("HmacSHA256", KEY, whole));
  }

  @Test
  void hmac_withAnEmptyKey_isThatOfZeros() {
    assertThat(Secrets.hmac("HmacSHA256", new byte[0], TEXT))
        .isEqualTo(Secrets.hmac("HmacSHA256", new byte[64], TEXT));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

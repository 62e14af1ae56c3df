package dev.ropewalk.multiprocess.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuthKeyTest {

  @Test
  void key_ofThisTree_isOneAndHidden() {
    AuthKey key = AuthKey.ofThisTree();
    assertThat(AuthKey.ofThisTree()).isSameAs(key);
    assertThat(key).hasToString("AuthKey");
    assertThat(key.bytes()).hasSize(AuthKey.LENGTH).isNotSameAs(key.bytes());
  }

  @Test
  void key_ofText_isItsUtf8() {
    assertThat(AuthKey.of("kä").bytes()).containsExactly('k', 0xC3, 0xA4);
    assertThat(AuthKey.of("").bytes()).isEmpty();
  }

  @Test
  void key_thatIsSet_isTheOneOfThisTree() {
    AuthKey before = AuthKey.ofThisTree();
    AuthKey other = AuthKey.of("strand");
    try {
      other.useForThisTree();
      assertThat(AuthKey.ofThisTree()).isSameAs(other);
    } finally {
      before.useForThisTree();
    }
  }
}

package dev.ropewalk.multiprocess.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AuthKeyTest {

  @Test
  void hmac_equalsThatOfThePlatform() throws Exception {
    byte[] key = AuthKey.random(AuthKey.LENGTH);
    Mac platform = Mac.getInstance("HmacSHA256");
    platform.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] first = "strand".getBytes(StandardCharsets.UTF_8);
    byte[] second = AuthKey.random(1000);
    platform.update(first);
    platform.update(second);
    assertThat(AuthKey.of(key).hmac(first, second)).isEqualTo(platform.doFinal());
    assertThat(AuthKey.of(key).hmac()).isEqualTo(platform.doFinal());
  }

  @Test
  void key_ofThisTree_isOneAndHidden() {
    AuthKey key = AuthKey.ofThisTree();
    assertThat(AuthKey.ofThisTree()).isSameAs(key);
    assertThat(key).hasToString("AuthKey");
    assertThat(key.bytes()).hasSize(AuthKey.LENGTH).isNotSameAs(key.bytes());
  }

  @Test
  void key_ofAnotherLength_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> AuthKey.of(new byte[31]));
  }
}

package dev.ropewalk.multiprocess.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.multiprocess.internal.Hmac;
import dev.ropewalk.multiprocess.internal.Secrets;
import dev.ropewalk.testkit.CoversScenario;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {

  private static final AuthKey KEY = AuthKey.of("the key");
  private static final AuthKey WRONG = AuthKey.of("another");
  private static final byte[] CHALLENGE = "#CHALLENGE#".getBytes(US_ASCII);
  private static final byte[] WELCOME = "#WELCOME#".getBytes(US_ASCII);
  private static final byte[] FAILURE = "#FAILURE#".getBytes(US_ASCII);

  private static byte[] challenge(String digest, int bytes) {
    return Bytes.concat(CHALLENGE, Bytes.concat(digest.getBytes(US_ASCII), Secrets.random(bytes)));
  }

  @Test
  void bothWithTheSameKey_areDoneAtTheEnd() throws Exception {
    Authentication listener = Authentication.ofListener(KEY);
    Authentication client = Authentication.ofClient(KEY);
    Deque<byte[]> toClient = new ArrayDeque<>(listener.opening());
    Deque<byte[]> toListener = new ArrayDeque<>(client.opening());
    while (!toClient.isEmpty() || !toListener.isEmpty()) {
      if (!toClient.isEmpty()) {
        toListener.addAll(client.next(toClient.remove()));
      } else {
        toClient.addAll(listener.next(toListener.remove()));
      }
    }
    assertThat(listener.isDone()).isTrue();
    assertThat(client.isDone()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  @CoversScenario("_test_multiprocessing.ChallengeResponseTest.test_challengeresponse")
  void answer_ofEveryDigest_isRight(ChallengeDigest digest) {
    byte[] challenge = digest.newChallenge(40);
    byte[] answer = ChallengeDigest.answer(KEY, challenge);
    assertThat(ChallengeDigest.isRight(KEY, challenge, answer)).isTrue();
    assertThat(ChallengeDigest.isRight(WRONG, challenge, answer)).isFalse();
    assertThat(ChallengeDigest.isRight(KEY, digest.newChallenge(40), answer)).isFalse();
    answer[answer.length - 1] ^= 1;
    assertThat(ChallengeDigest.isRight(KEY, challenge, answer)).isFalse();
    assertThat(ChallengeDigest.isRight(KEY, challenge, new byte[0])).isFalse();
  }

  @Test
  @CoversScenario("_test_multiprocessing.ChallengeResponseTest.test_challengeresponse")
  void challenge_ofOlderPythons_isAnsweredWithBareMd5() {
    byte[] challenge = Secrets.random(20);
    byte[] answer = ChallengeDigest.answer(KEY, challenge);
    assertThat(answer).hasSize(16).isEqualTo(Hmac.MD5.of(KEY.bytes(), challenge));
    assertThat(ChallengeDigest.isRight(KEY, challenge, answer)).isTrue();
  }

  @Test
  void answer_ofAWeakerDigestThanAskedFor_isStillOfTheWholeChallenge() {
    byte[] challenge = ChallengeDigest.SHA256.newChallenge(40);
    byte[] bare = Arrays.copyOfRange(challenge, "{sha256}".length(), challenge.length);
    assertThat(ChallengeDigest.isRight(KEY, challenge, Hmac.MD5.of(KEY.bytes(), bare))).isFalse();
  }

  @Test
  @CoversScenario("_test_multiprocessing.OtherTest.test_deliver_challenge_auth_failure")
  void wrongAnswer_isAFailureForBoth() {
    Authentication listener = Authentication.ofListener(KEY);
    assertThatExceptionOfType(Authentication.Refusal.class)
        .isThrownBy(() -> listener.next("something bogus".getBytes(US_ASCII)))
        .withMessageContaining("does not know the key")
        .satisfies(e -> assertThat(e.farewell()).isEqualTo(FAILURE));
    assertThat(listener.isDone()).isFalse();
  }

  @Test
  @CoversScenario("_test_multiprocessing.OtherTest.test_answer_challenge_auth_failure")
  void bogusVerdict_isAFailure() throws Exception {
    for (byte[] verdict : new byte[][] {"something bogus".getBytes(US_ASCII), FAILURE, {}}) {
      Authentication client = Authentication.ofClient(KEY);
      assertThat(client.next(challenge("{sha256}", 40))).hasSize(1);
      assertThatExceptionOfType(Authentication.Refusal.class)
          .isThrownBy(() -> client.next(verdict))
          .withMessageContaining("our key is not its own");
      assertThat(client.isDone()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{sha1}", "{sha512}", "{", "{sha256", "", "sha256}", "{MD5}"})
  void challenge_ofAnUnknownDigest_isNotAnswered(String digest) {
    Authentication client = Authentication.ofClient(KEY);
    assertThatExceptionOfType(Authentication.Refusal.class)
        .isThrownBy(() -> client.next(challenge(digest, 40)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 16, 19})
  void challenge_thatIsTooShort_isNotAnswered(int length) {
    Authentication client = Authentication.ofClient(KEY);
    assertThatExceptionOfType(Authentication.Refusal.class)
        .isThrownBy(() -> client.next(challenge("", length)));
  }

  @Test
  void client_isNotSatisfiedBeforeTheListenerHasProvedItself() throws Exception {
    Authentication client = Authentication.ofClient(KEY);
    client.next(challenge("{sha256}", 40));
    assertThat(client.next(WELCOME)).hasSize(1);
    assertThat(client.isDone()).isFalse();
    assertThatExceptionOfType(Authentication.Refusal.class).isThrownBy(() -> client.next(WELCOME));
  }

  @Test
  void ownChallenge_sentBack_provesNothing() {
    Authentication listener = Authentication.ofListener(KEY);
    byte[] challenge = listener.opening().getFirst();
    assertThatExceptionOfType(Authentication.Refusal.class)
        .isThrownBy(() -> listener.next(challenge));
  }
}

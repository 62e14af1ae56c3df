package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.JoinedThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Variables and tokens; each test runs in a context of its own, so that none sees another's values. */
class ContextVarTest {

  private final ContextVar<String> user = ContextVar.of("user");
  private final ContextVar<Integer> depth = ContextVar.withDefault("depth", 7);

  private static void inFreshContext(ScopedValue.CallableOp<?, Exception> body) throws Exception {
    Object _ = new Context().run(body);
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_var_new_1")
  void name_isGivenOnceAndShown() {
    assertThat(user.name()).isEqualTo("user");
    assertThat(user).hasToString("ContextVar[user]");
    assertThatThrownBy(() -> ContextVar.of(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void get_withoutValue_isTheGivenThenTheDefaultThenAnError() throws Exception {
    inFreshContext(
        () -> {
          assertThatThrownBy(user::get)
              .isInstanceOf(NoSuchElementException.class)
              .hasMessageContaining("user");
          assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
          assertThat(depth.get()).isEqualTo(7);
          assertThat(depth.getOrDefault(3)).isEqualTo(3);
          depth.set(1);
          assertThat(depth.getOrDefault(3)).isEqualTo(1);
          return null;
        });
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_getset_3")
  void default_isNoEntry_setAddsOneAndResetRemovesIt() throws Exception {
    inFreshContext(
        () -> {
          assertThat(depth.get()).isEqualTo(7);
          assertThat(Context.copyContext()).doesNotContainKey(depth).isEmpty();
          Token<Integer> token = depth.set(8);
          assertThat(Context.copyContext()).containsEntry(depth, 8);
          assertThat(token.hasOldValue()).isFalse();
          assertThatThrownBy(token::oldValue).isInstanceOf(NoSuchElementException.class);
          depth.reset(token);
          assertThat(depth.get()).isEqualTo(7);
          assertThat(Context.copyContext()).doesNotContainKey(depth);
          return null;
        });
  }

  @Test
  void token_knowsItsVariableAndTheValueBefore() throws Exception {
    inFreshContext(
        () -> {
          user.set("ann");
          Token<String> token = user.set("bob");
          assertThat(token.var()).isSameAs(user);
          assertThat(token.hasOldValue()).isTrue();
          assertThat(token.oldValue()).isEqualTo("ann");
          assertThat(token).hasToString("Token[ContextVar[user]]");
          user.reset(token);
          assertThat(token).hasToString("Token[ContextVar[user], used]");
          return null;
        });
  }

  @Test
  void null_isAValue() throws Exception {
    ContextVar<@Nullable String> maybe = ContextVar.withDefault("maybe", "default");
    inFreshContext(
        () -> {
          Token<@Nullable String> token = maybe.set(null);
          assertThat(maybe.get()).isNull();
          assertThat(maybe.getOrDefault("given")).isNull();
          assertThat(Context.copyContext()).containsKey(maybe);
          Token<@Nullable String> second = maybe.set("x");
          assertThat(second.hasOldValue()).isTrue();
          assertThat(second.oldValue()).isNull();
          maybe.reset(second);
          assertThat(maybe.get()).isNull();
          maybe.reset(token);
          assertThat(maybe.get()).isEqualTo("default");
          return null;
        });
    assertThat(ContextVar.<@Nullable String>withDefault("none", null).get()).isNull();
  }

  @Test
  void reset_withAUsedToken_fails() throws Exception {
    inFreshContext(
        () -> {
          Token<String> token = user.set("ann");
          user.reset(token);
          user.set("bob");
          assertThatThrownBy(() -> user.reset(token)).isInstanceOf(IllegalStateException.class);
          assertThat(user.get()).isEqualTo("bob");
          return null;
        });
  }

  @Test
  void reset_withATokenOfAnotherVariable_failsAndTheTokenIsStillGood() throws Exception {
    ContextVar<String> other = ContextVar.of("user");
    inFreshContext(
        () -> {
          Token<String> token = user.set("ann");
          assertThatThrownBy(() -> other.reset(token)).isInstanceOf(IllegalArgumentException.class);
          user.reset(token);
          assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
          return null;
        });
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_getset_4")
  void reset_withATokenOfAnotherContext_failsAndTheTokenIsStillGood() throws Exception {
    Context first = new Context();
    Token<String> token = first.run(() -> user.set("ann"));
    assertThatThrownBy(() -> new Context().run(() -> user.reset(token)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another context");
    assertThatThrownBy(() -> first.copy().run(() -> user.reset(token)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> user.reset(token)).isInstanceOf(IllegalArgumentException.class);
    first.run(() -> user.reset(token));
    assertThat(first).isEmpty();
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_token_contextmanager_without_default")
  void tokenBlock_endsWithTheVariableUnsetAgain() throws Exception {
    inFreshContext(
        () -> {
          try (Token<String> _ = user.set("ann")) {
            assertThat(user.get()).isEqualTo("ann");
          }
          assertThatThrownBy(user::get).isInstanceOf(NoSuchElementException.class);
          return null;
        });
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_token_contextmanager_on_exception")
  void tokenBlock_thatFails_restoresAndPassesTheExceptionOn() throws Exception {
    IOException failure = new IOException("frayed");
    inFreshContext(
        () -> {
          depth.set(1);
          assertThatThrownBy(
                  () -> {
                    try (Token<Integer> _ = depth.set(2)) {
                      throw failure;
                    }
                  })
              .isSameAs(failure)
              .hasNoSuppressedExceptions();
          assertThat(depth.get()).isEqualTo(1);
          return null;
        });
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_token_contextmanager_reentrant")
  void tokenBlock_nestedWithTheSameToken_failsAtTheSecondEnd() throws Exception {
    inFreshContext(
        () -> {
          Token<Integer> token = depth.set(2);
          assertThatThrownBy(
                  () -> {
                    try (token) {
                      try (token) {
                        assertThat(depth.get()).isEqualTo(2);
                      }
                    }
                  })
              .isInstanceOf(IllegalStateException.class);
          assertThat(depth.get()).isEqualTo(7);
          return null;
        });
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_token_contextmanager_multiple_c_set")
  void tokenBlock_discardsLaterSets() throws Exception {
    inFreshContext(
        () -> {
          depth.set(1);
          try (Token<Integer> _ = depth.set(2)) {
            depth.set(3);
            depth.set(4);
            assertThat(depth.get()).isEqualTo(4);
          }
          assertThat(depth.get()).isEqualTo(1);
          return null;
        });
  }

  @Test
  @CoversScenario(
      "test_context.ContextTest.test_token_contextmanager_with_explicit_reset_the_same_token")
  void tokenBlock_whoseTokenWasReset_failsAtItsEnd() throws Exception {
    inFreshContext(
        () -> {
          assertThatThrownBy(
                  () -> {
                    try (Token<Integer> token = depth.set(2)) {
                      depth.reset(token);
                      assertThat(depth.get()).isEqualTo(7);
                    }
                  })
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("used");
          assertThat(depth.get()).isEqualTo(7);
          return null;
        });
  }

  @Test
  @CoversScenario(
      "test_context.ContextTest.test_token_contextmanager_with_explicit_reset_another_token")
  void tokenBlock_inWhichAnInnerTokenWasReset_stillRestores() throws Exception {
    inFreshContext(
        () -> {
          try (Token<Integer> _ = depth.set(2)) {
            Token<Integer> inner = depth.set(3);
            depth.reset(inner);
            assertThat(depth.get()).isEqualTo(2);
          }
          assertThat(depth.get()).isEqualTo(7);
          return null;
        });
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_threads_1")
  void everyPoolThread_seesOnlyWhatItSet() throws Exception {
    user.set("main");
    try (ExecutorService pool = Executors.newFixedThreadPool(10)) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        int own = i;
        answers.add(
            pool.submit(
                () -> {
                  assertThat(user.getOrDefault("nobody")).isNotEqualTo("main");
                  for (int j = 0; j < 100; j++) {
                    depth.set(own * 1000 + j);
                    assertThat(depth.get()).isEqualTo(own * 1000 + j);
                  }
                  return true;
                }));
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
    assertThat(depth.get()).isEqualTo(7);
  }

  @Test
  void virtualThreads_haveContextsOfTheirOwn() throws Exception {
    inFreshContext(
        () -> {
          user.set("main");
          try (JoinedThreads threads = new JoinedThreads()) {
            AtomicReference<Token<String>> leaked = new AtomicReference<>();
            threads
                .startVirtual(
                    () -> {
                      assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
                      leaked.set(user.set("virtual"));
                    })
                .result();
            assertThat(user.get()).isEqualTo("main");
            assertThatThrownBy(() -> leaked.get().close())
                .isInstanceOf(IllegalArgumentException.class);
          }
          return null;
        });
  }

  @Test
  void manyVariables_areKeptApart() throws Exception {
    List<ContextVar<Integer>> variables = new ArrayList<>();
    List<Token<Integer>> tokens = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      variables.add(ContextVar.of("v" + i));
    }
    inFreshContext(
        () -> {
          for (int i = 0; i < 500; i++) {
            tokens.add(variables.get(i).set(i));
            assertThat(Context.copyContext()).hasSize(i + 1);
          }
          for (int i = 0; i < 500; i += 2) {
            variables.get(i).reset(tokens.get(i));
          }
          for (int i = 0; i < 500; i++) {
            assertThat(variables.get(i).getOrDefault(-1)).isEqualTo(i % 2 == 0 ? -1 : i);
          }
          assertThat(Context.copyContext()).hasSize(250);
          return null;
        });
  }
}

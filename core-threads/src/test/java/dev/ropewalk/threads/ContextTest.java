package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.JoinedThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ContextTest {

  private final ContextVar<String> user = ContextVar.of("user");
  private final ContextVar<Integer> depth = ContextVar.withDefault("depth", 7);

  @Test
  @CoversScenario("test_context.ContextTest.test_context_get_context_1")
  void copyContext_isANewContextWithTheCurrentValues() {
    Context context = new Context();
    context.run(
        () -> {
          user.set("ann");
          Context copy = Context.copyContext();
          assertThat(copy).isNotSameAs(context).isEqualTo(context).containsEntry(user, "ann");
        });
    assertThat(Context.copyContext().getClass()).isEqualTo(Context.class);
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_run_2")
  void run_givesTheBodysResult() {
    String greeting = "ahoy";
    assertThat(new Context().<String, RuntimeException>run(() -> greeting + "!"))
        .isEqualTo("ahoy!");
    List<String> seen = new ArrayList<>();
    Runnable body = () -> seen.add(greeting);
    new Context().run(body);
    assertThat(seen).containsExactly("ahoy");
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_run_3")
  void run_passesTheBodysExceptionOn_andTheContextIsLeft() {
    Context context = new Context();
    IOException failure = new IOException("frayed");
    assertThatThrownBy(
            () ->
                context.<Void, IOException>run(
                    () -> {
                      user.set("ann");
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
    assertThat(context.get(user)).isEqualTo("ann");
    assertThat(context.<String, RuntimeException>run(user::get)).isEqualTo("ann");
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_run_4")
  void valuesSetInOneContext_areInvisibleInANestedRunOfAnother_andStayInTheFirst() {
    Context outer = new Context();
    Context inner = new Context();
    outer.run(
        () -> {
          assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
          user.set("ann");
          inner.run(
              () -> {
                assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
                user.set("bob");
                assertThat(outer.get(user)).isEqualTo("ann");
              });
          assertThat(user.get()).isEqualTo("ann");
        });
    outer.run(() -> assertThat(user.get()).isEqualTo("ann"));
    inner.run(() -> assertThat(user.get()).isEqualTo("bob"));
    assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_run_6")
  void runningContext_asAMap_showsCurrentValuesAndNoDefaults() {
    Context context = new Context();
    context.run(
        () -> {
          assertThat(depth.get()).isEqualTo(7);
          assertThat(context).isEmpty();
          assertThat(context.get(depth)).isNull();
          depth.set(1);
          assertThat(context.getOrThrow(depth)).isEqualTo(1);
          depth.set(2);
          assertThat(context).hasSize(1).containsEntry(depth, 2);
        });
  }

  @Test
  void run_ofARunningContext_fails() {
    Context context = new Context();
    context.run(
        () -> {
          assertThatThrownBy(() -> context.run(() -> {}))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("running already");
          new Context()
              .run(
                  () ->
                      assertThatThrownBy(() -> context.run(() -> {}))
                          .isInstanceOf(IllegalStateException.class));
          user.set("still inside");
        });
    assertThat(context.get(user)).isEqualTo("still inside");
    context.run(() -> {});
  }

  @Test
  void run_ofAContextThatRunsOnAnotherThread_fails() throws Exception {
    Context context = new Context();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    try (JoinedThreads threads = new JoinedThreads()) {
      var other =
          threads.startVirtual(
              () ->
                  context.<Boolean, InterruptedException>run(
                      () -> {
                        user.set("there");
                        entered.countDown();
                        gate.await();
                        return true;
                      }));
      entered.await();
      assertThatThrownBy(() -> context.run(() -> {})).isInstanceOf(IllegalStateException.class);
      assertThat(context.get(user)).isEqualTo("there");
      assertThat(context.copy().<String, RuntimeException>run(user::get)).isEqualTo("there");
      gate.countDown();
      assertThat(other.result()).isTrue();
    }
    assertThat(context.<String, RuntimeException>run(user::get)).isEqualTo("there");
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_getset_5")
  void settingInACopy_neverChangesTheOriginal_butMutableValuesAreShared() {
    ContextVar<List<String>> list = ContextVar.of("list");
    Context original = new Context();
    original.run(() -> list.set(new ArrayList<>()));
    original.run(() -> user.set("ann"));
    Context copy = original.copy();
    copy.run(
        () -> {
          user.set("bob");
          list.get().add("shared");
        });
    assertThat(original.get(user)).isEqualTo("ann");
    assertThat(copy.get(user)).isEqualTo("bob");
    assertThat(original.get(list)).containsExactly("shared");
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_isinstance")
  void context_isAReadOnlyMap() {
    Context context = new Context();
    context.run(() -> user.set("ann"));
    Map<ContextVar<?>, Object> map = context;
    assertThat(map.keySet()).containsExactly(user);
    assertThat(map.values()).containsExactly("ann");
    assertThat(map.entrySet()).containsExactly(Map.entry(user, "ann"));
    assertThat(map.containsKey(user)).isTrue();
    assertThat(map.containsKey(depth)).isFalse();
    assertThatThrownBy(() -> map.put(user, "bob"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.remove(user)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.replaceAll((_, _) -> "bob"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.keySet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue("bob"))
        .isInstanceOf(UnsupportedOperationException.class);
    Iterator<ContextVar<?>> keys = map.keySet().iterator();
    keys.next();
    assertThatThrownBy(keys::remove).isInstanceOf(UnsupportedOperationException.class);
    assertThat(context.get(user)).isEqualTo("ann");
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_typerrors_1")
  @SuppressWarnings("CollectionIncompatibleType") // on purpose
  void lookup_ofWhatIsNoVariable_fails() {
    Context context = new Context();
    assertThatThrownBy(() -> context.get("user"))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("java.lang.String");
    assertThatThrownBy(() -> context.containsKey(1)).isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> context.getOrDefault("user", 1))
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> context.get((Object) null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void lookups_ofAVariable() {
    Context context = new Context();
    assertThat(context.get(user)).isNull();
    assertThat(context.getOrDefault(user, "nobody")).isEqualTo("nobody");
    assertThatThrownBy(() -> context.getOrThrow(user))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("user");
    context.run(() -> user.set("ann"));
    assertThat(context.get(user)).isEqualTo("ann");
    assertThat(context.getOrDefault(user, "nobody")).isEqualTo("ann");
    assertThat(context.getOrThrow(user)).isEqualTo("ann");
    assertThat(((Map<?, ?>) context).get(user)).isEqualTo("ann");
    assertThat(((Map<?, ?>) context).getOrDefault(user, null)).isEqualTo("ann");
  }

  @Test
  void iteration_showsTheValuesOfItsStart() {
    Context context = new Context();
    context.run(
        () -> {
          user.set("ann");
          Iterator<Map.Entry<ContextVar<?>, Object>> entries = context.entrySet().iterator();
          user.set("bob");
          depth.set(1);
          assertThat(entries.next().getValue()).isEqualTo("ann");
          assertThat(entries.hasNext()).isFalse();
          assertThat(context.values()).containsExactlyInAnyOrder("bob", 1);
        });
  }

  @Test
  void equality_isThatOfMaps() {
    Context one = new Context();
    Context two = new Context();
    assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    one.run(() -> user.set("ann"));
    assertThat(one).isNotEqualTo(two);
    two.run(() -> user.set(new String("ann")));
    assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    two.run(() -> user.set("bob"));
    assertThat(one).isNotEqualTo(two);
    Context other = new Context();
    other.run(() -> depth.set(1));
    assertThat(one).isNotEqualTo(other);
    Map<Object, Object> map = new HashMap<>(Map.of(user, "ann"));
    assertThat((Object) one).isEqualTo(map);
    assertThat(map).isEqualTo(one);
    map.put("user", "ann");
    assertThat((Object) one).isNotEqualTo(map);
    assertThat(map).isNotEqualTo(one);
    assertThat(one.toString()).isEqualTo("{ContextVar[user]=ann}");
  }

  @Test
  @CoversScenario("test_context.ContextTest.test_context_eq_reentrant_contextvar_set")
  void equality_whoseValuesChangeTheContext_comparesWhatWasThere() {
    Context one = new Context();
    Context two = new Context();
    ContextVar<Object> first = ContextVar.of("first");
    ContextVar<Object> second = ContextVar.of("second");
    Object meddler = new MeddlesInEquals(() -> second.set("changed"));
    for (Context context : List.of(one, two)) {
      context.run(() -> first.set(meddler));
      context.run(() -> second.set("same"));
      for (int i = 0; i < 20; i++) {
        ContextVar<Integer> more = ContextVar.withDefault("more", i);
        context.run(() -> more.set(1));
      }
    }
    Context copy = one.copy();
    copy.run(() -> first.set(new MeddlesInEquals(() -> second.set("changed"))));
    assertThat(one.<Boolean, RuntimeException>run(() -> one.equals(copy))).isTrue();
    assertThat(one.get(second)).isEqualTo("changed");
    assertThat(one.equals(two)).isFalse();
  }

  /** Equal to its like, after doing something else. */
  private static final class MeddlesInEquals {
    private final Runnable meddling;

    MeddlesInEquals(Runnable meddling) {
      this.meddling = meddling;
    }

    @Override
    public boolean equals(Object other) {
      meddling.run();
      return other instanceof MeddlesInEquals;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void contexts_holdEachVariableOnce() {
    Context context = new Context();
    for (int i = 0; i < 10; i++) {
      int value = i;
      context.run(() -> depth.set(value));
    }
    assertThat(context.keySet()).isEqualTo(Set.of(depth));
    assertThat(context).hasSize(1);
  }
}

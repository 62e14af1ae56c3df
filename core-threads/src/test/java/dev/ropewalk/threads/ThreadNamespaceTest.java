package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.CoversScenario;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadNamespaceTest {

  @Test
  @CoversScenario("test_threading_local.BaseLocalTest.test_threading_local")
  void attribute_setInOneThread_isAbsentInAnother() throws Exception {
    ThreadNamespace local = new ThreadNamespace();
    CountDownLatch set = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    ChildThread<Object> first =
        ChildThread.of(
            () -> {
              local.set("x", "hemp");
              set.countDown();
              looked.await();
              return local.get("x");
            });
    ChildThread<Boolean> second =
        ChildThread.of(
            () -> {
              set.await();
              assertThatThrownBy(() -> local.get("x"))
                  .isInstanceOf(NoSuchElementException.class)
                  .hasMessageContaining("no attribute x");
              assertThatThrownBy(() -> local.delete("x"))
                  .isInstanceOf(NoSuchElementException.class);
              boolean absent = !local.contains("x");
              local.set("x", "flax");
              looked.countDown();
              return absent;
            });
    first.start();
    second.start();
    assertThat(second.result()).isTrue();
    assertThat(first.result()).isEqualTo("hemp");
  }

  @Test
  @CoversScenario("test_threading_local.BaseLocalTest.test_derived")
  void initializer_runsOnceInEachThread_beforeItsFirstAccess() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    ThreadNamespace local =
        new ThreadNamespace(
            namespace -> {
              namespace.set("number", runs.incrementAndGet());
              namespace.set("thread", Thread.currentThread().threadId());
            });
    for (int i = 1; i <= 5; i++) {
      int expected = i;
      ChildThread<?> child =
          ChildThread.of(
              () -> {
                assertThat(local.get("number", Integer.class)).isEqualTo(expected);
                local.set("number", -expected);
                assertThat(local.get("number")).isEqualTo(-expected);
                assertThat(local.get("thread")).isEqualTo(Threads.ident());
                return true;
              });
      child.start();
      assertThat(child.result()).isEqualTo(true);
    }
    assertThat(runs).hasValue(5);
  }

  @Test
  void initializerThatFails_runsAgainAtTheNextAccess() {
    AtomicInteger runs = new AtomicInteger();
    ThreadNamespace local =
        new ThreadNamespace(
            namespace -> {
              namespace.set("x", runs.get());
              if (runs.getAndIncrement() == 0) {
                throw new IllegalStateException("frayed");
              }
            });
    assertThatThrownBy(() -> local.get("x")).hasMessage("frayed");
    assertThat(local.get("x")).isEqualTo(1);
  }

  @Test
  @CoversScenario("test_threading_local.BaseLocalTest.test_dict_attribute")
  void map_isReadableAndShowsChanges_butCantBeChanged() {
    ThreadNamespace local = new ThreadNamespace();
    local.set("x", 1);
    Map<String, Object> map = local.asMap();
    local.set("y", null);
    assertThat(map).containsEntry("x", 1).containsEntry("y", null).hasSize(2);
    assertThatThrownBy(() -> map.put("z", 1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThat(local.get("y")).isNull();
    assertThat(local.getOrDefault("y", 2)).isNull();
    assertThat(local.getOrDefault("z", 2)).isEqualTo(2);
    local.delete("x");
    assertThat(map).containsOnlyKeys("y");
    assertThatThrownBy(() -> local.get("x", Integer.class))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void cleanup_runsWhenAChildEnds_onThatThread_andInClear() throws Exception {
    List<String> cleaned = new CopyOnWriteArrayList<>();
    ThreadNamespace local =
        new ThreadNamespace(
            namespace -> namespace.set("x", "initial"),
            attributes -> cleaned.add(attributes.get("x") + " " + Threads.ident()));
    ChildThread<?> unused = ChildThread.of(() -> {}).start();
    unused.join();
    assertThat(cleaned).isEmpty();
    ChildThread<?> platform = ChildThread.of(() -> local.set("x", "platform")).start();
    platform.join();
    ChildThread<?> virtual = ChildThread.ofVirtual(() -> local.set("x", "virtual")).start();
    virtual.join();
    assertThat(cleaned)
        .containsExactly("platform " + platform.ident(), "virtual " + virtual.ident());
    cleaned.clear();
    local.set("x", "here");
    local.clear();
    local.clear();
    assertThat(cleaned).containsExactly("here " + Threads.ident());
    assertThat(local.get("x")).isEqualTo("initial");
  }

  @Test
  void cleanupThatFails_isReported_andTheOthersRun() throws Exception {
    List<String> cleaned = new CopyOnWriteArrayList<>();
    List<Throwable> reported = new CopyOnWriteArrayList<>();
    ThreadNamespace first =
        new ThreadNamespace(
            _ -> {},
            _ -> {
              throw new IllegalStateException("frayed");
            });
    ThreadNamespace second = new ThreadNamespace(_ -> {}, _ -> cleaned.add("second"));
    ExceptionHook before = ExceptionHook.set(failure -> reported.add(failure.throwable()));
    try {
      ChildThread<String> child =
          ChildThread.of(
              () -> {
                first.set("x", 1);
                second.set("x", 1);
                return "result";
              });
      assertThat(child.start().result()).isEqualTo("result");
    } finally {
      ExceptionHook.set(before);
    }
    assertThat(cleaned).containsExactly("second");
    assertThat(reported).singleElement().extracting(Throwable::getMessage).isEqualTo("frayed");
  }
}

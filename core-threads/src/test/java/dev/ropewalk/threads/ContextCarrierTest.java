package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.threads.internal.ContextValueException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContextCarrierTest {

  private final List<String> log = new ArrayList<>();

  private ContextCarrier logging(String name) {
    return () -> {
      log.add("capture " + name);
      return () -> {
        log.add("install " + name);
        return () -> log.add("close " + name);
      };
    };
  }

  private ContextCarrier failing(String where) {
    return () ->
        () -> {
          if (where.equals("install")) {
            throw new IllegalStateException("install failed");
          }
          return () -> {
            throw new IllegalStateException("close failed");
          };
        };
  }

  @Test
  void all_installsInOrderAndClosesInReverse() {
    ContextCarrier.Snapshot snapshot =
        ContextCarrier.all(List.of(logging("a"), logging("b"))).capture();
    try (ContextCarrier.Installed _ = snapshot.install()) {
      log.add("body");
    }
    assertThat(log)
        .containsExactly(
            "capture a", "capture b", "install a", "install b", "body", "close b", "close a");
  }

  @Test
  void all_whenOneInstallFails_closesTheOnesBefore() {
    ContextCarrier.Snapshot snapshot =
        ContextCarrier.all(List.of(logging("a"), failing("install"), logging("c"))).capture();
    assertThatThrownBy(snapshot::install).hasMessage("install failed");
    assertThat(log).containsExactly("capture a", "capture c", "install a", "close a");
  }

  @Test
  void all_whenClosesFail_closesTheOthersAndKeepsEveryFailure() {
    ContextCarrier.Installed installed =
        ContextCarrier.all(List.of(logging("a"), failing("close"), failing("close")))
            .capture()
            .install();
    assertThatThrownBy(installed::close)
        .hasMessage("close failed")
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    assertThat(log).containsExactly("capture a", "install a", "close a");
  }

  @Test
  void snapshot_canBeInstalledAgain() {
    ContextCarrier.Snapshot snapshot = ContextCarrier.all(List.of(logging("a"))).capture();
    snapshot.install().close();
    snapshot.install().close();
    assertThat(log).containsExactly("capture a", "install a", "close a", "install a", "close a");
  }

  @Test
  void none_doesNothing() {
    ContextCarrier.none().capture().install().close();
  }

  private final ContextVar<String> user = ContextVar.of("user");

  @Test
  void contextVariables_areCarriedToTheWorkAndNothingComesBack() throws Exception {
    ContextCarrier.Snapshot snapshot =
        new Context()
            .run(
                () -> {
                  user.set("ann");
                  ContextCarrier.Snapshot captured = ContextCarrier.contextVariables().capture();
                  user.set("later");
                  return captured;
                });
    try (JoinedThreads threads = new JoinedThreads()) {
      threads
          .start(
              () -> {
                user.set("before");
                for (int i = 0; i < 2; i++) {
                  try (ContextCarrier.Installed _ = snapshot.install()) {
                    assertThat(user.get()).isEqualTo("ann");
                    user.set("work");
                  }
                }
                assertThat(user.get()).isEqualTo("before");
              })
          .result();
    }
  }

  @Test
  void contextVariables_ofOneSnapshot_areInstalledOnTwoThreadsAtOnce() throws Exception {
    ContextCarrier.Snapshot snapshot = ContextCarrier.contextVariables().capture();
    try (ContextCarrier.Installed _ = snapshot.install();
        JoinedThreads threads = new JoinedThreads()) {
      threads
          .start(
              () -> {
                try (ContextCarrier.Installed _ = snapshot.install()) {
                  user.set("there");
                }
              })
          .result();
      assertThat(user.getOrDefault("nobody")).isEqualTo("nobody");
    }
  }

  @Test
  void contextVariables_closedOutOfOrderOrElsewhere_fail() throws Exception {
    ContextCarrier carrier = ContextCarrier.contextVariables();
    ContextCarrier.Installed outer = carrier.capture().install();
    ContextCarrier.Installed inner = carrier.capture().install();
    assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
    try (JoinedThreads threads = new JoinedThreads()) {
      threads
          .start(
              () ->
                  assertThatThrownBy(inner::close)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("thread that entered it"))
          .result();
    }
    inner.close();
    outer.close();
  }

  /** What this test's thread carries, in a snapshot that can travel. */
  private record Travelling(String what) implements ContextCarrier.Snapshot, Serializable {
    private static final List<String> INSTALLED = new ArrayList<>();

    @Override
    public ContextCarrier.Installed install() {
      INSTALLED.add(what);
      return () -> {};
    }
  }

  @Test
  void all_sendsWhatCanTravelToOtherProcesses_andLeavesTheRestBehind() throws Exception {
    Travelling.INSTALLED.clear();
    ContextCarrier.Snapshot snapshot =
        ContextCarrier.all(List.of(ContextCarrier.none(), () -> new Travelling("trace id")))
            .capture();
    travelled(snapshot).install().close();
    assertThat(Travelling.INSTALLED).containsExactly("trace id");
    snapshot.install().close();
    assertThat(Travelling.INSTALLED).containsExactly("trace id", "trace id");
    assertThat(ContextCarrier.all(List.of(ContextCarrier.none())).capture())
        .isNotInstanceOf(Serializable.class);
  }

  private static ContextCarrier.Snapshot travelled(ContextCarrier.Snapshot snapshot)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(snapshot);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ContextCarrier.Snapshot) in.readObject();
    }
  }

  @Test
  void portableVariables_travel_theOthersStay() throws Exception {
    ContextVar<@Nullable String> rope = ContextVar.portable("test.rope");
    ContextVar<@Nullable String> knot = ContextVar.portable("test.knot");
    ContextVar<Thread> hand = ContextVar.of("hand");
    ContextCarrier.Snapshot snapshot;
    try (Token<?> _ = rope.set("hemp");
        Token<?> _ = knot.set(null);
        Token<?> _ = hand.set(Thread.currentThread())) {
      snapshot = travelled(ContextCarrier.contextVariables().capture());
    }
    try (Token<?> _ = hand.set(Thread.currentThread());
        ContextCarrier.Installed _ = snapshot.install()) {
      assertThat(rope.get()).isEqualTo("hemp");
      assertThat(knot.getOrDefault("none")).isNull();
      assertThat(Context.copyContext()).hasSize(2);
    }
    assertThat(rope.getOrDefault("none")).isEqualTo("none");
    try (Token<?> _ = hand.set(Thread.currentThread())) {
      assertThat(travelled(ContextCarrier.contextVariables().capture()).carriesNothing()).isTrue();
    }
  }

  @Test
  void portableVariable_whoseValueIsNotSerializable_isNamed() {
    ContextVar<Thread> hand = ContextVar.portable("test.hand");
    try (Token<?> _ = hand.set(Thread.currentThread())) {
      ContextCarrier.Snapshot snapshot = ContextCarrier.contextVariables().capture();
      assertThatThrownBy(() -> travelled(snapshot))
          .isInstanceOf(ContextValueException.class)
          .hasMessage("java.lang.Thread in the context variable test.hand is not Serializable");
    }
  }

  @Test
  void portableVariable_isOneForEachName() {
    assertThat(ContextVar.portable("test.rope")).isSameAs(ContextVar.portable("test.rope"));
    assertThat(ContextVar.portable("test.rope")).isNotSameAs(ContextVar.portable("test.yarn"));
    assertThat(ContextVar.portable("test.rope").name()).isEqualTo("test.rope");
    assertThatThrownBy(() -> ContextVar.portable(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("a context variable needs a name");
  }
}

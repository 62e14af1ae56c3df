package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.JoinedThreads;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
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
    ContextCarrier.Snapshot snapshot =
        ContextCarrier.all(
                List.of(ContextCarrier.contextVariables(), () -> new Travelling("trace id")))
            .capture();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(snapshot);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ((ContextCarrier.Snapshot) in.readObject()).install().close();
    }
    assertThat(Travelling.INSTALLED).containsExactly("trace id");
    snapshot.install().close();
    assertThat(Travelling.INSTALLED).containsExactly("trace id", "trace id");
    assertThat(ContextCarrier.all(List.of(ContextCarrier.contextVariables())).capture())
        .isNotInstanceOf(Serializable.class);
  }
}

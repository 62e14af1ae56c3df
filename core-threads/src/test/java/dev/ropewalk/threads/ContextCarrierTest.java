package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}

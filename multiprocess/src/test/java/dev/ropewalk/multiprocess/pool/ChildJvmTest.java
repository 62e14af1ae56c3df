package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingLeftBehind.class)
class ChildJvmTest {

  /** A JVM that waits for a thread in native code takes longer. */
  private static final Duration SOON = Duration.ofMillis(300);

  private static ChildJvm start() throws Exception {
    return ChildJvm.start(
        LaunchSettings.plain(JavaCommand.heap()), "strand", false, AuthKey.ofThisTree());
  }

  private static Packet body() throws Exception {
    PortableRunnable nothing = () -> {};
    return Codec.encodeTask(Wire.BODY, nothing, null, null);
  }

  @Test
  void key_isNotOnTheCommandLineAndNotInTheEnvironment() throws Exception {
    ChildJvm child = start();
    child.connect();
    byte[] key = AuthKey.ofThisTree().bytes();
    List<String> forms =
        List.of(
            new String(key, StandardCharsets.ISO_8859_1),
            HexFormat.of().formatHex(key),
            Base64.getEncoder().encodeToString(key));
    for (String file : List.of("cmdline", "environ")) {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + child.pid() + "/" + file));
      String seen = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(seen).as(file).isNotEmpty().doesNotContainIgnoringCase(forms.get(1));
      assertThat(seen).as(file).doesNotContain(forms);
    }
    child.sendAll(List.of(body()));
    assertThat(child.receive()).isNull();
    assertThat(child.awaitExit()).isZero();
  }

  @Test
  void jvm_thatIsKilledWhileItStarts_failsToConnect() throws Exception {
    ChildJvm child = start();
    child.kill();
    assertThatIOException()
        .isThrownBy(child::connect)
        .withMessageContaining("child process " + child.pid() + " did not become ready");
    assertThat(child.awaitExit()).isEqualTo(-9);
    assertThat(child.isAlive()).isFalse();
  }

  /** Of several, because one may be held up by what else this machine does. */
  @Test
  void jvm_thatEnds_isNotHeldUpByItsConnection() throws Exception {
    Duration shortest = Delays.LONG;
    for (int i = 0; i < 5 && shortest.compareTo(SOON) >= 0; i++) {
      ChildJvm child = start();
      child.connect();
      child.send(Wire.frame(Wire.WORKER));
      long start = System.nanoTime();
      child.send(Wire.frame(Wire.QUIT));
      assertThat(child.awaitExit()).isZero();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      shortest = took.compareTo(shortest) < 0 ? took : shortest;
    }
    assertThat(shortest).isLessThan(SOON);
  }

  @Test
  void jvm_thatWillNotEnd_isKilled() throws Exception {
    ChildJvm child = start();
    child.connect();
    child.sendAll(List.of(bodyThatHangsInAHook(false)));
    assertThat(child.awaitExitOrKill(Delays.MEDIUM)).isEqualTo(-9);
  }

  private static void terminateThisProcess() {
    try {
      String pid = "" + ProcessHandle.current().pid();
      int _ = new ProcessBuilder("kill", pid).start().waitFor();
      LockSupport.park();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Packet bodyThatHangsInAHook(boolean signalled) throws Exception {
    PortableRunnable hanging =
        () -> {
          Runtime.getRuntime()
              .addShutdownHook(
                  new Thread(
                      () -> {
                        while (true) {
                          LockSupport.park();
                        }
                      }));
          if (signalled) {
            terminateThisProcess();
          }
          System.exit(0);
        };
    return Codec.encodeTask(Wire.BODY, hanging, null, null);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void jvm_whoseHooksTakeLongerThanTheyMay_isKilled(boolean signalled) throws Exception {
    ChildJvm child = start();
    child.connect();
    child.limitExit(Delays.SHORT);
    child.sendAll(List.of(bodyThatHangsInAHook(signalled)));
    assertThat(child.receive()).isNull();
    assertThat(child.awaitExit()).isEqualTo(-9);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, 0", "1, false, 1", "128, false, 128", "129, false, -1", "137, false, -9",
    "143, false, -15", "137, true, 137", "192, false, -64", "193, false, 193", "255, false, 255"
  })
  void exitCode_isASignalUnlessTheProgramAskedForIt(int status, boolean announced, int code) {
    assertThat(ChildJvm.exitCode(status, announced)).isEqualTo(code);
  }

  @Test
  void spawn_isRecordedWhenAskedFor(@TempDir Path folder) throws Exception {
    assertThat(eventsOfOneSpawn(folder.resolve("off.jfr"), false)).isEmpty();
    List<RecordedEvent> events = eventsOfOneSpawn(folder.resolve("on.jfr"), true);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getLong("pid")).isPositive();
    assertThat(events.getFirst().getDuration()).isPositive();
  }

  private static List<RecordedEvent> eventsOfOneSpawn(Path file, boolean enable) throws Exception {
    try (Recording recording = new Recording()) {
      if (enable) {
        recording.enable("dev.ropewalk.ProcessSpawn").withoutThreshold();
      }
      recording.start();
      ChildJvm child = start();
      child.connect();
      child.sendAll(List.of(body()));
      int _ = child.awaitExit();
      recording.stop();
      recording.dump(file);
      List<RecordedEvent> events =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().equals("dev.ropewalk.ProcessSpawn"))
              .toList();
      events.forEach(event -> assertThat(event.getLong("pid")).isEqualTo(child.pid()));
      return events;
    }
  }
}

package dev.ropewalk.multiprocess.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.ProcessOptions;
import dev.ropewalk.multiprocess.connection.Pipe;
import dev.ropewalk.testkit.ChildProgram;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where sockets lie when the folder for temporary files is not as it should be. */
@ExtendWith(NothingLeftBehind.class)
class PrivateSocketTest {

  private static ChildProgram runIn(Path temporary) throws Exception {
    return ChildProgram.run(
        List.of("--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + temporary),
        Connecting.class);
  }

  static final class ConnectingFromElsewhere {
    public static void main(String[] args) throws Exception {
      ProcessOptions elsewhere =
          ProcessOptions.builder().setDirectory(Path.of(System.getProperty("elsewhere"))).build();
      ChildProcess process =
          ChildProcess.of(() -> System.out.println("started")).setOptions(elsewhere).start();
      process.join();
    }
  }

  @Test
  void folderWithARelativePath_isFoundByAChildInAnotherFolder(@TempDir Path folder)
      throws Exception {
    Path here = Path.of("").toAbsolutePath();
    Path relative = here.relativize(folder);
    String deeperThanHere = "deep/".repeat(here.getNameCount());
    Path elsewhere = Files.createDirectories(folder.resolve(deeperThanHere));
    ChildProgram program =
        ChildProgram.run(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + relative,
                "-Delsewhere=" + elsewhere),
            ConnectingFromElsewhere.class);
    assertThat(program.errors()).isEmpty();
    assertThat(program.output()).containsExactly("started");
  }

  @Test
  void reasonWhyThereIsNoSocket_isTold_andTheLengthOfItsPathOnlyIfItIsLong() throws Exception {
    PrivateSocket socket = PrivateSocket.create();
    try (ServerSocketChannel _ = socket.listen()) {
      assertThatThrownBy(socket::listen)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(socket.path().getParent().toString(), "Address already in use")
          .hasMessageNotContaining("tmpdir");
    }
  }

  static final class Connecting {
    public static void main(String[] args) throws Exception {
      try (Pipe pipe = Pipe.duplex()) {
        pipe.first().send("piped");
        System.out.println(pipe.second().receive());
      }
      ChildProcess process = ChildProcess.of(() -> System.out.println("started")).start();
      process.join();
    }
  }

  @Test
  void folderWithALongPath_isPassedOver(@TempDir Path folder) throws Exception {
    Path deep = Files.createDirectory(folder.resolve("deep".repeat(25)));
    ChildProgram program = runIn(deep);
    assertThat(program.errors()).isEmpty();
    assertThat(program.output()).containsExactly("piped", "started");
    assertThat(program.exitCode()).isZero();
    assertThat(deep).isEmptyDirectory();
  }

  @Test
  void folderThatIsMissing_isNamed_withWhatToDo(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing");
    ChildProgram program = runIn(missing);
    assertThat(program.exitCode()).isEqualTo(1);
    assertThat(program.errors())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "cannot make a folder for a Unix-domain socket in " + missing,
                        "-Djava.io.tmpdir"));
  }
}

package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import java.io.NotSerializableException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecTest {

  private static final ClassLoader OURS = CodecTest.class.getClassLoader();

  @Test
  void object_afterItChanged_isEncodedAnew() throws Exception {
    List<Integer> list = new ArrayList<>(List.of(1));
    byte[] before = Codec.encode(Wire.RESULT, list);
    list.add(2);
    byte[] after = Codec.encode(Wire.RESULT, list);
    assertThat(before[0]).isEqualTo(Wire.RESULT);
    assertThat(Codec.decode(before, OURS)).isEqualTo(List.of(1));
    assertThat(Codec.decode(after, null)).isEqualTo(List.of(1, 2));
  }

  @Test
  void primitiveTypesAndNull_travel() throws Exception {
    assertThat(Codec.decode(Codec.encode(Wire.RESULT, null), OURS)).isNull();
    assertThat(Codec.decode(Codec.encode(Wire.RESULT, int.class), OURS)).isEqualTo(int.class);
    assertThat(Codec.decode(Codec.encode(Wire.RESULT, new long[] {1}), OURS))
        .isEqualTo(new long[] {1});
  }

  @Test
  void severalObjects_areAnArray() throws Exception {
    byte[] frame = Codec.encode(Wire.BODY, new Object[] {"a", null});
    assertThat(Codec.decodeSeveral(Packet.of(frame), OURS, null, null)).containsExactly("a", null);
    assertThatIOException()
        .isThrownBy(
            () -> Codec.decodeSeveral(Packet.of(Codec.encode(Wire.BODY, "a")), OURS, null, null));
  }

  @Test
  void objectThatIsNotSerializable_isNamed() {
    assertThatThrownBy(() -> Codec.encode(Wire.RESULT, List.of(new Object())))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("java.lang.Object");
  }

  @Test
  void nestingWithoutEnd_isAnError() {
    Object deep = new Object[0];
    for (int i = 0; i < 100_000; i++) {
      deep = new Object[] {deep};
    }
    Object deepest = deep;
    assertThatIOException()
        .isThrownBy(() -> Codec.encode(Wire.RESULT, deepest))
        .withMessageContaining("nested too deeply");
  }

  @Test
  void classes_areFoundByTheLoaderGiven(@TempDir Path folder) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Far.java"),
            "public record Far(int distance) implements java.io.Serializable {}");
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
        .isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, OURS)) {
      Object far = loader.loadClass("Far").getConstructor(int.class).newInstance(3);
      byte[] frame = Codec.encode(Wire.RESULT, far);
      assertThat(Codec.decode(frame, loader)).isEqualTo(far);
      assertThatThrownBy(() -> Codec.decode(frame, OURS))
          .isInstanceOf(ClassNotFoundException.class)
          .hasMessageContaining("Far");
    }
  }
}

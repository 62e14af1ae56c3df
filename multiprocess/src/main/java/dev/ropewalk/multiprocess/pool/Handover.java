package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.connection.AuthKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.event.Level;

/**
 * What a child is told on its standard input: the one way that neither other users nor the processes that the child starts can
 * look at.
 *
 * @param identity who the child is
 * @param socket where its parent waits
 * @param key what both know and nobody else
 * @param challenge bytes that nobody else has seen, new for each child
 * @param logs where its log records go
 * @param logLevel below which it makes none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Handover(
    Identity identity, Path socket, AuthKey key, byte[] challenge, LogRoute logs, Level logLevel) {

  /** Writes it all, and ends the stream. */
  void writeTo(OutputStream standardInput) throws IOException {
    try (DataOutputStream out = new DataOutputStream(standardInput)) {
      out.writeLong(identity.parent());
      writeText(out, identity.parentName());
      writeText(out, identity.name());
      out.writeBoolean(identity.daemon());
      writeText(out, socket.toString());
      writeBytes(out, key.bytes());
      out.write(challenge);
      writeText(out, logs.name());
      out.writeInt(logLevel.toInt());
    }
  }

  /** The other way round. */
  static Handover readFrom(InputStream standardInput) throws IOException {
    DataInputStream in = new DataInputStream(standardInput);
    long parent = in.readLong();
    String parentName = readText(in);
    Identity identity = new Identity(readText(in), in.readBoolean(), parent, parentName);
    Path socket = Path.of(readText(in));
    AuthKey key = AuthKey.of(readBytes(in, in.readInt()));
    byte[] challenge = readBytes(in, Handshake.CHALLENGE);
    LogRoute logs = LogRoute.valueOf(readText(in));
    return new Handover(identity, socket, key, challenge, logs, Level.intToLevel(in.readInt()));
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in, in.readInt()), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the parent ended before it had told who it is");
    }
    return bytes;
  }

  /** Hides the key and the challenge. */
  @Override
  public String toString() {
    return "Handover[" + identity + "]";
  }
}

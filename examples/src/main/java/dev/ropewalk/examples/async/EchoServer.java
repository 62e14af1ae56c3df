package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncServerSocket;
import dev.ropewalk.async.AsyncSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A server and its client on one event loop. */
public final class EchoServer {

  private EchoServer() {}

  // snippet-start
  static void serve(AsyncServerSocket server) throws IOException {
    while (true) {
      AsyncSocket socket = server.accept();
      Async.createTask(() -> echo(socket));
    }
  }

  static void echo(AsyncSocket socket) throws IOException {
    try (socket) {
      ByteBuffer buffer = ByteBuffer.allocate(1024);
      while (socket.read(buffer) >= 0) {
        socket.write(buffer.flip());
        buffer.clear();
      }
    }
  }

  static void talk() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    AsyncServerSocket server = AsyncServerSocket.bind(anyPort);
    Async.createTask(() -> serve(server));
    try (AsyncSocket socket = AsyncSocket.connect(server.address())) {
      socket.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(5);
      while (answer.hasRemaining() && socket.read(answer) >= 0) {}
      System.out.println(new String(answer.array(), StandardCharsets.UTF_8));
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Async.run(EchoServer::talk);
  }
  // snippet-end
  // prints: hello
}

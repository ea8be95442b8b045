package dev.surprisal.stream.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/** The scorer's HTTP side, asked with a connection for each request, as a probe does. */
record Endpoint(int port) {
  private static final int PATIENCE_MILLIS = 2_000;

  /** The status and what follows the headers. */
  record Answer(int status, String body) {}

  /** The answer, unless there is none within two seconds. */
  Optional<Answer> get(String path) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(address(), PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write("GET %s HTTP/1.1\r\nHost: siege\r\n\r\n".formatted(path).getBytes(UTF_8));
      String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
      int end = all.indexOf("\r\n\r\n");
      return end < 0 || !all.startsWith("HTTP/1.1 ")
          ? Optional.empty()
          : Optional.of(
              new Answer(Integer.parseInt(all.substring(9, 12)), all.substring(end + 4).strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}

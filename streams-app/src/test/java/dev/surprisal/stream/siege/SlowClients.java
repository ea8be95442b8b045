package dev.surprisal.stream.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Crowds of clients that say little and stay until they are sent away. */
final class SlowClients implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int SMALL_BUFFER = 4096;
  private static final int CONNECT_MILLIS = 1_000;

  private final Endpoint endpoint;
  private final List<Thread> crowds = new ArrayList<>();
  private long longestNanos;

  SlowClients(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Starts a crowd. */
  void attack(Attack attack) {
    Thread crowd =
        new Thread(
            () -> {
              switch (attack) {
                case HALF_REQUESTS ->
                    stay(300, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-a: ", true);
                case DEAF_SCRAPERS -> stay(100, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", true);
                case CONNECTIONS -> stay(3_000, "", false);
                default -> throw new IllegalArgumentException(attack + " is no client's");
              }
            },
            "siege-clients");
    crowds.add(crowd);
    crowd.start();
  }

  /**
   * Until all were sent away, or for forty seconds.
   *
   * @param trickles whether each adds a letter every second; else it listens
   */
  private void stay(int number, String request, boolean trickles) {
    Map<SocketChannel, Long> clients = new LinkedHashMap<>();
    try {
      for (int i = 0; i < number; i++) {
        connect(request).ifPresent(client -> clients.put(client, System.nanoTime()));
      }
      long connected = System.nanoTime();
      while (!clients.isEmpty() && System.nanoTime() - connected < PATIENCE.toNanos()) {
        Thread.sleep(1_000);
        Iterator<Map.Entry<SocketChannel, Long>> each = clients.entrySet().iterator();
        while (each.hasNext()) {
          Map.Entry<SocketChannel, Long> client = each.next();
          stayed(System.nanoTime() - client.getValue());
          if (sentAway(client.getKey(), trickles)) {
            close(client.getKey());
            each.remove();
          }
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      clients.keySet().forEach(SlowClients::close);
    }
  }

  /** None if it was refused. */
  private Optional<SocketChannel> connect(String request) {
    SocketChannel client = null;
    try {
      client = SocketChannel.open();
      client.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      client.socket().connect(endpoint.address(), CONNECT_MILLIS);
      client.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      client.configureBlocking(false);
      return Optional.of(client);
    } catch (IOException e) {
      close(client);
      return Optional.empty();
    }
  }

  private static boolean sentAway(SocketChannel client, boolean trickles) {
    try {
      return trickles
          ? client.write(ByteBuffer.wrap(new byte[] {'a'})) < 0
          : client.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static void close(SocketChannel client) {
    try {
      if (client != null) {
        client.close();
      }
    } catch (IOException e) {
      // Gone already.
    }
  }

  private synchronized void stayed(long nanos) {
    longestNanos = Math.max(longestNanos, nanos);
  }

  /** The longest that one could stay. */
  synchronized Duration longestStay() {
    return Duration.ofNanos(longestNanos);
  }

  /** Until the last crowd is gone. */
  void awaitEnd() {
    crowds.forEach(Threads::join);
  }

  @Override
  public void close() {
    crowds.forEach(Thread::interrupt);
    awaitEnd();
  }
}

package dev.surprisal.stream.http;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Bounds what slow and idle clients can take. A connection has a limited time from its opening to
 * its last byte, and of too many open ones the oldest is closed; a stream that is meant to go on is
 * exempt, but closed when its client stops reading.
 */
public final class ConnectionLimits implements Connection.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_OPEN = 1_000;

  private final Duration patience;
  private final int mostOpen;
  private final Set<Connection> open = new LinkedHashSet<>();
  private ServerConnector connector;

  /** Ten seconds, as long as Prometheus waits for a scrape, and a thousand connections. */
  public ConnectionLimits() {
    this(PATIENCE, MOST_OPEN);
  }

  ConnectionLimits(Duration patience, int mostOpen) {
    this.patience = patience;
    this.mostOpen = mostOpen;
  }

  void bound(ServerConnector connector) {
    this.connector = connector;
    connector.setIdleTimeout(patience.toMillis());
    connector.addBean(this);
  }

  /** Lets a request's connection go on for as long as its client reads. */
  public synchronized void exempt(Request request) {
    open.remove(request.getConnectionMetaData().getConnection());
  }

  @Override
  public void onOpened(Connection connection) {
    synchronized (this) {
      open.add(connection);
      if (open.size() > mostOpen) {
        Iterator<Connection> connections = open.iterator();
        Connection oldest = connections.next();
        connections.remove();
        close(oldest);
      }
    }
    connector
        .getScheduler()
        .schedule(() -> closeIfOpen(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void closeIfOpen(Connection connection) {
    if (open.remove(connection)) {
      close(connection);
    }
  }

  /** Open connections that are not exempt. */
  synchronized int open() {
    return open.size();
  }

  private static void close(Connection connection) {
    connection.getEndPoint().close();
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    open.remove(connection);
  }
}

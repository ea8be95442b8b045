package dev.surprisal.stream.page;

import java.util.Optional;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/** Writes one reader's events without a thread that waits for it. */
final class NewsWriter extends IteratingCallback {
  private final Response response;
  private final Callback callback;
  private volatile LiveNews.Reader reader;
  private boolean headersSent;
  private boolean ended;

  NewsWriter(Response response, Callback callback) {
    this.response = response;
    this.callback = callback;
  }

  void start(LiveNews.Reader reader) {
    this.reader = reader;
    iterate();
  }

  @Override
  protected Action process() {
    if (reader == null) {
      return Action.IDLE;
    }
    if (!headersSent) {
      headersSent = true;
      response.write(false, null, this);
      return Action.SCHEDULED;
    }
    if (ended) {
      return Action.SUCCEEDED;
    }
    Optional<LiveNews.Event> event = reader.next();
    if (event.isEmpty()) {
      return Action.IDLE;
    }
    ended = event.get().last();
    response.write(ended, event.get().bytes(), this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    reader.close();
    callback.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    reader.close();
    callback.failed(cause);
  }
}

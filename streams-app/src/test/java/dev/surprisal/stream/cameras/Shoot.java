package dev.surprisal.stream.cameras;

import dev.surprisal.stream.feed.Pace;
import dev.surprisal.stream.testing.SourceSender;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The cameras' images, one after the other, and when each fault began and ended. */
final class Shoot {
  private final Plan plan;
  private final SourceSender sender;
  private final Pace pace;
  private final SplittableRandom random;
  private final Map<Fault, Long> began = new EnumMap<>(Fault.class);
  private final Map<Fault, Long> ended = new EnumMap<>(Fault.class);
  private long sent;

  Shoot(Plan plan, SourceSender sender) {
    this.plan = plan;
    this.sender = sender;
    this.pace = new Pace((double) plan.rate() * plan.sources());
    this.random = new SplittableRandom(plan.seed());
  }

  /** Sends all; returns when the last one was sent, in milliseconds since 1970. */
  long run() {
    for (int image = 0; image < Plan.TOTAL; image++) {
      for (int source = 0; source < plan.sources(); source++) {
        pace.await();
        send(source, image);
      }
    }
    sender.flush();
    return System.currentTimeMillis();
  }

  private void send(int source, int image) {
    Optional<Fault> fault = plan.fault(source);
    fault.ifPresent(its -> noteTime(its, image));
    Optional<byte[]> value =
        fault
            .filter(its -> image >= Plan.BEFORE && image < Plan.end(its))
            .map(its -> its.next(random))
            .orElseGet(() -> Optional.of(Fault.good(random)));
    if (value.isPresent()) {
      sender.send(Plan.name(source), value.get());
      sent++;
    }
  }

  private void noteTime(Fault fault, int image) {
    if (image == Plan.BEFORE) {
      began.put(fault, System.currentTimeMillis());
    }
    if (image == Plan.end(fault)) {
      ended.put(fault, System.currentTimeMillis());
    }
  }

  long sent() {
    return sent;
  }

  /** When each fault began and ended. */
  Map<Fault, Report.Span> spans() {
    Map<Fault, Report.Span> spans = new EnumMap<>(Fault.class);
    began.forEach((fault, at) -> spans.put(fault, new Report.Span(at, ended.get(fault))));
    return spans;
  }
}

package dev.surprisal.stream.siege;

import dev.surprisal.stream.siege.Endpoint.Answer;
import dev.surprisal.stream.siege.Findings.Tally;
import dev.surprisal.stream.siege.KafkaAttacks.Outages;
import dev.surprisal.stream.siege.ScorerLog.Gap;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a siege.
 *
 * @param decisions decided anew
 * @param losses what the scorer says that was deleted before it was judged
 * @param attacks how many of each kind
 * @param slowestClient the longest that a slow client could stay
 * @param outOfMemory how often the scorer's log says so
 * @param replaced stream threads that died
 * @param trouble why the siege broke off, if it did
 */
record Report(
    Findings findings,
    Decisions.Audit decisions,
    Losses losses,
    Map<Attack, Integer> attacks,
    Health health,
    Outages outages,
    Duration slowestClient,
    ScorerLog.Heap heap,
    long outOfMemory,
    long replaced,
    Optional<String> trouble) {
  private static final double MOST_LATE = 0.01;
  private static final Duration MOST_SILENCE = Duration.ofSeconds(10);
  private static final Duration MOST_STAY = Duration.ofSeconds(20);
  private static final Duration MOST_UNTIL_UNREADY = Duration.ofSeconds(60);
  private static final Duration MOST_UNTIL_READY = Duration.ofSeconds(30);

  /**
   * What the scorer says that was deleted before it was judged.
   *
   * @param counted offsets, by its meter
   * @param told gaps, by its log
   * @param unfounded those of the gaps that the broker knows nothing of
   */
  record Losses(long counted, List<Gap> told, List<Gap> unfounded) {
    /** Whether two of the gaps have an offset in common. */
    boolean overlap() {
      return told.stream()
          .anyMatch(gap -> told.stream().filter(other -> other.overlaps(gap)).count() > 1);
    }

    long toldOffsets() {
      return told.stream().mapToLong(Gap::offsets).sum();
    }
  }

  /**
   * What the probes met.
   *
   * @param live the longest that /health/live did not answer
   * @param ready the longest that /health/ready did not answer
   * @param dead the first answer of /health/live that was not 200
   */
  record Health(Duration live, Duration ready, Optional<Answer> dead) {}

  /**
   * Which limits were passed; none if all is well.
   *
   * @param mostMillis that a record of a megabyte may take
   */
  List<String> broken(int mostMillis) {
    List<String> broken = new ArrayList<>();
    trouble.ifPresent(broken::add);
    Tally good = findings.good();
    expect(broken, good.sent() > 0, "no good image was sent");
    expect(broken, good.lost() == 0, "good images were lost: " + good.lost());
    expect(broken, good.doubled() == 0, "good images were doubled: " + good.doubled());
    expect(broken, findings.wrong() == 0, "good images were judged wrongly: " + findings.wrong());
    expect(broken, good.late() <= MOST_LATE * good.sent(), "good images were late: " + good.late());
    expect(broken, findings.unknown() == 0, "outcomes of nothing sent: " + findings.unknown());
    expect(
        broken,
        findings.contradicted() == 0,
        "records have an outcome and were counted as missed: " + findings.contradicted());
    expect(
        broken,
        losses.unfounded().isEmpty(),
        "images were counted as missed that nobody deleted: " + losses.unfounded());
    expect(
        broken,
        losses.counted() == losses.toldOffsets(),
        "%d offsets were counted as missed, the log tells of %d"
            .formatted(losses.counted(), losses.toldOffsets()));
    expect(broken, !losses.overlap(), "offsets were counted as missed twice: " + losses.told());
    expect(broken, decisions.wrong() == 0, "decisions are wrong: " + decisions.wrong());
    expect(
        broken, decisions.unfounded() == 0, "alarms without an anomaly: " + decisions.unfounded());
    expect(broken, decisions.silent() == 0, "anomalies without an alarm: " + decisions.silent());
    findings
        .hostile()
        .forEach(
            (attack, tally) ->
                expect(
                    broken,
                    tally.lost() == 0 && tally.doubled() == 0,
                    "%s: %d records lost, %d doubled"
                        .formatted(attack.words(), tally.lost(), tally.doubled())));
    expect(
        broken,
        findings.slowestTimedMillis() <= mostMillis,
        "a record of a megabyte took %d ms".formatted(findings.slowestTimedMillis()));
    atMost(broken, "/health/live did not answer for", health.live(), MOST_SILENCE);
    atMost(broken, "/health/ready did not answer for", health.ready(), MOST_SILENCE);
    health.dead().ifPresent(answer -> broken.add("/health/live answered " + answer));
    atMost(broken, "a slow client could stay for", slowestClient, MOST_STAY);
    atMost(broken, "from a lost broker to 503:", outages.unready(), MOST_UNTIL_UNREADY);
    atMost(broken, "from a broker that is back to 200:", outages.ready(), MOST_UNTIL_READY);
    expect(broken, outOfMemory == 0, "the heap was exhausted: " + outOfMemory);
    return broken;
  }

  private static void expect(List<String> broken, boolean kept, String otherwise) {
    if (!kept) {
      broken.add(otherwise);
    }
  }

  private static void atMost(List<String> broken, String what, Duration is, Duration most) {
    expect(
        broken,
        is.compareTo(most) <= 0,
        "%s %s, at most %s".formatted(what, seconds(is), seconds(most)));
  }

  /** The figures, for a person. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Tally good = findings.good();
    lines.add(
        "good images: %,d sent, %d lost, %d doubled, %d judged wrongly, %d late by more than a minute; slowest %s"
            .formatted(
                good.sent(),
                good.lost(),
                good.doubled(),
                findings.wrong(),
                good.late(),
                seconds(Duration.ofMillis(good.slowestMillis()))));
    lines.add(
        "decisions: %,d anomalous, %d wrong, %d alarms without an anomaly, %d anomalies without an alarm and %d whose topic was deleted"
            .formatted(
                decisions.anomalous(),
                decisions.wrong(),
                decisions.unfounded(),
                decisions.silent(),
                decisions.deleted()));
    lines.add(
        "deleted before they were judged: %,d good images; the scorer counts %,d offsets in %d gaps"
            .formatted(good.missed(), losses.counted(), losses.told().size()));
    attacks.forEach((attack, times) -> lines.add(line(attack, times)));
    lines.add(
        "slowest record of a megabyte with nothing in its way: %d ms"
            .formatted(findings.slowestTimedMillis()));
    lines.add(
        "longest without an answer: /health/live %s, /health/ready %s"
            .formatted(seconds(health.live()), seconds(health.ready())));
    lines.add(
        "from a lost broker to 503: %s; from its return to 200: %s"
            .formatted(seconds(outages.unready()), seconds(outages.ready())));
    lines.add("slow clients sent away after %s at most".formatted(seconds(slowestClient)));
    lines.add(
        "heap: at most %d MiB used, %s, of %d; OutOfMemoryError %d times; %d stream threads replaced"
            .formatted(
                heap.used(),
                heap.left().isPresent()
                    ? heap.left().getAsInt() + " MiB after a full collection"
                    : "no full collection",
                heap.committed(),
                outOfMemory,
                replaced));
    lines.add(
        "load of the machine: %.1f on %d cores"
            .formatted(
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors()));
    return lines;
  }

  private String line(Attack attack, int times) {
    String name = attack.words();
    Tally tally = findings.hostile().get(attack);
    return tally == null
        ? "%s: %d times".formatted(name, times)
        : "%s: %d times, %,d records, %d lost, %d deleted unread, %d doubled; slowest %d ms, %d ms with nothing in its way"
            .formatted(
                name,
                times,
                tally.sent(),
                tally.lost(),
                tally.missed(),
                tally.doubled(),
                tally.slowestMillis(),
                tally.slowestTimedMillis());
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1e3);
  }
}

package dev.surprisal.stream.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.BadInputException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the records of the topic {@code shadow} amount to: how a candidate compares with the model
 * in force, on images from the candidate's beginning on. See {@code
 * docs/schema/shadow.schema.json}. One thread's.
 */
final class Evidence {
  private static final Logger log = LoggerFactory.getLogger(Evidence.class);

  private static final Comparator<Dispute> OLDEST_FIRST =
      Comparator.comparingLong(Dispute::time).thenComparing(Dispute::id);

  private final Control candidate;
  private final Control active;
  private final int mostDisputes;
  private final Map<Terms, Tally> tallies = new HashMap<>();
  private final Map<String, Long> lastOffsets = new HashMap<>();
  private final TreeSet<Dispute> disputes = new TreeSet<>(OLDEST_FIRST);
  private Optional<Terms> newest = Optional.empty();
  private long newestTime;

  /**
   * @param candidate the decision that made it one
   * @param active the decision by which the model in force judges
   * @param mostDisputes how many images on which the two differ are kept: the newest
   */
  Evidence(Control candidate, Control active, int mostDisputes) {
    this.candidate = candidate;
    this.active = active;
    this.mostDisputes = mostDisputes;
  }

  /** Takes in a record; those of one partition in their order. */
  void add(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonRecord json =
          JsonRecord.of(record.value() == null ? new byte[0] : record.value()).expectThisVersion();
      if (concernsBoth(json)) {
        take(record.timestamp(), json);
      }
    } catch (BadInputException e) {
      log.warn(
          "{}, partition {}, offset {}: {}; the record is passed over",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private boolean concernsBoth(JsonRecord json) {
    return json.text("topic").equals(candidate.images())
        && json.node("candidate").path("digest").asText().equals(candidate.digest())
        && json.node("active").path("digest").asText().equals(active.digest());
  }

  private void take(long time, JsonRecord json) {
    int partition = (int) json.whole("partition", 0, Integer.MAX_VALUE);
    Optional<String> topicId = json.optionalText("topicId");
    long begin = candidate.barrier(partition, topicId);
    switch (json.text("kind")) {
      case "summary" -> {
        long first = json.whole("firstOffset", 0, Long.MAX_VALUE);
        long last = json.whole("lastOffset", first, Long.MAX_VALUE);
        String place = topicId.orElse("") + "/" + partition;
        // Under at-least-once a poll may be scored twice.
        if (first >= begin && first > lastOffsets.getOrDefault(place, -1L)) {
          lastOffsets.put(place, last);
          count(time, Terms.of(json), Tally.of(json));
        }
      }
      case "disagreement" -> {
        Dispute dispute = Dispute.of(time, json);
        if (dispute.offset() >= begin) {
          disputes.add(dispute);
        }
        if (disputes.size() > mostDisputes) {
          disputes.pollFirst();
        }
      }
      default -> {
        // Of a later release.
      }
    }
  }

  private void count(long time, Terms terms, Tally tally) {
    tallies.merge(terms, tally, Tally::plus);
    if (newest.isEmpty() || time >= newestTime) {
      newest = Optional.of(terms);
      newestTime = time;
    }
  }

  /** The sums on the terms of the newest summary; nothing if there is no summary. */
  Optional<Comparison> comparison() {
    return newest.map(
        terms ->
            new Comparison(
                candidate,
                active,
                terms,
                tallies.get(terms),
                List.copyOf(disputes.descendingSet())));
  }

  /**
   * On which terms images were compared. Sums of different ones mean nothing.
   *
   * @param rate an image is anomalous if its p-value is at most this
   * @param activeCalibration clean images that the scores of the model in force are compared with
   * @param candidateCalibration likewise of the candidate
   */
  record Terms(double rate, int activeCalibration, int candidateCalibration) {
    private static Terms of(JsonRecord json) {
      JsonNode rate = json.node("falseAlarmRate");
      if (!rate.isNumber() || !(rate.asDouble() > 0 && rate.asDouble() < 1)) {
        throw JsonRecord.wrong("falseAlarmRate", "a number between 0 and 1", rate);
      }
      return new Terms(
          rate.asDouble(), calibration(json.node("active")), calibration(json.node("candidate")));
    }

    private static int calibration(JsonNode model) {
      return (int) JsonRecord.whole(model, "calibrationImages", 1, Integer.MAX_VALUE);
    }
  }
}

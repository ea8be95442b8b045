package dev.surprisal.stream.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Proportion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a candidate compares with the model in force on the same images, and whether that is enough
 * to promote it: see docs/adr/0035.
 *
 * @param candidate the decision that made it one
 * @param active the decision by which the model in force judges
 * @param disputes images on which the two differ, the newest first
 */
record Comparison(
    Control candidate, Control active, Evidence.Terms terms, Tally tally, List<Dispute> disputes) {
  /**
   * Alarms that the rate set lets expect on the fewest images that are enough. A rate twice the one
   * set is then above its band in at least 95 of 100 cases, where the calibration is large.
   */
  private static final int LEAST_ALARMS = 20;

  Comparison {
    disputes = List.copyOf(disputes);
  }

  /** Why this is not enough to promote the candidate; empty if it is. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (tally.images() < leastImages()) {
      missing.add(
          String.format(
              Locale.ROOT,
              "expected at least %,d images that both models scored, so that an alarm rate of twice the one set would show, got %,d",
              leastImages(),
              tally.images()));
    }
    if (tally.images() > 0 && !keepsPromise()) {
      missing.add(
          "expected an alarm rate of the candidate of at most %s, got %s"
              .formatted(percent(mostAlarms()), percent(candidateAlarms().share())));
    }
    if (tally.unscored() > 0) {
      missing.add(
          String.format(
              Locale.ROOT,
              "expected the candidate to score all images that the model in force judged, got %,d that it did not",
              tally.unscored()));
    }
    return missing;
  }

  private long leastImages() {
    return (long) Math.ceil(LEAST_ALARMS / terms.rate());
  }

  /** Whether the candidate alarms no more than its promise and the stream's anomalies explain. */
  private boolean keepsPromise() {
    return candidateAlarms().share() <= mostAlarms();
  }

  private double mostAlarms() {
    return band(terms.candidateCalibration()).high() + anomalies();
  }

  /**
   * The share of the images that is taken for anomalies: what the model in force finds beyond the
   * rate set, if that is more than its own promise explains.
   */
  private double anomalies() {
    double share = activeAlarms().share();
    return share > band(terms.activeCalibration()).high() ? share - terms.rate() : 0;
  }

  private AlarmPromise.Band band(int calibrationImages) {
    return promise(calibrationImages).band(tally.images());
  }

  private AlarmPromise promise(int calibrationImages) {
    return new AlarmPromise(terms.rate(), calibrationImages);
  }

  private Proportion candidateAlarms() {
    return new Proportion(tally.candidateAlarms(), tally.images());
  }

  private Proportion activeAlarms() {
    return new Proportion(tally.activeAlarms(), tally.images());
  }

  private Proportion differing() {
    return new Proportion(tally.differing(), tally.images());
  }

  /** For a person. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "candidate %.12s %s beside %.12s %s, which is in force on %s"
            .formatted(
                candidate.digest(),
                candidate.name(),
                active.digest(),
                active.name(),
                candidate.images()));
    if (tally.images() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "disagrees on %s of %,d images: %,d anomalous by the candidate only, %,d by the model in force only",
              withInterval(differing()),
              tally.images(),
              tally.onlyCandidate(),
              tally.onlyActive()));
      lines.add(
          "its alarm rate is %s at %s %% set, that of the model in force %s"
              .formatted(
                  withInterval(candidateAlarms()),
                  BigDecimal.valueOf(terms.rate())
                      .movePointRight(2)
                      .stripTrailingZeros()
                      .toPlainString(),
                  withInterval(activeAlarms())));
      lines.add(promiseInWords());
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "images that it could not score: %,d, and %,d in batches at which it failed",
            tally.rejected(),
            tally.failed()));
    lines.add(
        missing().isEmpty()
            ? "this is enough to promote it"
            : "this is not enough to promote it: " + String.join("; ", missing()));
    if (!disputes.isEmpty()) {
      lines.add("the newest images on which they differ:");
      disputes.forEach(dispute -> lines.add("  " + dispute.line()));
    }
    return lines;
  }

  private String promiseInWords() {
    String kept = keepsPromise() ? "kept" : "not kept";
    String granted =
        anomalies() > 0
            ? "; " + percent(anomalies()) + " more count as anomalies, as by the model in force"
            : "";
    return "promise %s: %s%s"
        .formatted(kept, promise(terms.candidateCalibration()).inWords(tally.images()), granted);
  }

  private static String withInterval(Proportion some) {
    return String.format(
        Locale.ROOT, "%s [%.2f, %.2f]", percent(some.share()), 100 * some.low(), 100 * some.high());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** The figures, for programs. */
  byte[] json() {
    ObjectNode root = JsonRecord.create();
    root.put("imagesTopic", candidate.images()).put("falseAlarmRate", terms.rate());
    model(root.putObject("candidate"), candidate, terms.candidateCalibration());
    model(root.putObject("active"), active, terms.activeCalibration());
    root.put("images", tally.images())
        .put("onlyCandidateAlarms", tally.onlyCandidate())
        .put("onlyActiveAlarms", tally.onlyActive())
        .put("candidateRejects", tally.rejected())
        .put("failedImages", tally.failed());
    if (tally.images() > 0) {
      share(root.putObject("disagreements"), differing());
      share(root.putObject("candidateAlarms"), candidateAlarms());
      share(root.putObject("activeAlarms"), activeAlarms());
      AlarmPromise.Band band = band(terms.candidateCalibration());
      root.putObject("promise")
          .put("kept", keepsPromise())
          .put("low", band.low())
          .put("high", band.high())
          .put("anomalies", anomalies());
    }
    ArrayNode reasons = root.putArray("missing");
    missing().forEach(reasons::add);
    ArrayNode images = root.putArray("newestDisagreements");
    disputes.forEach(dispute -> dispute.write(images.addObject()));
    return JsonRecord.bytes(root);
  }

  private static void model(ObjectNode json, Control control, int calibrationImages) {
    json.put("name", control.name())
        .put("digest", control.digest())
        .put("calibrationImages", calibrationImages);
  }

  private static void share(ObjectNode json, Proportion some) {
    json.put("count", some.count())
        .put("share", some.share())
        .put("low", some.low())
        .put("high", some.high());
  }
}

package dev.surprisal.stream.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.file.OutputFile;
import dev.surprisal.score.AlarmPromise;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Compares what the scorer found with what the demo sent.
 *
 * @param images records that got a verdict or were rejected
 * @param anomalous those with an anomalous verdict
 * @param rejected those that were rejected because they are no images
 * @param injected anomalies sent, broken bytes included
 * @param detected injected anomalies that were called anomalous or rejected
 * @param falseAlarms clean digits called anomalous
 * @param imagesPerSecond over the time of the feed
 * @param endToEndP99Ms from sending to reading the committed verdict, in milliseconds
 * @param kinds injected and detected anomalies of each kind
 */
record Summary(
    long images,
    long anomalous,
    long rejected,
    long injected,
    long detected,
    long falseAlarms,
    double imagesPerSecond,
    double endToEndP99Ms,
    Map<Specimen, Found> kinds) {
  /** How many anomalies of one kind were injected and detected. */
  record Found(long injected, long detected) {}

  Summary {
    kinds = Map.copyOf(kinds);
  }

  ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("images", images)
        .put("anomalous", anomalous)
        .put("rejected", rejected)
        .put("injected", injected)
        .put("detected", detected)
        .put("falseAlarms", falseAlarms)
        .put("imagesPerSecond", Math.round(10 * imagesPerSecond) / 10.0)
        .put("endToEndP99Ms", Math.round(10 * endToEndP99Ms) / 10.0);
    ObjectNode byKind = root.putObject("kinds");
    kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                byKind
                    .putObject(entry.getKey().wireName())
                    .put("injected", entry.getValue().injected())
                    .put("detected", entry.getValue().detected()));
    return root;
  }

  void write(Path file) {
    OutputFile.writeText(file, out -> out.write(json() + "\n"));
  }

  /** Number of clean images among the verdicts so far. */
  long clean() {
    return Math.max(0, images - injected);
  }

  /** What was promised about the false alarms, with the usual band for so many clean images. */
  String promise(AlarmPromise promise) {
    return clean() > 0 ? promise.inWords(clean()) : promise.inWords();
  }

  /** The false alarms beside what was promised, as one line for a person. */
  String falseAlarmsLine(AlarmPromise promise) {
    String share =
        clean() > 0 ? String.format(Locale.ROOT, " = %.2f %%", 100.0 * falseAlarms / clean()) : "";
    return "false alarms %d%s; promised: %s".formatted(falseAlarms, share, promise(promise));
  }

  /** One line for a person. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%,d images  %.0f/s  found %d of %d injected  false alarms %d  rejected %d  p99 %.0f ms",
        images,
        imagesPerSecond,
        detected,
        injected,
        falseAlarms,
        rejected,
        endToEndP99Ms);
  }
}

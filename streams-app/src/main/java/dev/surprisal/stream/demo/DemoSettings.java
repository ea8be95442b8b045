package dev.surprisal.stream.demo;

import dev.surprisal.cli.Problems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of {@code demo}.
 *
 * @param seconds how long images are sent; 0 until Ctrl-C
 * @param json the file that the summary is written to
 * @param model a bundle to use instead of the demo's own
 * @param rate images sent per second
 * @param anomalyRate share of anomalies among the images sent, 0 to 1
 * @param falseAlarmRate the share of clean images that may be called anomalous
 * @param epochs of the training, if it has to be trained
 * @param port of the broker, 0 for a free one
 * @param httpPort of metrics and health, 0 for a free one
 * @param pagePort of the live page, 0 for a free one
 */
record DemoSettings(
    int seconds,
    Optional<Path> json,
    Optional<Path> model,
    double rate,
    double anomalyRate,
    double falseAlarmRate,
    int epochs,
    int port,
    int httpPort,
    int pagePort,
    long seed) {
  DemoSettings {
    new Problems()
        .expect(seconds >= 0, "--seconds", "at least 0", seconds)
        .expect(rate > 0 && rate <= 1e6, "--rate", "more than 0, at most 1e6", rate)
        .expect(anomalyRate >= 0 && anomalyRate <= 1, "--anomaly-rate", "0 to 1", anomalyRate)
        .expect(
            falseAlarmRate > 0 && falseAlarmRate < 1,
            "--false-alarm-rate",
            "more than 0, less than 1",
            falseAlarmRate)
        .expect(epochs >= 1, "--epochs", "at least 1", epochs)
        .expect(port >= 0 && port <= 65_535, "--port", "0 to 65535", port)
        .expect(httpPort >= 0 && httpPort <= 65_535, "--http-port", "0 to 65535", httpPort)
        .expect(pagePort >= 0 && pagePort <= 65_535, "--page-port", "0 to 65535", pagePort)
        .throwIfAny();
  }
}

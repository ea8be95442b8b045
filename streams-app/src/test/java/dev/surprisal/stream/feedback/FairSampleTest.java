package dev.surprisal.stream.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.score.Calibration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FairSampleTest {
  private static final int HOUR = 3_600_000;
  private static final double RATE = 0.01;
  private static final int IMAGES = 60_000;
  private static final int WANTED = 10_000;

  /** Three standard deviations of the rate of a calibration of 10,000: √(.01 · .99 / 10,000). */
  private static final double TOLERANCE = 0.003;

  @Test
  void calibrationOnASampleWithAlarmsKeepsTheRate() {
    assertThat(alarmRateAfterCalibration(false)).isCloseTo(RATE, within(TOLERANCE));
  }

  /** 1 − (1 − .01)². */
  @Test
  void calibrationOnASampleWithoutAlarmsNearlyDoublesTheRate() {
    assertThat(alarmRateAfterCalibration(true)).isCloseTo(0.0199, within(TOLERANCE));
  }

  /**
   * Clean images of two sources, one of which sends a tenth of them, all stranger than the other's.
   * Scores are 1 − p, p being uniform; the share above the new threshold is known without noise.
   */
  private static double alarmRateAfterCalibration(boolean withoutAlarms) {
    Random random = new Random(1);
    FairSample sample = new FairSample(WANTED, 1);
    for (int i = 0; i < IMAGES; i++) {
      double p = 1 - random.nextDouble();
      boolean alarm = p <= RATE;
      if (!(withoutAlarms && alarm)) {
        sample.add(image(i, p > 0.1 ? "usual" : "strange", (long) i * 1_000, p, alarm));
      }
    }
    Calibration calibration =
        new Calibration(sample.draw().stream().mapToDouble(image -> 1 - image.pValue()).toArray());
    int alarms = 0;
    for (int i = 1; i <= IMAGES; i++) {
      if (calibration.pValue(1 - i / (double) IMAGES) <= RATE) {
        alarms++;
      }
    }
    return alarms / (double) IMAGES;
  }

  @Test
  void eachSourceAndHourHasItsShare() {
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String source = i % 10 == 0 ? "rare" : "often";
      all.add(image(i, source, i < 2_000 ? 0 : HOUR, 0.5, false));
    }
    FairSample sample = new FairSample(100, 7);

    all.forEach(sample::add);

    assertThat(
            sample.draw().stream()
                .collect(
                    Collectors.groupingBy(
                        image -> image.source().orElseThrow() + image.timestamp() / HOUR,
                        Collectors.counting())))
        .hasSize(4)
        .containsEntry("rare0", 2L)
        .containsEntry("rare1", 8L)
        .containsEntry("often0", 18L)
        .containsEntry("often1", 72L);
  }

  @Test
  void orderAndRepetitionChangeNothingTheSeedDoes() {
    List<Candidate> all =
        IntStream.range(0, 1_000)
            .mapToObj(i -> image(i, "camera", 0, 0.5, false))
            .collect(Collectors.toCollection(ArrayList::new));
    List<Candidate> usual = drawn(all, 1);

    Collections.shuffle(all, new Random(3));
    all.addAll(List.copyOf(all));

    assertThat(drawn(all, 1)).isEqualTo(usual).hasSize(50).doesNotHaveDuplicates();
    assertThat(drawn(all, 2)).isNotEqualTo(usual);
    assertThat(usual).extracting(image -> image.id().offset()).isSorted();
  }

  @Test
  void allAreDrawnWhereFewerAreThereThanWanted() {
    List<Candidate> all =
        LongStream.range(0, 30)
            .mapToObj(i -> image(i, "camera" + i, i * HOUR, 0.5, false))
            .toList();

    assertThat(drawn(all, 1)).isEqualTo(all);
  }

  private static List<Candidate> drawn(List<Candidate> images, long seed) {
    FairSample sample = new FairSample(50, seed);
    images.forEach(sample::add);
    return sample.draw();
  }

  private static Candidate image(
      long offset, String source, long time, double pValue, boolean anomalous) {
    return new Candidate(
        new ImageId("images", 0, offset), Optional.of(source), time, pValue, anomalous, "d");
  }
}

package dev.surprisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.Provenance;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Explanation;
import dev.surprisal.score.Model;
import dev.surprisal.score.Outcome;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scored;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a model whose figures can be computed by hand: it expects every pixel at p = 1/(1 + e^2)
 * whatever the image, and its posterior is the prior. A black image has 16·ln(1 + e^−2) = 2.0308
 * nats, and each white pixel adds 2.
 */
class DetectorTest {
  private static final ImageShape SHAPE = new ImageShape(4, 4);
  private static final double BLACK_NATS = 16 * Math.log1p(Math.exp(-2));

  @Test
  void verdictIsTheOneComputedByHand() {
    try (Detector detector = detector(-2f)) {
      Scored clean = judged(detector.inspect(white(3)));
      assertThat(clean.verdict().score()).isCloseTo(BLACK_NATS + 6, Offset.offset(1e-3));
      // Of the 99 calibration scores, 66 are larger.
      assertThat(clean.verdict().pValue()).isCloseTo(0.67, Offset.offset(1e-12));
      assertThat(clean.verdict().anomalous()).isFalse();
      assertThat(clean.explanation()).isEmpty();

      Scored strange = judged(detector.inspect(white(12)));
      assertThat(strange.verdict().pValue()).isCloseTo(0.01, Offset.offset(1e-12));
      assertThat(strange.verdict().anomalous()).isTrue();
    }
  }

  @Test
  void anomalousImageComesWithWhatWasExpectedAndEveryImageCanBeExplained() {
    try (Detector detector = detector(-2f)) {
      Explanation strange = judged(detector.inspect(white(12))).explanation().orElseThrow();
      Explanation clean = detector.explain(judged(detector.inspect(white(3))));

      for (Explanation explanation : List.of(strange, clean)) {
        // p = 0.1192 is the grey value 30; a white pixel differs by 225, a black one by 30.
        assertThat(explanation.reconstruction().pixel(0, 0)).isEqualTo(30);
        assertThat(explanation.residual().pixel(0, 0)).isEqualTo(225);
        assertThat(explanation.residual().pixel(3, 3)).isEqualTo(30);
      }
    }
  }

  @Test
  void missingValueIsRejected() {
    try (Detector detector = detector(-2f)) {
      Outcome outcome = detector.inspect((byte[]) null);

      assertThat(((Outcome.Rejected) outcome).reason()).isEqualTo(RejectionReason.NULL_VALUE);
    }
  }

  @Test
  void whatIsNoImageIsRejectedAndTheOthersKeepTheirOrder() {
    byte[] png;
    try (PngEncoder encoder = new PngEncoder()) {
      png = encoder.encode(GrayImage.of(SHAPE, white(1)));
    }
    try (Detector detector = detector(-2f)) {
      List<Outcome> outcomes =
          detector.inspectAll(List.of(white(0), new byte[3], png, new byte[0], white(2)));

      assertThat(outcomes)
          .extracting(Outcome::kind)
          .containsExactly(
              Outcome.Kind.JUDGED,
              Outcome.Kind.REJECTED,
              Outcome.Kind.JUDGED,
              Outcome.Kind.REJECTED,
              Outcome.Kind.JUDGED);
      assertThat(List.of(outcomes.get(0), outcomes.get(2), outcomes.get(4)))
          .extracting(outcome -> judged(outcome).verdict().score() - BLACK_NATS)
          .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-3 ? 0 : Double.compare(a, b))
          .containsExactly(0.0, 2.0, 4.0);
      assertThat(((Outcome.Rejected) outcomes.get(1)).reason())
          .isEqualTo(RejectionReason.WRONG_LENGTH);
      assertThat(((Outcome.Rejected) outcomes.get(3)).reason()).isEqualTo(RejectionReason.EMPTY);
    }
  }

  @Test
  void imageOfAnotherShapeIsRejected() {
    try (Detector detector = detector(-2f)) {
      Outcome outcome = detector.inspect(GrayImage.of(new ImageShape(2, 8), new byte[16]));
      assertThat(outcome)
          .isEqualTo(
              new Outcome.Rejected(
                  RejectionReason.WRONG_SIZE, "expected an image of 4x4, got 2x8"));
      assertThat(detector.inspectImages(List.of())).isEmpty();
    }
  }

  @Test
  void callersBytesAreCopied() {
    byte[] bytes = white(3);
    try (Detector detector = detector(-2f)) {
      Scored scored = judged(detector.inspect(bytes));
      Arrays.fill(bytes, (byte) 0);
      assertThat(scored.image()).isEqualTo(GrayImage.of(SHAPE, white(3)));
    }
  }

  @Test
  void modelWithoutAFiniteScoreIsBroken() {
    try (Detector detector = detector(Float.POSITIVE_INFINITY)) {
      assertThatThrownBy(() -> detector.inspect(white(1)))
          .isInstanceOf(BrokenModelException.class)
          .hasMessageContaining("finite");
    }
  }

  @Test
  void bundleOnDiskIsOpenedByItsFolder(@TempDir Path folder) {
    BundleFolder.write(bundle(-2f), folder);
    try (Detector detector = Detector.open(folder, 0.2)) {
      assertThat(detector.shape()).isEqualTo(SHAPE);
      assertThat(detector.decision().score()).isEqualTo(Score.ELBO);
      assertThat(judged(detector.inspect(white(12))).verdict().falseAlarmRate()).isEqualTo(0.2);
    }
    assertThatThrownBy(() -> Detector.open(folder, 0.001))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at least 0.01");
  }

  @Test
  void twoThreadsAtOnceAreRefusedRatherThanMixedUp() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Detector detector = detector(-2f)) {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch refused = new CountDownLatch(1);
      List<Decoded> slow = new BlockingList(inside, refused);
      Future<List<Outcome>> first = threads.submit(() -> detector.judge(slow));
      inside.await();
      try {
        assertThatThrownBy(() -> detector.inspect(white(1)))
            .isInstanceOf(ConcurrentModificationException.class)
            .hasMessageContaining("a detector of its own");
      } finally {
        refused.countDown();
      }
      assertThat(first.get()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void closedDetectorRefusesToJudge() {
    Detector detector = detector(-2f);
    detector.close();
    detector.close();
    assertThatThrownBy(() -> detector.inspect(white(1))).isInstanceOf(IllegalStateException.class);
  }

  private static Scored judged(Outcome outcome) {
    return ((Outcome.Judged) outcome).scored();
  }

  private static Detector detector(float logit) {
    Bundle bundle = bundle(logit);
    return new Detector(bundle, bundle.decision(Score.ELBO, 0.01), false);
  }

  /** Calibrated with 99 scores: BLACK_NATS + 1, 3, 5, … 17, eleven times each. */
  static Bundle bundle(float logit) {
    float[] logits = new float[SHAPE.pixels()];
    Arrays.fill(logits, logit);
    Vae vae =
        new Vae(
            SHAPE,
            1,
            List.of(new Dense(16, 2, Activation.IDENTITY, new float[32], new float[2])),
            List.of(new Dense(1, 16, Activation.IDENTITY, new float[16], logits)),
            Likelihood.BERNOULLI);
    double[] clean =
        IntStream.range(0, 99).mapToDouble(k -> BLACK_NATS + 2 * (k % 9) + 1).toArray();
    return new Bundle(
        "blind",
        "none",
        new Model(vae, Optional.empty()),
        Score.ELBO,
        Map.of(Score.ELBO, new Calibration(clean)),
        new Residuals(GrayImage.of(SHAPE, new byte[SHAPE.pixels()])),
        new Provenance("2026-11-22T00:00:00Z", "0".repeat(64), 1, Map.of(), Map.of(), Map.of()));
  }

  /** One image, handed out once another thread was refused. */
  private static final class BlockingList extends AbstractList<Decoded> {
    private final CountDownLatch inside;
    private final CountDownLatch refused;

    BlockingList(CountDownLatch inside, CountDownLatch refused) {
      this.inside = inside;
      this.refused = refused;
    }

    @Override
    public Decoded get(int index) {
      inside.countDown();
      try {
        refused.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new Decoded.Image(GrayImage.of(SHAPE, new byte[SHAPE.pixels()]));
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** So many white pixels, then black ones. */
  static byte[] white(int count) {
    byte[] pixels = new byte[SHAPE.pixels()];
    Arrays.fill(pixels, 0, count, (byte) 255);
    return pixels;
  }
}

package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.DoubleVae;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorePassTest {
  private static final ImageShape SHAPE = new ImageShape(9, 7);
  private static final Offset<Double> NATS = Offset.offset(1e-3);
  private static final Set<Score> ALL = EnumSet.allOf(Score.class);

  @ParameterizedTest
  @CsvSource({"1, 1", "9, 7", "28, 28", "30, 17"})
  void scoresAreTheReferences(int height, int width) {
    ImageShape shape = new ImageShape(height, width);
    Vae vae = DoubleVae.random(shape, 4, Activation.RELU, 60, 20);
    DoubleVae reference = new DoubleVae(vae);
    // More than a batch, and not a multiple of one.
    List<GrayImage> images = DoubleVae.images(shape, 300, 7);

    List<Scores> scores = score(new Model(vae, Optional.empty()), Set.of(Score.MSE), images);

    assertThat(scores).hasSize(300);
    for (int i = 0; i < 300; i++) {
      GrayImage image = images.get(i);
      double kl = reference.klNats(image);
      double reconstruction = reference.reconstructionNats(image);
      assertThat(scores.get(i).klNats()).isCloseTo(kl, NATS);
      assertThat(scores.get(i).reconstructionNats()).isCloseTo(reconstruction, NATS);
      assertThat(scores.get(i).value(Score.ELBO)).isCloseTo(reconstruction + kl, NATS);
      assertThat(scores.get(i).meanSquaredError())
          .isCloseTo(reference.squaredError(image) / shape.pixels(), Offset.offset(1e-6));
    }
  }

  @Test
  void reconstructionsAreTheDecodersMeans() {
    Model model = Models.plain(SHAPE);
    DoubleVae reference = new DoubleVae(model.vae());
    // More than a batch, and not a multiple of one.
    List<GrayImage> images = DoubleVae.images(SHAPE, 300, 3);

    List<GrayImage> reconstructions;
    try (ScorePass pass = new ScorePass(model, Set.of())) {
      reconstructions = pass.reconstruct(images);
    }

    assertThat(reconstructions).hasSize(300);
    for (int n = 0; n < 300; n++) {
      double[] means = reference.means(images.get(n));
      for (int i = 0; i < means.length; i++) {
        assertThat((double) reconstructions.get(n).pixel(i / 7, i % 7))
            .isCloseTo(255 * means[i], Offset.offset(0.51));
      }
    }
  }

  @Property(tries = 60)
  void scoresDoNotDependOnWhatElseIsInTheBatch(
      @ForAll @IntRange(min = 1, max = 300) int size, @ForAll Random random) {
    Model model = Models.surprise(SHAPE);
    GrayImage image = DoubleVae.images(SHAPE, 1, 11).get(0);
    List<GrayImage> images = new ArrayList<>(DoubleVae.images(SHAPE, size, random.nextLong()));
    int place = random.nextInt(size + 1);
    images.add(place, image);

    Scores alone = score(model, ALL, List.of(image)).get(0);
    Scores among = score(model, ALL, images).get(place);

    for (Score score : Score.values()) {
      assertThat(among.value(score)).as("%s", score).isCloseTo(alone.value(score), NATS);
    }
  }

  @Test
  void sameBytesHaveTheSameScoresToTheBit() {
    Model model = Models.surprise(SHAPE);
    List<GrayImage> images = DoubleVae.images(SHAPE, 5, 17);
    try (ScorePass pass = new ScorePass(model, ALL)) {
      for (GrayImage image : images) {
        Scores first = pass.score(List.of(image)).get(0);
        pass.score(images);
        pass.reconstruct(images.subList(0, 1));
        assertThat(pass.score(List.of(GrayImage.of(SHAPE, image.toBytes()))).get(0))
            .isEqualTo(first);
      }
    }
  }

  @Test
  void threadsWithAPassEachShareAModel() throws Exception {
    Model model = Models.surprise(SHAPE);
    List<GrayImage> images = DoubleVae.images(SHAPE, 700, 19);
    List<Scores> expected = score(model, ALL, images);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<List<Scores>> scoring = () -> score(model, ALL, images);
      for (Future<List<Scores>> scored :
          threads.invokeAll(List.of(scoring, scoring, scoring, scoring))) {
        assertThat(scored.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void noImagesHaveNoScores() {
    assertThat(score(Models.surprise(SHAPE), ALL, List.of())).isEmpty();
  }

  @Test
  void whatWasNotWantedIsNotComputed() {
    Scores scores = score(Models.surprise(SHAPE), Set.of(Score.ELBO), images(1)).get(0);
    assertThat(scores.surprise()).isNaN();
    assertThat(scores.iwaeNats()).isNaN();
    assertThat(scores.meanSquaredError()).isNaN();
    assertThat(scores.terms()).isEmpty();
  }

  @Test
  void importanceWeightedBoundIsExactWhereThePosteriorIs() {
    // Encoder and decoder ignore their inputs: q(z|x) = p(z) = p(z|x), so every weight is p(x).
    float[] logits = new float[SHAPE.pixels()];
    java.util.Arrays.fill(logits, 0.7f);
    Vae blind =
        new Vae(
            SHAPE,
            2,
            List.of(new Dense(63, 4, Activation.IDENTITY, new float[63 * 4], new float[4])),
            List.of(new Dense(2, 63, Activation.IDENTITY, new float[2 * 63], logits)),
            Likelihood.BERNOULLI);
    for (GrayImage image : images(5)) {
      Scores scores =
          score(new Model(blind, Optional.empty()), Set.of(Score.IWAE), List.of(image)).get(0);
      assertThat(scores.iwaeNats()).isCloseTo(new DoubleVae(blind).reconstructionNats(image), NATS);
    }
  }

  @Test
  void importanceWeightedBoundOfALinearModelIsNearItsIntegral() {
    // One pixel, one latent: p(x) = ∫ N(z; 0, 1) p(x|z) dz, by the trapezoidal rule.
    ImageShape pixel = new ImageShape(1, 1);
    Vae vae =
        new Vae(
            pixel,
            1,
            List.of(new Dense(1, 2, Activation.IDENTITY, new float[2], new float[2])),
            List.of(new Dense(1, 1, Activation.IDENTITY, new float[] {1f}, new float[] {0.5f})),
            Likelihood.BERNOULLI);
    double evidence = 0;
    for (double z = -8; z <= 8; z += 0.01) {
      double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
      evidence += 0.01 * density / (1 + Math.exp(-(z + 0.5)));
    }
    GrayImage white = GrayImage.of(pixel, new byte[] {(byte) 255});
    Scores scores =
        score(new Model(vae, Optional.empty()), Set.of(Score.IWAE), List.of(white)).get(0);
    // 16 draws of p(x|z), whose deviation is 0.2: a standard error of 0.05/0.6.
    assertThat(scores.iwaeNats()).isCloseTo(-Math.log(evidence), Offset.offset(0.3));
  }

  private static List<GrayImage> images(int count) {
    return DoubleVae.images(SHAPE, count, 23);
  }

  private static List<Scores> score(Model model, Set<Score> wanted, List<GrayImage> images) {
    try (ScorePass pass = new ScorePass(model, wanted)) {
      return pass.score(images);
    }
  }
}

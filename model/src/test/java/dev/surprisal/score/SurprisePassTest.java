package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.vae.DoubleVae;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The terms against the formulas of their documentation, in double precision and plain loops. */
class SurprisePassTest {
  private static final ImageShape SHAPE = new ImageShape(6, 5);
  private static final Offset<Double> CLOSE = Offset.offset(1e-3);

  private Model model = Models.surprise(SHAPE);
  private Surprise parts = model.surprise().orElseThrow();

  /** The background's variance is another one, as that of strange images is. */
  @Test
  void termsAreTheReferencesUnderGaussians() {
    model = Models.gaussian(SHAPE, 0.03, 0.08);
    parts = model.surprise().orElseThrow();
    termsAreTheReferences();
  }

  @Test
  void termsAreTheReferences() {
    List<GrayImage> images = new ArrayList<>(DoubleVae.images(SHAPE, 290, 1));
    images.add(GrayImage.of(SHAPE, new byte[30]));
    try (ScorePass pass = new ScorePass(model, Set.of(Score.SURPRISE))) {
      List<Scores> scores = pass.score(images);
      for (int i = 0; i < images.size(); i++) {
        expect(scores.get(i), images.get(i));
      }
    }
  }

  @Test
  void statisticsAreTheReferences() {
    DoubleVae clean = new DoubleVae(model.vae());
    List<GrayImage> images = DoubleVae.images(SHAPE, 290, 2);
    try (ScorePass pass = new ScorePass(model, Set.of())) {
      List<double[]> statistics = pass.statistics(images);
      assertThat(statistics).hasSize(290);
      for (int i = 0; i < images.size(); i++) {
        assertThat(statistics.get(i))
            .containsExactly(statistics(clean, images.get(i)), Offset.offset(1e-4));
      }
    }
  }

  private void expect(Scores scores, GrayImage image) {
    DoubleVae clean = new DoubleVae(model.vae());
    DoubleVae background = new DoubleVae(parts.background());
    double elbo = clean.reconstructionNats(image) + clean.klNats(image);
    double backgroundElbo = background.reconstructionNats(image) + background.klNats(image);
    double margin = backgroundElbo - background.leastNats(image) + 20;
    double ratio = (elbo - backgroundElbo) / Math.max(margin, 20);
    double logit = DoubleVae.run(parts.discriminator(), DoubleVae.unit(image))[0];
    double local = local(image);
    double nearest = nearest(clean.posterior(image));
    double sharpness = parts.sharpness().orElseThrow().negativeLogDensity(sharpness(image));
    double density = parts.density().negativeLogDensity(statistics(clean, image));

    Terms terms = scores.terms().orElseThrow();
    assertThat(terms.elboNats()).isCloseTo(elbo, CLOSE);
    assertThat(terms.likelihoodRatio()).isCloseTo(ratio, CLOSE);
    assertThat(terms.discriminator()).isCloseTo(logit, CLOSE);
    assertThat(terms.density()).isCloseTo(density, Offset.offset(5e-3));
    assertThat(terms.local()).isCloseTo(local, Offset.offset(1e-4));
    assertThat(terms.nearest()).isCloseTo(nearest, CLOSE);
    assertThat(terms.sharpness()).isCloseTo(sharpness, CLOSE);
    assertThat(scores.surprise())
        .isCloseTo(combined(elbo, ratio, density, logit, local, nearest, sharpness), CLOSE);
  }

  /** The thresholds and mean excesses of {@link Models#surprise}. */
  private static double combined(
      double elbo,
      double ratio,
      double density,
      double logit,
      double local,
      double nearest,
      double sharpness) {
    double[] excesses = {
      (elbo - 30) / 4,
      (ratio - 0.1) / 0.5,
      (density - 12) / 3,
      (logit + 1) / 2,
      (local - 0.5) / 0.3,
      (nearest - 1) / 0.7,
      (sharpness - 2) / 5
    };
    double sum = 0;
    for (double excess : excesses) {
      sum += Math.max(0, excess) + 0.001 * Math.tanh(excess / 20) / 7;
    }
    return sum;
  }

  /** As {@link LocalResiduals} describes it, window by window. */
  private double local(GrayImage image) {
    LocalResiduals local = parts.local().orElseThrow();
    double[] x = DoubleVae.unit(image);
    double[] expected = DoubleVae.run(local.autoencoder(), x);
    double largest = 0;
    for (int side : LocalResiduals.SIDES) {
      float[] usual = local.usual(side);
      for (int i = 0; i < x.length; i++) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
          boolean near =
              Math.abs(k / SHAPE.width() - i / SHAPE.width()) <= side / 2
                  && Math.abs(k % SHAPE.width() - i % SHAPE.width()) <= side / 2;
          sum += near ? x[k] - expected[k] : 0;
        }
        largest = Math.max(largest, Math.abs(sum) / usual[i]);
      }
    }
    return largest;
  }

  /** As {@link CleanLatents} describes it. */
  private double nearest(double[] posterior) {
    CleanLatents latents = parts.nearest().orElseThrow();
    float[] centres = latents.centres();
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < latents.count(); c++) {
      double square = 0;
      for (int k = 0; k < latents.latent(); k++) {
        square += Math.pow(posterior[k] - centres[c * latents.latent() + k], 2);
      }
      least = Math.min(least, Math.sqrt(square));
    }
    return least;
  }

  /** As {@link Sharpness} describes them. */
  private static double[] sharpness(GrayImage image) {
    double[] x = DoubleVae.unit(image);
    double[] v = new double[4];
    for (int row = 0; row < SHAPE.height(); row++) {
      for (int column = 0; column < SHAPE.width(); column++) {
        double here = at(x, row, column);
        double below = at(x, row + 1, column);
        double right = at(x, row, column + 1);
        double second = 4 * here - at(x, row - 1, column) - below - at(x, row, column - 1) - right;
        v[0] += Math.abs(below - here) + Math.abs(right - here);
        v[1] += Math.pow(below - here, 2) + Math.pow(right - here, 2);
        v[2] += Math.abs(second);
        v[3] += second * second;
      }
    }
    return Arrays.stream(v).map(value -> Math.log(1 + value)).toArray();
  }

  /** Beyond the border the nearest pixel. */
  private static double at(double[] x, int row, int column) {
    int r = Math.max(0, Math.min(SHAPE.height() - 1, row));
    int c = Math.max(0, Math.min(SHAPE.width() - 1, column));
    return x[r * SHAPE.width() + c];
  }

  /** As {@link Statistics} describes them. */
  private static double[] statistics(DoubleVae vae, GrayImage image) {
    double[] x = DoubleVae.unit(image);
    double[] p = vae.means(image);
    double uncertainty = 0;
    double ink = 0;
    double brightest = 0;
    double variation = 0;
    double[] y = new double[3];
    double[] h = new double[3];
    for (int i = 0; i < x.length; i++) {
      int row = i / SHAPE.width();
      int column = i % SHAPE.width();
      uncertainty += p[i] * (1 - p[i]);
      ink += x[i];
      brightest = Math.max(brightest, x[i]);
      variation += row + 1 < SHAPE.height() ? Math.abs(x[i + SHAPE.width()] - x[i]) : 0;
      variation += column + 1 < SHAPE.width() ? Math.abs(x[i + 1] - x[i]) : 0;
      moments(y, x[i], (row + 0.5) / SHAPE.height());
      moments(h, x[i], (column + 0.5) / SHAPE.width());
    }
    double[] v = {
      Math.max(vae.reconstructionNats(image) - vae.leastNats(image), 0),
      vae.klNats(image),
      vae.squaredError(image),
      uncertainty,
      ink,
      20 * variance(y) * SHAPE.height(),
      20 * variance(h) * SHAPE.width(),
      variation,
      20 * brightest
    };
    return Arrays.stream(v).map(value -> Math.log(1 + value)).toArray();
  }

  private static void moments(double[] sums, double weight, double place) {
    sums[0] += weight;
    sums[1] += weight * place;
    sums[2] += weight * place * place;
  }

  private static double variance(double[] sums) {
    double mean = sums[0] == 0 ? 0 : sums[1] / sums[0];
    return sums[0] == 0 ? 0 : Math.max(sums[2] / sums[0] - mean * mean, 0);
  }

  @Test
  void discriminatorThatDoesNotFitTheImagesIsRefused() {
    assertThatThrownBy(
            () ->
                new Surprise(
                    Models.surprise(new ImageShape(6, 6)).surprise().orElseThrow().background(),
                    parts.discriminator(),
                    parts.density(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    parts.combination()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("discriminator layer 0: expected 36 inputs, got 30");
  }

  @Test
  void discriminatorWithoutItsTermIsRefused() {
    Combination elboOnly = new Combination(Map.of(Term.ELBO, new Excess(0, 1)));
    assertThatThrownBy(
            () ->
                new Surprise(
                    parts.background(),
                    parts.discriminator(),
                    parts.density(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    elboOnly))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("discriminator: expected layers exactly where");
  }

  @Test
  void termWithoutItsDensityIsRefused() {
    assertThatThrownBy(() -> withSharpness(Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sharpness: expected a density exactly where");
  }

  @Test
  void densityOfOtherStatisticsIsRefused() {
    assertThatThrownBy(() -> withSharpness(Optional.of(parts.density())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sharpness: expected 4 dimensions, got 9");
  }

  private Surprise withSharpness(Optional<GaussianMixture> sharpness) {
    return new Surprise(
        parts.background(),
        parts.discriminator(),
        parts.density(),
        parts.local(),
        parts.nearest(),
        sharpness,
        parts.combination());
  }

  @Test
  void backgroundOfAnotherShapeIsRefused() {
    assertThatThrownBy(
            () -> new Model(Models.plain(new ImageShape(5, 6)).vae(), Optional.of(parts)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("background: expected images of 5x6, got 6x5");
  }

  @Test
  void likelihoodsOfTwoKindsDoNotCompare() {
    Vae gaussian = Models.gaussian(SHAPE, 0.03, 0.08).vae();
    assertThatThrownBy(() -> new Model(gaussian, Optional.of(parts)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "background: expected the likelihood gaussian, as of the model of clean images, got bernoulli");
  }
}

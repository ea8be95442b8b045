package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.DoubleVae;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ImageScorerTest {
  private static final ImageShape SHAPE = new ImageShape(4, 4);

  @Test
  void onlyTheAnomalousComeWithWhatTheModelExpected() {
    Model model = Models.surprise(SHAPE);
    List<GrayImage> images = DoubleVae.images(SHAPE, 40, 1);
    DoubleVae reference = new DoubleVae(model.vae());
    double[] elbos =
        images.stream()
            .mapToDouble(image -> reference.reconstructionNats(image) + reference.klNats(image))
            .sorted()
            .toArray();
    double middle = (elbos[19] + elbos[20]) / 2;
    Decision decision = new Decision(Score.ELBO, new Calibration(new double[] {middle}), 0.5);

    Residuals residuals = new Residuals(GrayImage.of(SHAPE, new byte[SHAPE.pixels()]));

    List<Scored> scored;
    try (ImageScorer scorer = new ImageScorer(model, residuals, decision)) {
      scored = scorer.score(images);
    }

    assertThat(scored).extracting(Scored::image).containsExactlyElementsOf(images);
    assertThat(scored).filteredOn(one -> one.verdict().anomalous()).hasSize(20);
    for (Scored one : scored) {
      assertThat(one.verdict().anomalous()).isEqualTo(one.verdict().score() > middle);
      assertThat(one.explanation().isPresent()).isEqualTo(one.verdict().anomalous());
      one.explanation()
          .ifPresent(
              why ->
                  assertThat((double) why.reconstruction().pixel(0, 0))
                      .isCloseTo(255 * reference.means(one.image())[0], Offset.offset(0.51)));
    }
  }
}

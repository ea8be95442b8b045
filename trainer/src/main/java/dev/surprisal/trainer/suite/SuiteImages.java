package dev.surprisal.trainer.suite;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A suite's images, made once. */
final class SuiteImages implements ImageSource {
  private final Suite suite;
  private final ImageShape shape;
  private final int[] sources;
  private final List<GrayImage> images;

  /**
   * @param random of the images; of two sizes, the smaller set begins the larger one
   */
  SuiteImages(Suite suite, ImageSource clean, int size, SplittableRandom random) {
    this.suite = suite;
    this.shape = clean.shape();
    this.sources = new int[size];
    this.images = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      sources[i] = random.nextInt(clean.size());
      FloatImage picture = FloatImage.of(clean.image(sources[i]));
      images.add(suite.make().apply(picture, random).toGray());
    }
  }

  Category category() {
    return suite.category();
  }

  /** Index of the clean image that one was made from. */
  int source(int index) {
    return sources[index];
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public GrayImage image(int index) {
    return images.get(index);
  }

  @Override
  public String name() {
    return suite.name();
  }
}

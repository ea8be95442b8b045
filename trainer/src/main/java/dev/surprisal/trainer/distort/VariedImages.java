package dev.surprisal.trainer.distort;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.data.Split;
import java.util.SplittableRandom;

/** Clean images together with what else is as clean by an {@link Invariance}. */
public final class VariedImages implements ImageSource {
  private final ImageSource images;
  private final Invariance invariance;
  private final int ways;
  private final boolean all;

  private VariedImages(ImageSource images, Invariance invariance, boolean all) {
    this.images = images;
    this.invariance = invariance;
    this.ways = invariance.ways().size();
    this.all = all;
  }

  /** The same parts of the images, changed by what leaves them clean. */
  public static Split in(Split split, Invariance invariance) {
    return new Split(
        inAllWays(split.fit(), invariance),
        inOneWay(split.tune(), invariance),
        inOneWay(split.calibrate(), invariance),
        split.sha256());
  }

  /** Each image in all the ways, one after the other, to fit on. */
  public static ImageSource inAllWays(ImageSource images, Invariance invariance) {
    return invariance.equals(Invariance.NONE) ? images : new VariedImages(images, invariance, true);
  }

  /** Each image in one way, at random but always the same, to measure on: no two are related. */
  public static ImageSource inOneWay(ImageSource images, Invariance invariance) {
    return invariance.equals(Invariance.NONE)
        ? images
        : new VariedImages(images, invariance, false);
  }

  @Override
  public ImageShape shape() {
    return images.shape();
  }

  @Override
  public int size() {
    return all ? Math.multiplyExact(images.size(), ways) : images.size();
  }

  @Override
  public GrayImage image(int index) {
    SplittableRandom random = new SplittableRandom(index);
    int way = random.nextInt(ways);
    FloatImage clean = FloatImage.of(images.image(original(index)));
    return invariance.varied(clean, all ? index % ways : way, random).toGray();
  }

  private int original(int index) {
    return all ? index / ways : index;
  }

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public String file(int index) {
    return images.file(original(index));
  }

  @Override
  public int indexInFile(int index) {
    return images.indexInFile(original(index));
  }

  @Override
  public boolean inColour(int index) {
    return images.inColour(original(index));
  }
}

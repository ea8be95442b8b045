package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A folder of PNG and JPEG files, sub-folders included, in the order of their names. Every file is
 * decoded once at opening, so that a wrong one is named before any work is done; after that, images
 * are kept if they are few, and decoded again when asked for if they are many.
 */
final class ImageFolder implements ImageSource {
  private final Path folder;
  private final ImageShape shape;
  private final List<Path> files;
  private final BitSet inColour;

  /** One for each thread that asks for images. */
  private final ThreadLocal<ImageDecoder> decoder;

  private ImageFolder(
      Path folder, ImageShape shape, List<Path> files, BitSet inColour, int whiteLevel) {
    this.inColour = inColour;
    this.folder = folder;
    this.shape = shape;
    this.files = files;
    this.decoder = ThreadLocal.withInitial(() -> new ImageDecoder(shape, false, whiteLevel));
  }

  /**
   * @throws BadInputException naming the file that cannot be used, or the folder if there is none
   */
  static ImageSource open(Path folder, ReadOptions options) {
    return open(folder, options, HeapBudget.PIXELS);
  }

  static ImageSource open(Path folder, ReadOptions options, long kept) {
    SkippedFiles skipped = new SkippedFiles(folder);
    List<Path> files = FolderWalk.images(folder, options.skipBroken(), skipped);
    ImageSource source = read(folder, files, options, skipped, kept);
    skipped
        .words()
        .ifPresent(
            words ->
                options
                    .notices()
                    .accept(
                        "%s: %d %s read; skipped %s"
                            .formatted(
                                folder,
                                source.size(),
                                source.size() == 1 ? "image" : "images",
                                words)));
    tellColour(source, options);
    return source;
  }

  private static void tellColour(ImageSource source, ReadOptions options) {
    int coloured = source.inColour();
    if (coloured > 0) {
      options
          .notices()
          .accept(
              "%s: %d of %d %s in colour; only the grey values are used"
                  .formatted(source.name(), coloured, source.size(), coloured == 1 ? "is" : "are"));
    }
  }

  /** A set of one image. */
  static ImageSource ofOne(Path file, ReadOptions options) {
    ImageDecoder decoder = ImageDecoder.ofAnySize(options.whiteLevel());
    GrayImage image = decode(file, decoder);
    BitSet inColour = new BitSet();
    inColour.set(0, decoder.inColour());
    ImageSource source =
        RawImages.inMemory(
            file.toString(), image.shape(), List.of(file), image.toBytes(), inColour);
    tellColour(source, options);
    return source;
  }

  private static ImageSource read(
      Path folder, List<Path> found, ReadOptions options, SkippedFiles skipped, long kept) {
    ImageDecoder decoder = ImageDecoder.ofAnySize(options.whiteLevel());
    List<Path> files = new ArrayList<>(found.size());
    ImageShape shape = null;
    byte[] pixels = {};
    BitSet inColour = new BitSet();
    for (Path file : found) {
      GrayImage image;
      try {
        image = decode(file, decoder);
      } catch (BadInputException e) {
        if (!options.skipBroken()) {
          throw e;
        }
        skipped.add("broken", file);
        continue;
      }
      if (shape == null) {
        shape = image.shape();
        long all = (long) found.size() * shape.pixels();
        pixels = new byte[all <= Math.min(kept, Integer.MAX_VALUE - 16) ? (int) all : 0];
      } else if (!image.shape().equals(shape)) {
        throw new BadInputException(
            "%s: expected %s, as in %s, got %s; bring all to one size, as with ImageMagick's magick mogrify -resize %dx%d!"
                .formatted(
                    file, shape, files.get(0), image.shape(), shape.width(), shape.height()));
      }
      if (pixels.length > 0) {
        image.copyTo(pixels, files.size() * shape.pixels());
      }
      inColour.set(files.size(), decoder.inColour());
      files.add(file);
    }
    if (shape == null) {
      throw new BadInputException(
          "%s: expected PNG or JPEG files, or MNIST's, found none%s"
              .formatted(folder, skipped.words().map(words -> "; skipped " + words).orElse("")));
    }
    return pixels.length > 0
        ? RawImages.inMemory(folder.toString(), shape, List.copyOf(files), pixels, inColour)
        : new ImageFolder(folder, shape, List.copyOf(files), inColour, options.whiteLevel());
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public String file(int index) {
    return files.get(index).toString();
  }

  @Override
  public boolean inColour(int index) {
    return inColour.get(index);
  }

  @Override
  public int indexInFile(int index) {
    return 0;
  }

  @Override
  public GrayImage image(int index) {
    return decode(files.get(index), decoder.get());
  }

  private static GrayImage decode(Path file, ImageDecoder decoder) {
    Decoded decoded = decoder.decode(bytes(file), Optional.empty());
    return switch (decoded.kind()) {
      case IMAGE -> ((Decoded.Image) decoded).image();
      case REJECTED ->
          throw new BadInputException(
              "%s: %s".formatted(file, ((Decoded.Rejected) decoded).detail()));
    };
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(ImageDecoder.MAX_BYTES + 1);
      if (bytes.length > ImageDecoder.MAX_BYTES) {
        throw new BadInputException(
            "%s: expected at most %d bytes, got %d"
                .formatted(file, ImageDecoder.MAX_BYTES, Files.size(file)));
      }
      return bytes;
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", file, e);
    }
  }
}

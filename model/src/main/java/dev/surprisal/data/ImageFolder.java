package dev.surprisal.data;

import dev.surprisal.BadInputException;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A folder of PNG and JPEG files, sub-folders included, in the order of their names. Every file is
 * decoded once at opening, so that a wrong one is named before any work is done; after that, images
 * are kept if they are few, and decoded again when asked for if they are many.
 */
final class ImageFolder implements ImageSource {
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

  private final Path folder;
  private final ImageShape shape;
  private final List<Path> files;

  private ImageFolder(Path folder, ImageShape shape, List<Path> files) {
    this.folder = folder;
    this.shape = shape;
    this.files = files;
  }

  /**
   * @throws BadInputException naming the file that cannot be used, or the folder if there is none
   */
  static ImageSource open(Path folder) {
    return open(folder, Heap.KEPT);
  }

  static ImageSource open(Path folder, long kept) {
    List<Path> files = files(folder);
    if (files.isEmpty()) {
      throw new BadInputException(
          "%s: expected PNG or JPEG files, or MNIST's, found none".formatted(folder));
    }
    ImageFolder source = new ImageFolder(folder, shape(files.get(0)), files);
    long bytes = (long) files.size() * source.shape.pixels();
    boolean keep = bytes <= Math.min(kept, Integer.MAX_VALUE - 16);
    int pixels = source.shape.pixels();
    byte[] all = new byte[keep ? files.size() * pixels : 0];
    for (int i = 0; i < files.size(); i++) {
      GrayImage image = source.image(i);
      if (keep) {
        image.copyTo(all, i * pixels);
      }
    }
    return keep ? RawImages.inMemory(folder.toString(), source.shape, files, all) : source;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(ImageFolder::isImage).filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** Told from the file's header, before any pixel is read. */
  private static ImageShape shape(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new BadInputException("%s: expected a PNG or JPEG image".formatted(file));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        return new ImageShape(reader.getHeight(0), reader.getWidth(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException("%s: cannot be used: %s".formatted(file, e.getMessage()), e);
    }
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
  public int indexInFile(int index) {
    return 0;
  }

  @Override
  public GrayImage image(int index) {
    Path file = files.get(index);
    // Cheap beside reading the file, and safe for several threads.
    Decoded decoded = new ImageDecoder(shape, false).decode(bytes(file), Optional.empty());
    if (decoded instanceof Decoded.Image good) {
      return good.image();
    }
    String detail = ((Decoded.Rejected) decoded).detail();
    throw new BadInputException("%s: %s".formatted(file, detail));
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > ImageDecoder.MAX_BYTES) {
        throw new BadInputException(
            "%s: expected at most %d bytes, got %d"
                .formatted(file, ImageDecoder.MAX_BYTES, Files.size(file)));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}

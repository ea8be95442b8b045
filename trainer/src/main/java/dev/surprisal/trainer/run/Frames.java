package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import dev.surprisal.file.OutputFile;
import dev.surprisal.file.OutputFolder;
import dev.surprisal.trainer.picture.Animation;
import dev.surprisal.trainer.picture.ModelPictures;
import dev.surprisal.trainer.picture.PngFile;
import dev.surprisal.vae.Vae;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Pictures of a run, one for each epoch, in a sub-folder beside the bundle; for an animation. */
public final class Frames {
  /** What a picture shows. */
  public enum Subject {
    SAMPLES,
    MANIFOLD
  }

  private static final String FOLDER = "frames";

  private Frames() {}

  /**
   * Draws one epoch's picture.
   *
   * @param out the bundle's folder
   * @throws BadInputException if it cannot be written or drawn
   */
  static void add(Path out, Subject subject, int epoch, Vae vae, long seed) {
    BufferedImage picture =
        switch (subject) {
          case SAMPLES -> ModelPictures.samples(vae, seed);
          case MANIFOLD -> ModelPictures.manifold(vae);
        };
    Path folder = out.resolve(FOLDER);
    OutputFolder.expectWritable(folder);
    byte[] png = PngFile.of(picture);
    OutputFile.replace(folder.resolve("epoch-%05d.png".formatted(epoch)), file -> file.write(png));
  }

  /**
   * All pictures of a run, in order, as a GIF.
   *
   * @throws BadInputException if the run left none
   */
  public static byte[] animation(Path out) {
    Path folder = out.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      throw new BadInputException(
          "%s: expected the pictures of a run, found none; train with --frames samples"
              .formatted(folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<BufferedImage> frames = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".png")).sorted().toList()) {
        frames.add(ImageIO.read(file.toFile()));
      }
      return Animation.gif(frames);
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }
}

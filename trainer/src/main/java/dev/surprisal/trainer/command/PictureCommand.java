package dev.surprisal.trainer.command;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.data.IdxFile;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.ReadOptions;
import dev.surprisal.file.OutputFile;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.picture.ModelPictures;
import dev.surprisal.trainer.picture.PngFile;
import dev.surprisal.trainer.run.Frames;
import dev.surprisal.trainer.run.ProjectData;
import dev.surprisal.vae.Vae;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code picture}: what a model has learnt, as an image file. */
@Command(
    name = "picture",
    mixinStandardHelpOptions = true,
    description = "Draws what a model has learnt.")
final class PictureCommand implements Callable<Integer> {
  /** What can be drawn. */
  enum Subject {
    /** 8×8 images from the prior. */
    SAMPLES,
    /** Originals, each above its reconstruction. */
    RECONSTRUCTIONS,
    /** The plane of a two-dimensional latent space. */
    MANIFOLD,
    /** Straight lines through the latent space. */
    INTERPOLATION,
    /** Where images lie in the latent space. */
    LATENT,
    /** Lower halves filled in from the upper ones. */
    IMPUTE,
    /** The frames that {@code train --frames} left, as a GIF. */
    ANIMATION
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "KIND",
      description =
          "samples, reconstructions, manifold, interpolation, latent, impute, or animation (of a run with --frames).")
  private Subject subject;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The bundle.")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the picture goes: PNG, or GIF for an animation.")
  private Path out;

  @Option(
      names = "--images",
      paramLabel = "FILE-or-DIR",
      description = "Images to draw; default: MNIST's test images, as this project ships them.")
  private Optional<Path> images;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "IDX labels of the images, for the colours of latent.")
  private Optional<Path> labels;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of what is drawn by chance; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    OutputFile.expectWritable(out);
    if (subject == Subject.ANIMATION) {
      byte[] gif = Frames.animation(model);
      OutputFile.write(out, stream -> stream.write(gif));
      return 0;
    }
    byte[] png = PngFile.of(draw(BundleFolder.read(model).bundle()));
    OutputFile.write(out, stream -> stream.write(png));
    return 0;
  }

  private BufferedImage draw(Bundle bundle) {
    Vae vae = bundle.model().vae();
    return switch (subject) {
      case SAMPLES -> ModelPictures.samples(vae, seed);
      case MANIFOLD -> ModelPictures.manifold(vae);
      case RECONSTRUCTIONS -> ModelPictures.reconstructions(vae, images(bundle), seed);
      case INTERPOLATION -> ModelPictures.interpolation(vae, images(bundle), seed);
      case IMPUTE -> ModelPictures.impute(vae, images(bundle), seed);
      case LATENT -> latent(vae, images(bundle));
      case ANIMATION -> throw new IllegalStateException("an animation is no single picture");
    };
  }

  private BufferedImage latent(Vae vae, ImageSource source) {
    Optional<int[]> known =
        labels
            .or(() -> images.isEmpty() ? ProjectData.mnistTestLabels() : Optional.empty())
            .map(IdxFile::labels);
    known.ifPresent(
        all -> {
          if (all.length != source.size()) {
            throw new BadInputException(
                "--labels: expected one for each of %d images, got %d"
                    .formatted(source.size(), all.length));
          }
        });
    return ModelPictures.latent(vae, source, known);
  }

  private ImageSource images(Bundle bundle) {
    ImageSource source =
        ImageFiles.open(
            images.orElseGet(() -> ProjectData.mnistTest("--images", bundle.model().shape())),
            new ReadOptions(false, bundle.whiteLevel(), spec.commandLine().getErr()::println));
    ScoredSet.expectShape(bundle.model(), source);
    return source;
  }
}

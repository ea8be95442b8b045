package dev.surprisal.trainer.command;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.ImageOptions;
import dev.surprisal.cli.TrustOptions;
import dev.surprisal.data.ReadOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The bundle that a command judges by. */
final class ModelOptions {
  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The bundle.")
  private Path model;

  @Mixin private TrustOptions trust;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * @throws dev.surprisal.BadInputException if it cannot be read or is not the one that is trusted
   */
  LoadedBundle read() {
    return BundleFolder.read(model, new Trust(trust.publicKeys(), trust.digest()));
  }

  /**
   * Another bundle that the command needs, signed as the first one has to be.
   *
   * @throws dev.surprisal.BadInputException if it cannot be read or is not trusted
   */
  LoadedBundle read(Path other) {
    return BundleFolder.read(other, new Trust(trust.publicKeys(), Optional.empty()));
  }

  /** How a command reads the images that the bundle judges: as it was trained unless told. */
  ReadOptions reading(ImageOptions images, Bundle bundle) {
    return new ReadOptions(
        images.skipBroken(),
        images.whiteLevel().orElse(bundle.whiteLevel()),
        command.commandLine().getErr()::println);
  }
}

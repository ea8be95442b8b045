package dev.surprisal.trainer.command;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.TrustOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The bundle that a command judges by. */
final class ModelOptions {
  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The bundle.")
  private Path model;

  @Mixin private TrustOptions trust;

  /**
   * @throws dev.surprisal.BadInputException if it cannot be read or is not the one that is trusted
   */
  LoadedBundle read() {
    return BundleFolder.read(model, new Trust(trust.publicKeys(), trust.digest()));
  }
}

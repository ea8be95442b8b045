package dev.surprisal.trainer.command;

import dev.surprisal.bundle.BundleSignature;
import dev.surprisal.bundle.LoadedBundle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sign}: a bundle of ours, for those who read only signed ones. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description =
        "Signs a model bundle, for commands with --model-key; writes bundle.sig into its folder.")
final class SignCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The bundle.")
  private Path model;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "An Ed25519 private key (PEM) without a passphrase.")
  private Path key;

  @Override
  public Integer call() {
    LoadedBundle signed = BundleSignature.write(model, key);
    spec.commandLine()
        .getOut()
        .println(
            "signed %s, SHA-256 %s: %s"
                .formatted(
                    signed.bundle().name(), signed.digest(), model.resolve(BundleSignature.FILE)));
    return 0;
  }
}

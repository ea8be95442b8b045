package dev.surprisal.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a model bundle must show before it is read: for every command that judges by one. */
public final class TrustOptions {
  @Option(
      names = "--model-key",
      paramLabel = "FILE",
      description = "Ed25519 public keys (PEM), of which one must have signed the model.")
  private Optional<Path> publicKeys = Optional.empty();

  @Option(
      names = "--model-digest",
      paramLabel = "SHA256",
      converter = Sha256Converter.class,
      description = "The SHA-256 of the only model to take, 64 digits.")
  private Optional<String> digest = Optional.empty();

  public Optional<Path> publicKeys() {
    return publicKeys;
  }

  /** In lower case. */
  public Optional<String> digest() {
    return digest;
  }

  /** Part of a digest would be a weaker demand: whoever can compute enough digests meets it. */
  static final class Sha256Converter implements ITypeConverter<String> {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    @Override
    public String convert(String text) {
      String digest = text.strip().toLowerCase(Locale.ROOT);
      if (!SHA_256.matcher(digest).matches()) {
        throw new TypeConversionException("expected 64 digits of 0-9 and a-f, got " + text);
      }
      return digest;
    }
  }
}

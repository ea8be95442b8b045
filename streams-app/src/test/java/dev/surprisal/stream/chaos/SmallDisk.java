package dev.surprisal.stream.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A disk of one megabyte that can be full. Only those who may mount get one. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static Optional<SmallDisk> mount(Path folder) {
    create(folder);
    return succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString())
        ? Optional.of(new SmallDisk(folder))
        : Optional.empty();
  }

  /** Leaves no byte free. */
  void fill() {
    byte[] zeros = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler())) {
      for (; ; ) {
        out.write(zeros);
      }
    } catch (IOException full) {
      // As intended.
    }
  }

  void free() {
    try {
      Files.delete(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    // Lazily: a process that is just dying may still have a file open.
    succeeds("umount", "--lazy", folder.toString());
  }
}

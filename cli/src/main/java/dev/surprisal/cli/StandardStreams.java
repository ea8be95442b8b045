package dev.surprisal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Makes a process print the same bytes on every machine: UTF-8, and numbers and letters by the root
 * locale. Java takes both from the environment; in Turkish {@code "i".toUpperCase()} is no ASCII
 * letter, and in Arabic {@code "%d"} prints Arabic digits.
 */
final class StandardStreams {
  private StandardStreams() {}

  /** For a main method, before anything else: the standard streams of a test are not ours. */
  static void setForProcess() {
    Locale.setDefault(Locale.ROOT);
    System.setOut(
        new PrintStream(
            new Unforgiving(new FileOutputStream(FileDescriptor.out)),
            /* autoFlush= */ true,
            UTF_8));
    System.setErr(
        new PrintStream(new FileOutputStream(FileDescriptor.err), /* autoFlush= */ true, UTF_8));
  }

  /**
   * Throws where {@link PrintStream} would keep silent, so that a command ends when nobody reads
   * its output any more.
   */
  static final class Unforgiving extends FilterOutputStream {
    Unforgiving(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new OutputLostException(e);
      }
    }
  }

  /** Standard output cannot be written to. */
  static final class OutputLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a shell reports for a program that a closed pipe has ended: 128 + SIGPIPE. */
    static final int CLOSED_PIPE = 141;

    OutputLostException(IOException cause) {
      super("standard output: " + cause.getMessage(), cause);
    }

    /** Whether the reader has closed its end, as {@code head} does: no failure of ours. */
    boolean pipeWasClosed() {
      return getMessage().toLowerCase(Locale.ROOT).contains("broken pipe");
    }
  }
}

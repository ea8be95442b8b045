package dev.surprisal.stream.demo;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Prints lines and, on a terminal, a status line below them that is overwritten; in a file the
 * status is a line every few seconds.
 */
final class Screen {
  private static final String START_OF_LINE = "\r\u001b[K";

  /** Fewer lines than a small terminal shows. */
  private static final int IN_SIGHT = 15;

  private static final Duration ON_TERMINAL = Duration.ofMillis(500);
  private static final Duration IN_FILE = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final boolean terminal;
  private String status = "";
  private String repeated = "";
  private int linesSince;
  private long next;

  Screen(PrintWriter out) {
    this(out, Boolean.getBoolean("surprisal.terminal.out"));
  }

  Screen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Prints a line, and on a terminal again each time that it would scroll out of sight. */
  synchronized void repeated(String text) {
    repeated = text;
    linesSince = 0;
    print(text);
  }

  /** Prints a line above the status line. */
  synchronized void line(String text) {
    print(text);
    linesSince++;
    if (terminal && linesSince >= IN_SIGHT && !repeated.isEmpty()) {
      linesSince = 0;
      print(repeated);
    }
  }

  private void print(String text) {
    if (terminal) {
      out.print(START_OF_LINE + text + "\n" + status);
    } else {
      out.println(text);
    }
    out.flush();
  }

  /** Whether it is time to print the status again. */
  synchronized boolean statusDue() {
    return System.nanoTime() >= next;
  }

  /** Prints the status. */
  synchronized void status(String text) {
    next = System.nanoTime() + (terminal ? ON_TERMINAL : IN_FILE).toNanos();
    if (terminal) {
      status = text;
      out.print(START_OF_LINE + text);
    } else {
      out.println(text);
    }
    out.flush();
  }

  /** Removes the status line from a terminal. */
  synchronized void clear() {
    if (terminal) {
      status = "";
      out.print(START_OF_LINE);
      out.flush();
    }
  }
}

package dev.surprisal.stream.watch;

import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks a person, or a program that answers in a line each, what anomalies really are. */
final class Labelling {
  private final BufferedReader answers;
  private final PrintWriter questions;
  private final String by;
  private final Consumer<Label> labels;
  private boolean ended;

  /**
   * @param answers a line for each question
   * @param labels hears each label
   */
  Labelling(BufferedReader answers, PrintWriter questions, String by, Consumer<Label> labels) {
    this.answers = answers;
    this.questions = questions;
    this.by = by;
    this.labels = labels;
  }

  /** Whether nobody answers any more. */
  boolean ended() {
    return ended;
  }

  /** Asks until the answer is understood. */
  void ask(VerdictMessage verdict) {
    while (!ended) {
      questions.printf("%s: [n]ormal, [a]nomalous, Enter to skip, [q]uit? ", verdict.id());
      questions.flush();
      String answer = answer();
      if (answer.isEmpty()) {
        return;
      }
      Optional<Opinion> opinion = opinion(answer);
      if (opinion.isPresent()) {
        labels.accept(verdict.label(opinion.get(), by));
        return;
      }
      ended = ended || "quit".startsWith(answer);
    }
  }

  /** The first letter does, as do more of them. */
  private static Optional<Opinion> opinion(String answer) {
    for (Opinion opinion : Opinion.values()) {
      if (opinion.wireName().startsWith(answer)) {
        return Optional.of(opinion);
      }
    }
    return Optional.empty();
  }

  private String answer() {
    try {
      String line = answers.readLine();
      ended = line == null;
      return ended ? "quit" : line.strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException("the answers cannot be read", e);
    }
  }
}

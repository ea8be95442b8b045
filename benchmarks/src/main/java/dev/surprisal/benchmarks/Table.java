package dev.surprisal.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Markdown table: names on the left, figures on the right. */
public final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(List<String> head) {
    this.head = List.copyOf(head);
  }

  public void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add(line(head));
    lines.add("| --- |" + String.join("", Collections.nCopies(head.size() - 1, " ---: |")));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}

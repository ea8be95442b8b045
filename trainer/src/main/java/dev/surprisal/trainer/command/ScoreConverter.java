package dev.surprisal.trainer.command;

import dev.surprisal.score.Score;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;

/** A score by its name on the command line. */
final class ScoreConverter implements ITypeConverter<Score>, Iterable<String> {
  @Override
  public Score convert(String text) {
    return Choices.parse(List.of(Score.values()), Score::wireName, text);
  }

  @Override
  public Iterator<String> iterator() {
    return Stream.of(Score.values()).map(Score::wireName).iterator();
  }
}

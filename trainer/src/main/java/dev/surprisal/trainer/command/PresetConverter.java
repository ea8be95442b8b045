package dev.surprisal.trainer.command;

import dev.surprisal.trainer.recipe.Preset;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;

/** A preset by its name on the command line. */
final class PresetConverter implements ITypeConverter<Preset>, Iterable<String> {
  @Override
  public Preset convert(String text) {
    return Choices.parse(List.of(Preset.values()), Preset::toString, text);
  }

  @Override
  public Iterator<String> iterator() {
    return Stream.of(Preset.values()).map(Preset::toString).iterator();
  }
}

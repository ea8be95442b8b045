package dev.surprisal.trainer.command;

import dev.surprisal.trainer.data.Grouping;
import dev.surprisal.trainer.data.SplitRule;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code train} that say which images are fitted and which are held out. */
final class SplitOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--split",
      defaultValue = "shuffle",
      paramLabel = "KIND",
      description =
          "Which images are held out to calibrate on: shuffle, a random sample in proportion from each sub-folder, or tail, the last ones; default: ${DEFAULT-VALUE}.")
  private SplitRule.Order order;

  @Option(
      names = "--group-by",
      converter = GroupingConverter.class,
      paramLabel = "KIND",
      description =
          "Keeps images of one thing together, fitted or held out: folder; prefix, the file's name up to the first _; prefix:SEPARATOR; or pattern:REGEX, what it matches in the name.")
  private Optional<Grouping> groupBy;

  /**
   * @param seed of the shuffle
   * @throws ParameterException if the options do not go together
   */
  SplitRule rule(long seed) {
    try {
      return new SplitRule(order, groupBy, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private static final class GroupingConverter implements ITypeConverter<Grouping> {
    @Override
    public Grouping convert(String text) {
      try {
        return Grouping.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}

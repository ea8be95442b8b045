package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.recipe.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What docs/training.md says of presets and pictures is what the code does. */
class TrainingGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "training.md");

  @Test
  void everyPresetHasItsRow() throws IOException {
    List<String> rows = Arrays.stream(Preset.values()).map(TrainingGuideTest::row).toList();

    assertThat(Files.readAllLines(GUIDE)).containsSubsequence(rows);
  }

  @Test
  void everyPictureIsShown() throws IOException {
    String guide = Files.readString(GUIDE);

    for (PictureCommand.Subject kind : PictureCommand.Subject.values()) {
      String name = optionValue(kind);
      String ending = kind == PictureCommand.Subject.ANIMATION ? "gif" : "png";
      assertThat(guide).contains("| `" + name + "` |");
      assertThat(GUIDE.resolveSibling("images/picture-%s.%s".formatted(name, ending))).exists();
    }
  }

  private static String row(Preset preset) {
    FitSettings settings = preset.settings();
    return "| `%s` | %d | %d | %d | %s | %s | %s | %s | %s |"
        .formatted(
            preset,
            preset.latent(),
            settings.epochs(),
            settings.batch(),
            settings.learningRate().first(),
            optionValue(settings.learningRate().schedule()),
            optionValue(settings.rule().objective().loss()),
            preset.binarize(),
            preset.augment() ? "yes" : "no");
  }

  private static String optionValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

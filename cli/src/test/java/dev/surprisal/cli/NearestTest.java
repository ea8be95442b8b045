package dev.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "train, train, 0",
    "trian, train, 1",
    "tran, train, 1",
    "trains, train, 1",
    "brain, train, 1",
    "'', abc, 3",
    "kitten, sitting, 3",
    "epcohs, epochs, 1",
    "watch, batch, 1"
  })
  void slipsAreCounted(String given, String name, int slips) {
    assertThat(Nearest.distance(given, name)).isEqualTo(slips);
  }

  @Property(tries = 200)
  void distanceIsSymmetricAndZeroOnlyForTheSame(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b) {
    assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
    assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equals(b));
  }

  @Test
  void shortNamesAllowOneSlipAndLongOnesTwo() {
    assertThat(Nearest.to("--dtaa", List.of("--data", "--rate"))).contains("--data");
    assertThat(Nearest.to("--xxta", List.of("--data", "--rate"))).isEmpty();
    assertThat(Nearest.to("--learningrat", List.of("--learning-rate"))).contains("--learning-rate");
  }
}

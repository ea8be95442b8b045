package dev.surprisal.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.data.SplitRule.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  /** One pixel each; an image knows its file's name only. */
  private record Files(String name, List<String> files) implements ImageSource {
    @Override
    public ImageShape shape() {
      return new ImageShape(1, 1);
    }

    @Override
    public int size() {
      return files.size();
    }

    @Override
    public GrayImage image(int index) {
      return GrayImage.of(shape(), new byte[] {(byte) index});
    }

    @Override
    public String file(int index) {
      return files.get(index);
    }
  }

  private static Files oneFile(int images) {
    return new Files("set.idx", IntStream.range(0, images).mapToObj(i -> "set.idx").toList());
  }

  private static Files folder(int images, Function<Integer, String> name) {
    return new Files("set", IntStream.range(0, images).mapToObj(name::apply).toList());
  }

  private static SplitRule shuffled(long seed) {
    return new SplitRule(Order.SHUFFLE, Optional.empty(), seed);
  }

  private static SplitRule groupedBy(String grouping) {
    return new SplitRule(Order.SHUFFLE, Optional.of(Grouping.parse(grouping)), 1);
  }

  private static List<String> files(ImageSource part) {
    return IntStream.range(0, part.size()).mapToObj(part::file).toList();
  }

  /**
   * Five sixths, a thirtieth and two fifteenths; of fewer than 3,000, 500 or a third are held out.
   */
  @ParameterizedTest
  @CsvSource({
    "60000, 50000, 2000, 8000",
    "3000, 2500, 100, 400",
    "1500, 1000, 100, 400",
    "600, 400, 40, 160",
    "300, 200, 20, 80",
    "100, 67, 6, 27"
  })
  void sharesAre(int images, int fit, int tune, int calibrate) {
    for (Order order : Order.values()) {
      Split split = Split.of(oneFile(images), new SplitRule(order, Optional.empty(), 1));

      assertThat(split.fit().size()).isEqualTo(fit);
      assertThat(split.tune().size()).isEqualTo(tune);
      assertThat(split.calibrate().size()).isEqualTo(calibrate);
    }
  }

  @Test
  void tailTakesTheLastOnes() {
    Files images = folder(600, i -> "set/%04d.png".formatted(i));

    Split split = Split.of(images, new SplitRule(Order.TAIL, Optional.empty(), 1));

    assertThat(files(split.fit())).isEqualTo(images.files().subList(0, 400));
    assertThat(files(split.calibrate())).isEqualTo(images.files().subList(440, 600));
  }

  @Test
  void everyImageIsInOnePart() {
    Files images = folder(600, i -> "set/%04d.png".formatted(i));

    Split split = Split.of(images, shuffled(1));

    List<String> all = new ArrayList<>(files(split.fit()));
    all.addAll(files(split.tune()));
    all.addAll(files(split.calibrate()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(images.files());
  }

  @Test
  void eachSubFolderIsHeldOutInProportion() {
    Files images =
        folder(6000, i -> (i < 5000 ? "set/part-A/%04d.png" : "set/part-B/%04d.png").formatted(i));

    Split split = Split.of(images, shuffled(1));

    long ofB = files(split.calibrate()).stream().filter(f -> f.contains("part-B")).count();
    long tunedOfB = files(split.tune()).stream().filter(f -> f.contains("part-B")).count();
    assertThat(ofB).isCloseTo(800 / 6, within(1L));
    assertThat(tunedOfB).isCloseTo(200 / 6, within(1L));
  }

  /** A run of 100 neighbours holds 17 held-out images on average, with a deviation below 4. */
  @Test
  void heldOutImagesComeFromEverywhere() {
    Split split = Split.of(folder(6000, i -> "set/%04d.png".formatted(i)), shuffled(1));
    Set<String> fit = Set.copyOf(files(split.fit()));

    for (int start = 0; start < 6000; start += 100) {
      long heldOut =
          IntStream.range(start, start + 100)
              .filter(i -> !fit.contains("set/%04d.png".formatted(i)))
              .count();
      assertThat(heldOut).isBetween(2L, 36L);
    }
  }

  @Test
  void seedDecidesAndIsToldByTheDigest() {
    ImageSource images = oneFile(600);

    assertThat(Split.of(images, shuffled(7)).sha256())
        .isEqualTo(Split.of(images, shuffled(7)).sha256());
    assertThat(Split.of(images, shuffled(8)).sha256())
        .isNotEqualTo(Split.of(images, shuffled(7)).sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix", "prefix:-", "folder", "pattern:^(\\d+)", "pattern:^\\d+"})
  void groupsStayTogether(String grouping) {
    String separator = grouping.equals("prefix:-") ? "-" : "_";
    Files images =
        folder(
            900,
            i ->
                grouping.equals("folder")
                    ? "set/%d/%d.png".formatted(i % 150, i)
                    : "set/%d%s%d.png".formatted(i % 150, separator, i));

    Split split = Split.of(images, groupedBy(grouping));

    List<Set<String>> parts =
        List.of(groups(split.fit()), groups(split.tune()), groups(split.calibrate()));
    assertThat(parts.stream().mapToInt(Set::size).sum()).isEqualTo(150);
    assertThat(split.fit().size()).isBetween(570, 630);
    assertThat(split.calibrate().size()).isBetween(210, 270);
  }

  private static Set<String> groups(ImageSource part) {
    return files(part).stream()
        .map(file -> file.substring(4).split("[-_/]", 2)[0])
        .collect(Collectors.toSet());
  }

  @Test
  void threeLargeGroupsAreOneForEachPart() {
    Split split =
        Split.of(folder(900, i -> "set/%d/%d.png".formatted(i % 3, i)), groupedBy("folder"));

    assertThat(split.fit().size()).isEqualTo(300);
    assertThat(split.tune().size()).isEqualTo(300);
    assertThat(split.calibrate().size()).isEqualTo(300);
  }

  @Test
  void twoGroupsCannotBeSplit() {
    assertThatThrownBy(
            () ->
                Split.of(
                    folder(900, i -> "set/%d/%d.png".formatted(i % 2, i)), groupedBy("folder")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("set: grouped by folder, 450 images are left to fit on, 0 to choose");
  }

  @Test
  void oneFileHasNoGroups() {
    assertThatThrownBy(() -> Split.of(oneFile(900), groupedBy("folder")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("set.idx: expected a folder of image files to group by folder");
  }

  @Test
  void nameWithoutAGroupIsNamed() {
    assertThatThrownBy(
            () -> Split.of(folder(900, i -> "set/x%d.png".formatted(i)), groupedBy("pattern:^\\d")))
        .isInstanceOf(BadInputException.class)
        .hasMessage("set/x0.png: its name does not match pattern:^\\d");
  }

  @Test
  void groupsHaveNoTail() {
    assertThatThrownBy(() -> new SplitRule(Order.TAIL, Optional.of(Grouping.parse("folder")), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("grouped by folder, got tail");
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatThrownBy(() -> Split.of(oneFile(99), shuffled(1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at least 100 images");
  }
}

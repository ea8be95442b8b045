package dev.surprisal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenSetTest {
  @TempDir Path folder;
  private BundleOnDisk disk;

  @BeforeEach
  void writeBundle() {
    disk = new BundleOnDisk(folder);
  }

  /** Computed by the same rule in Python, in whole numbers. */
  @Test
  void imagesFollowTheRuleOnEveryMachine() {
    GrayImage image = GoldenSet.image(new ImageShape(6, 5), 3);

    assertThat(image.pixel(0, 1)).isEqualTo(63);
    assertThat(image.pixel(0, 2)).isEqualTo(103);
    assertThat(image.pixel(0, 4)).isZero();
    assertThat(image.pixel(4, 4)).isEqualTo(40);
  }

  @Test
  void bundleThatWasReadGivesTheScoresThatItHadWhenItWasWritten() {
    LoadedBundle loaded = BundleFolder.read(folder);

    assertThat(loaded.golden().size()).isEqualTo(8);
    assertThatCode(() -> loaded.golden().expect(loaded.bundle())).doesNotThrowAnyException();
  }

  @Test
  void anotherScoreIsRefusedWithItsNumber() {
    disk.editManifest(
        root -> {
          ArrayNode scores = (ArrayNode) root.at("/golden/scores");
          scores.set(5, scores.get(5).doubleValue() * 1.01);
        });
    LoadedBundle loaded = BundleFolder.read(folder);

    assertThatThrownBy(() -> loaded.golden().expect(loaded.bundle()))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith("digits: golden image 5: expected a score of ")
        .endsWith("do not judge by it on this machine")
        .hasLineCount(1);
  }

  @Test
  void bundleOfAReleaseWithoutGoldenImagesDemandsNothing() {
    disk.editManifest(root -> root.remove("golden"));
    LoadedBundle loaded = BundleFolder.read(folder);

    assertThat(loaded.golden().size()).isZero();
    assertThatCode(() -> loaded.golden().expect(loaded.bundle())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[1,2,3,4,5,6,7]", "[1,2,3,4,5,6,7,\"8\"]", "\"none\""})
  void brokenScoresAreRefused(String scores) {
    disk.editManifest(root -> ((ObjectNode) root.get("golden")).set("scores", JsonText.of(scores)));

    assertThatThrownBy(() -> BundleFolder.read(folder))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(disk.manifest() + ": golden.scores: expected ")
        .hasLineCount(1);
  }
}

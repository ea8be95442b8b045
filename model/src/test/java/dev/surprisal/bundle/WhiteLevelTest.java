package dev.surprisal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.Detector;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.score.Score;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that was trained on 12 bits in 16-bit files sees the same images when it scores. */
class WhiteLevelTest {
  @TempDir Path folder;

  @Test
  void isKeptInTheBundleAndAppliedToWhatIsScored() throws IOException {
    BundleFolder.write(bundle(4095), folder);
    Bundle read = BundleFolder.read(folder).bundle();
    byte[] white = new byte[BundleOnDisk.SHAPE.pixels()];
    Arrays.fill(white, (byte) 255);

    try (Detector detector = new Detector(read, read.decision(Score.ELBO, 0.5), false)) {
      assertThat(detector.decode(png(4095), Optional.empty()))
          .isEqualTo(new Decoded.Image(GrayImage.of(BundleOnDisk.SHAPE, white)));
    }
    assertThat(read.whiteLevel()).isEqualTo(4095);
  }

  @Test
  void bundleWithoutOneUsesTheWholeRange() {
    BundleFolder.write(BundleOnDisk.bundle(), folder);

    assertThat(BundleFolder.read(folder).bundle().whiteLevel()).isEqualTo(ImageDecoder.FULL_WHITE);
  }

  @Test
  void levelThatNoSampleCanHaveIsRefused() throws IOException {
    BundleOnDisk disk = new BundleOnDisk(folder);
    disk.editManifest(root -> root.withObject("/image").put("whiteLevel", 70_000));

    assertThatThrownBy(() -> BundleFolder.read(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("whiteLevel");
  }

  private static Bundle bundle(int whiteLevel) {
    Bundle bundle = BundleOnDisk.bundle();
    return new Bundle(
        bundle.name(),
        bundle.preset(),
        bundle.model(),
        bundle.defaultScore(),
        bundle.calibrations(),
        bundle.residuals(),
        bundle.provenance(),
        whiteLevel);
  }

  private static byte[] png(int sample) throws IOException {
    BufferedImage image =
        new BufferedImage(
            BundleOnDisk.SHAPE.width(),
            BundleOnDisk.SHAPE.height(),
            BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < BundleOnDisk.SHAPE.pixels(); i++) {
      image.getRaster().setSample(i % image.getWidth(), i / image.getWidth(), 0, sample);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", out)).isTrue();
    return out.toByteArray();
  }
}

package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.Decoded.Rejected;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No bytes make a decoder work for long. Measured is the thread's own processor time, which other
 * programs don't lengthen.
 */
class DecodingCostTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28);
  private static final Duration MOST = Duration.ofSeconds(1);

  static Stream<Arguments> attacks() {
    return new CostlyImages(1 << 20)
        .all().entrySet().stream()
            .map(
                (Map.Entry<String, byte[]> attack) ->
                    Arguments.of(attack.getKey(), attack.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void anyMebibyteIsDecodedOrRejectedWithinASecond(String name, byte[] value) {
    ImageDecoder decoder = new ImageDecoder(SHAPE, true);
    assertThat(value.length).as(name).isLessThanOrEqualTo(1 << 20);

    assertThat(cost(() -> decoder.decode(value, Optional.empty()))).isLessThan(MOST);
  }

  @Test
  void moreScansThanAnyEncoderWritesAreRejectedForTheirCost() {
    JpegFile file = JpegFile.frame(JpegFile.PROGRESSIVE, 28, 28, 1).table(0, 0).table(0x10, 0);
    file.scan(1, 0, 0, 0, 0, 0);
    for (int scan = 0; scan < CompressedImages.MAX_SCANS; scan++) {
      file.scan(1, 1, 63, 0, 0, 0);
    }

    assertThat(new ImageDecoder(SHAPE, false).decode(file.end(), Optional.empty()))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(RejectionReason.TOO_COSTLY);
              assertThat(rejected.detail()).contains("expected at most 256 scans", "got 257");
            });
  }

  /** By hand: scans × (samples as stored + samples as shown) is at most 141,557,760. */
  @ParameterizedTest
  @CsvSource({
    "2048, 1536, 3, 0x22, 10",
    "2048, 2048, 3, 0x22, 7",
    "2048, 2048, 3, 0x21, 6",
    "2048, 2048, 3, 0x11, 5",
    "2048, 2048, 4, 0x11, 4",
    "2048, 2048, 1, 0x11, 16",
    "2048, 2048, 1, 0x22, 16"
  })
  void largePictureHasFewScans(int height, int width, int components, String sampling, int most) {
    CostlyImages images = new CostlyImages(1 << 20);
    ImageDecoder decoder = new ImageDecoder(SHAPE, true);
    int factors = Integer.decode(sampling);

    Decoded allowed =
        decoder.decode(
            images.emptyScans(height, width, components, factors, most), Optional.empty());
    Decoded tooMany =
        decoder.decode(
            images.emptyScans(height, width, components, factors, most + 1), Optional.empty());

    assertThat(allowed).isInstanceOf(Decoded.Image.class);
    assertThat(tooMany)
        .isEqualTo(
            new Rejected(
                RejectionReason.TOO_COSTLY,
                "expected at most 256 scans, %d of a picture of %dx%d, got %d; save it with fewer, or not progressive"
                    .formatted(most, height, width, most + 1)));
  }

  @Test
  void imageThatTakesTooLongIsRejectedAndTheNextOneDecoded() throws IOException {
    CompressedImages hurried =
        new CompressedImages(Optional.empty(), false, ImageDecoder.FULL_WHITE, Duration.ZERO);
    GrayImage noise = noise(512);
    byte[] png = PngEncoder.encodeOne(noise);
    byte[] jpeg = jpeg(noise);
    // Small enough to be read in one piece, before the clock is looked at twice.
    byte[] small = PngEncoder.encodeOne(noise(8));

    expectTooCostly(hurried.png(png));
    expectTooCostly(hurried.jpeg(jpeg));
    assertThat(hurried.png(small)).isEqualTo(new Decoded.Image(noise(8)));
  }

  private static void expectTooCostly(Decoded decoded) {
    assertThat(decoded)
        .isEqualTo(
            new Rejected(
                RejectionReason.TOO_COSTLY, "expected an image that is decoded within 0 ms"));
  }

  private static GrayImage noise(int side) {
    byte[] pixels = new byte[side * side];
    new Random(1).nextBytes(pixels);
    return GrayImage.of(new ImageShape(side, side), pixels);
  }

  private static byte[] jpeg(GrayImage image) throws IOException {
    int side = image.shape().width();
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, side, side, image.toBytes());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "jpeg", out)).isTrue();
    return out.toByteArray();
  }

  private static Duration cost(Runnable work) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    work.run();
    return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
  }
}

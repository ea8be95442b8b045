package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.surprisal.image.Decoded.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Small bytes that ask for much memory get none of it: measured by what the thread allocates. */
class BombTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28);
  private static final long ONE_MEGABYTE = 1 << 20;

  @Test
  void pngThatDeclaresHundredsOfMegapixelsIsRejectedForItsSize() {
    expect(false, hugePng(), RejectionReason.WRONG_SIZE, "got 30000x30000");
  }

  @Test
  void pngThatDeclaresHundredsOfMegapixelsIsNotResized() {
    expect(true, hugePng(), RejectionReason.TOO_LARGE, "got 30000x30000");
  }

  @Test
  void pngOfTheLargestSidesThereAreIsNotResized() {
    byte[] png =
        PngFile.header(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, PngFile.GRAY, false)
            .lines(0, 0)
            .end();
    expect(true, png, RejectionReason.TOO_LARGE, "2147483647x2147483647");
  }

  @Test
  void jpegThatDeclaresBillionsOfPixelsIsNotResized() throws IOException {
    byte[] jpeg = jpeg();
    int frame = frameHeader(jpeg);
    jpeg[frame + 5] = (byte) 0xff;
    jpeg[frame + 7] = (byte) 0xff;
    expect(true, jpeg, RejectionReason.TOO_LARGE, "expected at most");
    expect(false, jpeg, RejectionReason.WRONG_SIZE, "expected 28x28");
  }

  /** As telephones take them. */
  @Test
  void twelveMillionPixelsAreTooMany() throws IOException {
    byte[] jpeg = jpeg();
    ByteBuffer.wrap(jpeg).putShort(frameHeader(jpeg) + 5, (short) 3000);
    ByteBuffer.wrap(jpeg).putShort(frameHeader(jpeg) + 7, (short) 4000);

    expect(
        true,
        jpeg,
        RejectionReason.TOO_LARGE,
        "expected at most 4194304 pixels, 16384 a side, got 3000x4000");
  }

  @Test
  void pngWhoseCommentInflatesToMuchMoreIsRejectedOrReadWithoutIt() {
    // The JDK's reader inflates comments of palette images, also when told to ignore them.
    byte[] bomb = PngFile.deflated(new byte[64 << 20]);
    ByteArrayOutputStream comment = new ByteArrayOutputStream();
    comment.writeBytes("Comment\0\0".getBytes(StandardCharsets.US_ASCII));
    comment.writeBytes(bomb);
    byte[] png =
        PngFile.header(28, 28, 8, PngFile.PALETTE, false)
            .chunk("PLTE", new byte[3])
            .chunk("zTXt", comment.toByteArray())
            .lines(new int[28 * 29])
            .end();
    long allocated =
        allocatedBy(() -> new ImageDecoder(SHAPE, false).decode(png, Optional.empty()));
    assertThat(allocated).isLessThan(ONE_MEGABYTE);
  }

  @Test
  void pngWhoseDataInflatesToMuchMoreThanItsPixelsCostsOnlyItsPixels() {
    byte[] png =
        PngFile.header(28, 28, 8, PngFile.GRAY, false)
            .chunk("IDAT", PngFile.deflated(new byte[64 << 20]))
            .end();
    long allocated =
        allocatedBy(() -> new ImageDecoder(SHAPE, false).decode(png, Optional.empty()));
    assertThat(allocated).isLessThan(ONE_MEGABYTE);
  }

  @Test
  void largestPicturesThatAreResizedFitIntoAnEighthOfTheScorersHeap() {
    int side = 2048;
    byte[] png =
        PngFile.header(side, side, 16, PngFile.RGBA, false)
            .chunk("IDAT", PngFile.deflated(new byte[side * (1 + 8 * side)]))
            .end();
    JpegFile jpeg = JpegFile.frame(JpegFile.BASELINE, side, side, 4).table(0, 0).table(0x10, 0);
    for (int component = 1; component <= 4; component++) {
      jpeg.scan(component, 0, 63, 0, new int[side * side / 64 * 2 / 8]);
    }
    assertThat(CompressedImages.MAX_PIXELS).isEqualTo(side * side);

    expectDecodedWithin(8 * ONE_MEGABYTE, png);
    expectDecodedWithin(32 * ONE_MEGABYTE, jpeg.end());
  }

  private static void expectDecodedWithin(long bytes, byte[] value) {
    ImageDecoder decoder = new ImageDecoder(SHAPE, true);
    long allocated =
        allocatedBy(
            () ->
                assertThat(decoder.decode(value, Optional.empty()))
                    .isInstanceOf(Decoded.Image.class));
    assertThat(allocated).isLessThan(bytes);
  }

  private static byte[] hugePng() {
    return PngFile.header(30_000, 30_000, 8, PngFile.GRAY, false).lines(0, 0, 0).end();
  }

  private static byte[] jpeg() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(
        new java.awt.image.BufferedImage(28, 28, java.awt.image.BufferedImage.TYPE_BYTE_GRAY),
        "jpeg",
        bytes);
    return bytes.toByteArray();
  }

  /** Where marker SOF0 stands; height and width follow at 5 and 7. Source: ITU-T T.81, B.2.2. */
  private static int frameHeader(byte[] jpeg) {
    for (int i = 0; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        return i;
      }
    }
    throw new AssertionError("no frame");
  }

  private static void expect(boolean resize, byte[] value, RejectionReason reason, String detail) {
    ImageDecoder decoder = new ImageDecoder(SHAPE, resize);
    long allocated =
        allocatedBy(
            () ->
                assertThat(decoder.decode(value, Optional.empty()))
                    .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                          assertThat(rejected.reason()).isEqualTo(reason);
                          assertThat(rejected.detail()).contains(detail);
                        }));
    assertThat(allocated).isLessThan(ONE_MEGABYTE * 8);
  }

  private static long allocatedBy(Runnable work) {
    // The first time it may load classes, AssertJ's among them, which takes tens of megabytes.
    work.run();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}

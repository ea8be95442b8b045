package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.Decoded.Rejected;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values: the PNG specification's sample scaling and ITU-R BT.601's luma, by hand. */
class PngDecodingTest {
  private static final ImageShape TWO_BY_FOUR = new ImageShape(2, 4);

  @Test
  void oneBitGrayIsBlackAndWhite() {
    byte[] png = PngFile.header(2, 4, 1, PngFile.GRAY, false).lines(0, 0b1010_0000, 0, 0x90).end();
    expect(png, 255, 0, 255, 0, 255, 0, 0, 255);
  }

  @Test
  void twoBitGrayIsSpreadOverTheWholeRange() {
    byte[] png =
        PngFile.header(2, 4, 2, PngFile.GRAY, false)
            .lines(0, 0b00_01_10_11, 0, 0b11_10_01_00)
            .end();
    expect(png, 0, 85, 170, 255, 255, 170, 85, 0);
  }

  @Test
  void fourBitGrayIsSpreadOverTheWholeRange() {
    byte[] png =
        PngFile.header(2, 4, 4, PngFile.GRAY, false).lines(0, 0x01, 0x8f, 0, 0x2c, 0x70).end();
    expect(png, 0, 17, 136, 255, 34, 204, 119, 0);
  }

  @Test
  void eightBitGrayIsTakenAsItIs() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .lines(0, 0, 1, 127, 128, 0, 200, 254, 255, 3)
            .end();
    expect(png, 0, 1, 127, 128, 200, 254, 255, 3);
  }

  @Test
  void everyFilterOfTheSpecificationIsUndone() {
    byte[] png =
        PngFile.header(5, 3, 8, PngFile.GRAY, false)
            .lines(
                0, 10, 20, 30, // none
                1, 5, 5, 5, // sub: 5, 10, 15
                2, 1, 1, 255, // up: 6, 11, 14
                3, 7, 7, 7, // average: 7+3=10, 7+(10+11)/2=17, 7+(17+14)/2=22
                4, 1, 1, 1) // Paeth: 1+10=11, then 17 and 22 are nearest
            .end();
    assertThat(decode(new ImageShape(5, 3), png))
        .isEqualTo(
            image(new ImageShape(5, 3), 10, 20, 30, 5, 10, 15, 6, 11, 14, 10, 17, 22, 11, 18, 23));
  }

  @Test
  void sixteenBitGrayKeepsItsHighBytes() {
    byte[] png =
        PngFile.header(2, 4, 16, PngFile.GRAY, false)
            .lines(0, 0, 0, 0, 255, 128, 1, 255, 255, 0, 1, 0, 2, 9, 3, 4, 254, 77)
            .end();
    expect(png, 0, 0, 128, 255, 1, 2, 3, 254);
  }

  @Test
  void transparentGrayIsLaidOverWhite() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY_ALPHA, false)
            .lines(0, 100, 255, 128, 255, 200, 0, 255, 128, 0, 255, 255, 50, 255, 90, 102, 7, 255)
            .end();
    // 255 × 128/255 + 255 × 127/255 = 255; 90 × 102/255 + 255 × 153/255 = 189
    expect(png, 100, 128, 255, 255, 255, 50, 189, 7);
  }

  @Test
  void grayWithATransparentValueIsWhiteThere() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .chunk("tRNS", PngFile.bytes(0, 200))
            .lines(0, 1, 100, 128, 200, 0, 200, 201, 255, 3)
            .end();
    expect(png, 1, 100, 128, 255, 255, 201, 255, 3);
  }

  @Test
  void paletteBecomesLuma() {
    byte[] png =
        PngFile.header(2, 4, 2, PngFile.PALETTE, false)
            .chunk("PLTE", PngFile.bytes(0, 0, 0, 255, 0, 0, 0, 255, 0, 255, 255, 255))
            .lines(0, 0b00_01_10_11, 0, 0b11_10_01_00)
            .end();
    // 0.299 × 255 = 76.2; 0.587 × 255 = 149.7
    expect(png, 0, 76, 150, 255, 255, 150, 76, 0);
  }

  @Test
  void colourBecomesLuma() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.RGB, false)
            .lines(
                0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, //
                0, 255, 255, 255, 200, 100, 50, 1, 2, 3, 0, 0, 0)
            .end();
    // 0.114 × 255 = 29.07; 0.299 × 200 + 0.587 × 100 + 0.114 × 50 = 124.2; 1.815
    expect(png, 76, 150, 29, 9, 255, 124, 2, 0);
  }

  @Test
  void transparentColourIsLaidOverWhite() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.RGBA, false)
            .lines(
                0, 255, 255, 255, 0, 255, 255, 255, 128, 9, 9, 9, 255, 100, 100, 100, 51, //
                0, 0, 0, 0, 255, 0, 255, 0, 255, 0, 255, 0, 102, 7, 7, 7, 0)
            .end();
    // 100 × 51/255 + 255 × 204/255 = 224; 149.685 × 102/255 + 255 × 153/255 = 212.87
    expect(png, 255, 255, 9, 224, 0, 150, 213, 255);
  }

  @Test
  void interlacedPixelsFindTheirPlaces() {
    // Adam7 on 2 rows of 4: pass 1 is (0,0), pass 4 (0,2), pass 6 (0,1) and (0,3), pass 7 row 1.
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, true)
            .lines(0, 10, 0, 30, 0, 20, 40, 0, 50, 60, 70, 80)
            .end();
    expect(png, 10, 20, 30, 40, 50, 60, 70, 80);
  }

  @Test
  void samePixelsRawAndAsGrayPngAreTheSameImage() {
    byte[] raw = PngFile.bytes(0, 1, 127, 128, 200, 254, 255, 3);
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .lines(0, 0, 1, 127, 128, 0, 200, 254, 255, 3)
            .end();
    assertThat(decode(TWO_BY_FOUR, png)).isEqualTo(decode(TWO_BY_FOUR, raw));
  }

  @Test
  void dataMayComeInManyPieces() {
    byte[] data = PngFile.deflated(PngFile.bytes(0, 10, 20, 30, 40, 0, 50, 60, 70, 80));
    PngFile file = PngFile.header(2, 4, 8, PngFile.GRAY, false);
    for (byte piece : data) {
      file.chunk("IDAT", new byte[] {piece});
    }
    expect(file.end(), 10, 20, 30, 40, 50, 60, 70, 80);
  }

  @Test
  void commentsAndColourProfilesChangeNothing() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .chunk("gAMA", PngFile.bytes(0, 0, 0xb1, 0x8f))
            .chunk("tEXt", PngFile.bytes('C', 'o', 'm', 'm', 'e', 'n', 't', 0, 'x'))
            .lines(0, 10, 20, 30, 40, 0, 50, 60, 70, 80)
            .end();
    expect(png, 10, 20, 30, 40, 50, 60, 70, 80);
  }

  @Test
  void gammaIsAppliedAsViewersDo() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .chunk("gAMA", PngFile.bytes(0, 1, 0x86, 0xa0))
            .lines(0, 0, 10, 64, 128, 0, 200, 254, 255, 3)
            .end();
    // A gamma of 1: 255 × (v/255)^(1/2.2), as for v = 64: 255 × 0.25098^0.45455 = 136.04
    // and for v = 10: 58.505
    expect(png, 0, 59, 136, 186, 228, 255, 255, 34);
  }

  @Test
  void gammaDoesNotCountBesideAProfile() {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .chunk("sRGB", PngFile.bytes(0))
            .chunk("gAMA", PngFile.bytes(0, 1, 0x86, 0xa0))
            .lines(0, 0, 10, 64, 128, 0, 200, 254, 255, 3)
            .end();
    expect(png, 0, 10, 64, 128, 200, 254, 255, 3);
  }

  @Test
  void whiteLevelSpreadsTwelveBitsOverTheWholeRange() {
    byte[] png =
        PngFile.header(2, 4, 16, PngFile.GRAY, false)
            .lines(0, 0, 0, 0x0f, 0xff, 8, 0, 0x10, 0, 0, 0, 16, 4, 0, 0, 8, 0xff, 0xff)
            .end();
    Decoded decoded = new ImageDecoder(TWO_BY_FOUR, false, 4095).decode(png, Optional.empty());
    // 2048 × 255/4095 = 127.5; 1024 × 255/4095 = 63.8; 8 × 255/4095 = 0.5; above 4095 is white
    assertThat(decoded)
        .isEqualTo(new Decoded.Image(image(TWO_BY_FOUR, 0, 255, 128, 255, 1, 64, 0, 255)));
  }

  @Test
  void indexBeyondThePaletteIsABrokenImage() {
    byte[] png =
        PngFile.header(2, 4, 2, PngFile.PALETTE, false)
            .chunk("PLTE", PngFile.bytes(0, 0, 0, 255, 0, 0, 0, 255, 0))
            .lines(0, 0b00_01_10_10, 0, 0b10_11_01_00)
            .end();
    expectBroken(png, "palette index 3, of 3 entries");
  }

  @Test
  void filesThatNoReaderAgreesOnAreBrokenImages() {
    expectBroken(
        PngFile.header(2, 4, 2, PngFile.PALETTE, false).lines(0, 1, 0, 1).end(), "no palette");
    expectBroken(PngFile.header(2, 4, 4, PngFile.RGB, false).lines(0).end(), "no such colour type");
    expectBroken(
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .lines(0, 1, 2, 3, 4, 0, 5, 6, 7, 8)
            .chunk("tEXt", PngFile.bytes('a', 0))
            .lines(0)
            .end(),
        "image data in two places");
    expectBroken(
        PngFile.header(2, 4, 8, PngFile.GRAY, false).lines(0, 1, 2, 3, 4, 0, 5, 6, 7).end(),
        "the data ends before the last row");
    expectBroken(
        PngFile.header(2, 4, 8, PngFile.GRAY, false).lines(0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 0).end(),
        "more data than pixels");
    expectBroken(
        PngFile.header(2, 4, 8, PngFile.GRAY, false).lines(0, 1, 2, 3, 4, 5, 5, 6, 7, 8).end(),
        "unknown filter 5");
  }

  @ParameterizedTest
  @ValueSource(ints = {8 + 8 + 13, -12 - 1, -1})
  void chunkWithAWrongChecksumIsABrokenImage(int at) {
    byte[] png =
        PngFile.header(2, 4, 8, PngFile.GRAY, false)
            .lines(0, 10, 20, 30, 40, 0, 50, 60, 70, 80)
            .end();
    png[at < 0 ? png.length + at : at] ^= 1;
    expectBroken(png, ": a checksum is wrong");
  }

  private static void expectBroken(byte[] png, String detail) {
    assertThat(new ImageDecoder(TWO_BY_FOUR, false).decode(png, Optional.empty()))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(RejectionReason.BROKEN_IMAGE);
              assertThat(rejected.detail()).contains(detail);
            });
  }

  private static void expect(byte[] png, int... pixels) {
    assertThat(decode(TWO_BY_FOUR, png).toBytes()).isEqualTo(PngFile.bytes(pixels));
  }

  private static GrayImage image(ImageShape shape, int... pixels) {
    return GrayImage.of(shape, PngFile.bytes(pixels));
  }

  private static GrayImage decode(ImageShape shape, byte[] value) {
    Decoded decoded = new ImageDecoder(shape, false).decode(value, Optional.empty());
    assertThat(decoded).isInstanceOf(Decoded.Image.class);
    return ((Decoded.Image) decoded).image();
  }
}

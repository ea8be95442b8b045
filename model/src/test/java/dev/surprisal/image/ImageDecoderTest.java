package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.Decoded.Rejected;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final ImageShape SHAPE = new ImageShape(2, 4);
  private static final byte[] RAW = PngFile.bytes(10, 20, 30, 40, 50, 60, 70, 80);

  private final ImageDecoder decoder = new ImageDecoder(SHAPE, false);

  @Test
  void rawBytesAreTheImage() {
    assertThat(decoder.decode(RAW, Optional.empty()))
        .isEqualTo(new Decoded.Image(GrayImage.of(SHAPE, RAW)));
  }

  @Test
  void nullValueIsRejected() {
    expect(decoder.decode(null, Optional.empty()), RejectionReason.NULL_VALUE, "null");
  }

  @Test
  void emptyValueIsRejected() {
    expect(decoder.decode(new byte[0], Optional.of("image/png")), RejectionReason.EMPTY, "none");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 9, 1000})
  void rawBytesOfAnotherLengthAreRejected(int length) {
    expect(
        decoder.decode(new byte[length], Optional.empty()),
        RejectionReason.WRONG_LENGTH,
        "expected 8 raw bytes (2x4)",
        "got " + length + " bytes");
  }

  @Test
  void rawBytesAreNeverResized() {
    expect(
        new ImageDecoder(SHAPE, true).decode(new byte[16], Optional.empty()),
        RejectionReason.WRONG_LENGTH,
        "got 16 bytes");
  }

  @Test
  void pictureOfAnotherSizeIsRejected() {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(new ImageShape(4, 2), RAW));
    expect(
        decoder.decode(png, Optional.empty()),
        RejectionReason.WRONG_SIZE,
        "expected 2x4",
        "got 4x2");
  }

  @Test
  void pictureOfAnotherSizeIsResizedOnDemand() {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(new ImageShape(4, 8), constant(32, 77)));
    assertThat(new ImageDecoder(SHAPE, true).decode(png, Optional.empty()))
        .isEqualTo(new Decoded.Image(GrayImage.of(SHAPE, constant(8, 77))));
  }

  @Test
  void valueOverTheLimitIsRejected() {
    expect(
        decoder.decode(new byte[(4 << 20) + 1], Optional.empty()),
        RejectionReason.TOO_LARGE,
        "at most 4194304 bytes, got 4194305");
  }

  @Test
  void valueAtTheLimitIsLookedAt() {
    expect(
        decoder.decode(new byte[4 << 20], Optional.empty()), RejectionReason.WRONG_LENGTH, "raw");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/gif", "text/plain", "", ";", "image/png2", "png"})
  void unknownContentTypeIsRejected(String contentType) {
    expect(
        decoder.decode(RAW, Optional.of(contentType)),
        RejectionReason.UNKNOWN_CONTENT_TYPE,
        "[image/png, image/jpeg, application/octet-stream]",
        "got \"" + contentType + "\"");
  }

  @Test
  void contentTypeIsShownOnOneShortLine() {
    expect(
        decoder.decode(RAW, Optional.of("a\nb\u001b[2J" + "x".repeat(1000))),
        RejectionReason.UNKNOWN_CONTENT_TYPE,
        "\"a\\u000ab\\u001b[2Jx",
        "…\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "Application/Octet-Stream",
        "binary/octet-stream",
        " application/octet-stream; v=1"
      })
  void contentTypeIsCaseInsensitiveAndMayHaveParameters(String contentType) {
    assertThat(decoder.decode(RAW, Optional.of(contentType))).isInstanceOf(Decoded.Image.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/jpg", "image/pjpeg", "IMAGE/JPEG; q=0.9"})
  void otherNamesOfJpegAreTakenForIt(String contentType) {
    expect(decoder.decode(RAW, Optional.of(contentType)), RejectionReason.BROKEN_IMAGE, "a jpeg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/x-png", "Image/PNG ; a=b"})
  void otherNamesOfPngAreTakenForIt(String contentType) {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(SHAPE, RAW));
    assertThat(decoder.decode(png, Optional.of(contentType)))
        .isEqualTo(new Decoded.Image(GrayImage.of(SHAPE, RAW)));
  }

  @Test
  void octetStreamOverAPngIsSniffed() {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(SHAPE, RAW));
    assertThat(decoder.decode(png, Optional.of("application/octet-stream")))
        .isEqualTo(new Decoded.Image(GrayImage.of(SHAPE, RAW)));
  }

  @Test
  void bytesOfAnotherKindAreNamed() {
    byte[] bmp = new byte[60];
    bmp[0] = 'B';
    bmp[1] = 'M';
    expect(decoder.decode(bmp, Optional.empty()), RejectionReason.WRONG_LENGTH, "a BMP image");
  }

  @Test
  void contentTypeWinsOverTheFirstBytes() {
    byte[] signature = PngFile.bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
    assertThat(decoder.decode(signature, Optional.of("application/octet-stream")))
        .isEqualTo(new Decoded.Image(GrayImage.of(SHAPE, signature)));
    expect(decoder.decode(signature, Optional.empty()), RejectionReason.BROKEN_IMAGE, "png");
  }

  @Test
  void contentTypeThatTheBytesContradictIsABrokenImage() {
    expect(decoder.decode(RAW, Optional.of("image/jpeg")), RejectionReason.BROKEN_IMAGE, "a jpeg");
    expect(
        decoder.decode(PngEncoder.encodeOne(GrayImage.of(SHAPE, RAW)), Optional.of("image/jpeg")),
        RejectionReason.BROKEN_IMAGE,
        "expected a jpeg, got a PNG image");
  }

  @Test
  void everyTruncationOfAPngIsRejected() {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(SHAPE, RAW));
    for (int length = 8; length < png.length; length++) {
      expect(
          decoder.decode(Arrays.copyOf(png, length), Optional.of("image/png")),
          RejectionReason.BROKEN_IMAGE,
          "expected a png");
    }
  }

  @Test
  void anImageAfterARejectedOneIsDecoded() {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(SHAPE, RAW));
    decoder.decode(Arrays.copyOf(png, 50), Optional.empty());
    assertThat(decoder.decode(png, Optional.empty()))
        .isEqualTo(new Decoded.Image(GrayImage.of(SHAPE, RAW)));
  }

  @Test
  void reasonsOnTheWireAreTheDocumentedOnes() {
    assertThat(Stream.of(RejectionReason.values()).map(RejectionReason::wireName))
        .containsExactly(
            "null-value",
            "empty",
            "wrong-length",
            "wrong-size",
            "broken-image",
            "too-large",
            "too-costly",
            "unknown-content-type",
            "reserved-header");
  }

  private static byte[] constant(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void expect(Decoded decoded, RejectionReason reason, String... details) {
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(reason);
              assertThat(rejected.detail()).contains(details).hasLineCount(1);
            });
  }
}

package dev.surprisal.stream.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SnappyStreamTest {
  /** As snappy-java begins its data, and as a stream begins again that was appended to another. */
  private static final byte[] FRAMING = {
    (byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1
  };

  /** Its length of five bytes; then three bytes, which are literals. */
  private static final byte[] ABC = {0, 0, 0, 5, 3, 2 << 2, 'a', 'b', 'c'};

  @Test
  void blocksAreReadOneAfterTheOtherWhateverFramingIsBetweenThem() throws IOException {
    assertThat(read(FRAMING, ABC, FRAMING, ABC, ABC)).isEqualTo("abcabcabc");
  }

  @Test
  void framingThatNoBlockFollowsIsTheEnd() throws IOException {
    assertThat(read(FRAMING)).isEmpty();
    assertThat(read(FRAMING, ABC, FRAMING)).isEqualTo("abc");
  }

  @Test
  void whatComesBeforeABrokenBlockIsRead() throws IOException {
    byte[] tooLarge = {0, 0, 0, 6, 3, 2 << 2, 'a', 'b', 'c'};

    try (SnappyStream in = stream(FRAMING, ABC, tooLarge)) {
      assertThat(in.readNBytes(3)).asString(US_ASCII).isEqualTo("abc");
      assertThatThrownBy(in::read)
          .isInstanceOf(IOException.class)
          .hasMessage("a block of Snappy has 6 bytes, but 5 are left");
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
  }

  private static String read(byte[]... parts) throws IOException {
    try (SnappyStream in = stream(parts)) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  private static SnappyStream stream(byte[]... parts) {
    ByteBuffer data = ByteBuffer.allocate(100);
    for (byte[] part : parts) {
      data.put(part);
    }
    return new SnappyStream(data.flip());
  }
}

package dev.surprisal.stream.siege;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.Decoded;
import dev.surprisal.image.Decoded.Rejected;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.stream.testing.InkModel;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hostile records are what they are said to be. */
class VolleyTest {
  private static final int MEGABYTE = 1 << 20;

  private final ImageDecoder decoder = new ImageDecoder(InkModel.SHAPE, true);

  @Test
  void imagesThatAskForTooMuchAreRefusedForThat() {
    assertThat(reason(HostileImages.hugePng(30_000))).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(reason(HostileImages.hugeJpeg())).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(reason(HostileImages.emptyScans(2048, 3, Integer.MAX_VALUE, MEGABYTE)))
        .isEqualTo(RejectionReason.TOO_COSTLY);
  }

  /** Otherwise a decoder would refuse them for their form, without any work. */
  @Test
  void imagesThatAskForAsMuchAsIsAllowedAreDecoded() {
    assertThat(decode(HostileImages.largestPng())).isInstanceOf(Decoded.Image.class);
    assertThat(decode(HostileImages.emptyScans(256, 3, 256, MEGABYTE)))
        .isInstanceOf(Decoded.Image.class);
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void recordsWhoseTimeIsTakenHaveAMegabyteAtMost(Attack attack) {
    if (attack.target() != Attack.Target.RECORDS) {
      return;
    }
    Volley volley = Volley.of(attack, new Random(1), 1_000);

    assertThat(volley.records()).isNotEmpty();
    assertThat(volley.timed() && volley.records().stream().anyMatch(r -> length(r) > MEGABYTE))
        .isFalse();
  }

  private static int length(ProducerRecord<byte[], byte[]> record) {
    return record.value() == null ? 0 : record.value().length;
  }

  private RejectionReason reason(byte[] value) {
    return ((Rejected) decode(value)).reason();
  }

  private Decoded decode(byte[] value) {
    return decoder.decode(value, Optional.empty());
  }
}

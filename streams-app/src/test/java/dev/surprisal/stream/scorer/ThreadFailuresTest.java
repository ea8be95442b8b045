package dev.surprisal.stream.scorer;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.BadInputException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
  private Instant now = Instant.EPOCH;
  private Optional<String> hopeless = Optional.empty();
  private int smallerSizes;
  private final ThreadFailures failures =
      new ThreadFailures(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          },
          () ->
              hopeless.ifPresent(
                  reason -> {
                    throw new BadInputException(reason);
                  }),
          () -> smallerSizes-- > 0);

  @Test
  void whatNoReplacementMendsEndsTheApplicationAtOnce() {
    hopeless = Optional.of("start with another --application-id");

    assertThat(failures.handle(new StreamsException("invalid partitions")))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures.reason()).hasValue("start with another --application-id");
  }

  @Test
  void outputThatIsTooLargeIsMadeAgainAsLongAsItCanBeSmaller() {
    smallerSizes = 10;
    Throwable tooLarge = new StreamsException(new RecordTooLargeException("20 MB"));

    for (int i = 0; i < 10; i++) {
      assertThat(failures.handle(tooLarge)).isEqualTo(REPLACE_THREAD);
    }
    for (int i = 0; i < ThreadFailures.BUDGET; i++) {
      assertThat(failures.handle(tooLarge)).isEqualTo(REPLACE_THREAD);
    }
    assertThat(failures.handle(tooLarge)).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void threeAreReplacedAndTheFourthEndsTheApplicationWithTheCause() {
    Throwable failure = new StreamsException(new OutOfMemoryError("Java heap space"));

    assertThat(failures.handle(failure)).isEqualTo(REPLACE_THREAD);
    assertThat(failures.handle(failure)).isEqualTo(REPLACE_THREAD);
    assertThat(failures.handle(failure)).isEqualTo(REPLACE_THREAD);
    assertThat(failures.reason()).isEmpty();
    assertThat(failures.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures.reason())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("died 4 times within 5 minutes")
                    .contains("OutOfMemoryError: Java heap space"));
  }

  @Test
  void failuresLongAgoAreForgotten() {
    for (int i = 0; i < 20; i++) {
      assertThat(failures.handle(new IllegalStateException("now and then")))
          .isEqualTo(REPLACE_THREAD);
      now = now.plus(Duration.ofMinutes(2));
    }
  }
}

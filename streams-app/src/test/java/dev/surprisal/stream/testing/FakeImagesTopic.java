package dev.surprisal.stream.testing;

import dev.surprisal.stream.loss.ImagesTopic;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One log in place of a broker's; every partition is the same. */
public final class FakeImagesTopic implements ImagesTopic {
  public String id = "fSbGmLYlRXuKYAnJ1cfbKg";
  public OptionalLong committed = OptionalLong.empty();
  public long start;
  public long end = 1_000;

  @Override
  public Found look(int partition) {
    return new Found(Optional.of(id), committed, start, end);
  }

  @Override
  public Optional<String> id() {
    return Optional.of(id);
  }

  @Override
  public Map<Integer, Long> starts(Set<Integer> partitions) {
    return partitions.stream().collect(Collectors.toMap(Function.identity(), p -> start));
  }

  @Override
  public Map<Integer, Long> ends(Set<Integer> partitions) {
    return partitions.stream().collect(Collectors.toMap(Function.identity(), p -> end));
  }
}

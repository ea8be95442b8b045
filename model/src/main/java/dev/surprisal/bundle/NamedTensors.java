package dev.surprisal.bundle;

import dev.surprisal.BadInputException;
import dev.surprisal.PlainText;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tensors of one of a bundle's files. It remembers which were used, so that one that the
 * manifest does not mention can be refused.
 */
final class NamedTensors {
  private final String manifest;
  private final String file;
  private final Map<String, Tensor> tensors;
  private final Set<String> taken = new HashSet<>();

  NamedTensors(String manifest, String file, Map<String, Tensor> tensors) {
    this.manifest = manifest;
    this.file = file;
    this.tensors = tensors;
  }

  /**
   * The tensor of that name, of any shape; counts as used.
   *
   * @throws BadInputException if it is missing
   */
  Tensor take(String name) {
    taken.add(name);
    return find(name)
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s: tensor %s is missing from %s".formatted(manifest, name, file)));
  }

  /**
   * The tensor of that name; counts as used.
   *
   * @throws BadInputException if it is missing or has another shape
   */
  Tensor take(String name, long... shape) {
    Tensor tensor = take(name);
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new BadInputException(
          "%s: tensor %s: expected shape %s, got %s"
              .formatted(manifest, name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    return tensor;
  }

  /** The tensor of that name, if there is one; does not count as used. */
  Optional<Tensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * Checks that every tensor was used.
   *
   * @throws BadInputException if one was not
   */
  void expectAllTaken() {
    Set<String> unknown = new TreeSet<>(tensors.keySet());
    unknown.removeAll(taken);
    if (!unknown.isEmpty()) {
      throw new BadInputException(
          "%s: tensor %s in %s belongs to nothing in this manifest"
              .formatted(manifest, PlainText.excerpt(unknown.iterator().next()), file));
    }
  }
}

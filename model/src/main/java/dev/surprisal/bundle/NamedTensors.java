package dev.surprisal.bundle;

import dev.surprisal.BadInputException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The tensors of one of a bundle's files, each of which the manifest must account for. */
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
   * A tensor of any shape.
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
   * @throws BadInputException if it is missing, or of another shape
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

  /** A look at a tensor that does not account for it. */
  Optional<Tensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * @throws BadInputException if a tensor has not been taken
   */
  void expectAllTaken() {
    Set<String> unknown = new TreeSet<>(tensors.keySet());
    unknown.removeAll(taken);
    if (!unknown.isEmpty()) {
      throw new BadInputException(
          "%s: tensor %s in %s belongs to nothing in this manifest"
              .formatted(manifest, unknown.iterator().next(), file));
    }
  }
}

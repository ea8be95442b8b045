package dev.surprisal.trainer.data;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.data.Split.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * How images are assigned to the parts of a {@link Split}; a function of the images' number, files
 * and order.
 *
 * @param order which images are held out
 * @param groupBy keeps images that belong together in one part
 * @param seed of the shuffle
 */
public record SplitRule(Order order, Optional<Grouping> groupBy, long seed) {
  /** Which images are held out. */
  public enum Order {
    /** A random sample of the whole set, in proportion from each sub-folder. */
    SHUFFLE,
    /** The last ones, as they are sorted: for images in the order of time. */
    TAIL
  }

  public SplitRule {
    if (order == Order.TAIL && groupBy.isPresent()) {
      throw new IllegalArgumentException(
          "split: expected shuffle with images that are grouped by %s, got tail"
              .formatted(groupBy.get()));
    }
  }

  /** By the options' names, as a bundle records it. */
  public Map<String, String> description() {
    return Map.of(
        "split",
        order.name().toLowerCase(Locale.ROOT),
        "group-by",
        groupBy.map(Grouping::toString).orElse("none"));
  }

  /**
   * Each image's part.
   *
   * @param heldOut images that are not fitted on, about so many where they are grouped
   * @param tune how many of those to choose by
   */
  Part[] parts(ImageSource images, int heldOut, int tune) {
    Part[] parts = new Part[images.size()];
    Arrays.fill(parts, Part.FIT);
    if (order == Order.TAIL) {
      int fit = parts.length - heldOut;
      Arrays.fill(parts, fit, fit + tune, Part.TUNE);
      Arrays.fill(parts, fit + tune, parts.length, Part.CALIBRATE);
      return parts;
    }
    List<List<Integer>> groups = shuffledGroups(images);
    Assignment assignment = new Assignment(parts, heldOut, tune);
    groups.forEach(assignment::add);
    if (groupBy.isPresent()) {
      assignment.fillEmptyParts(groups);
    }
    return parts;
  }

  /** All groups, ordered by stratum, and at random within each stratum. */
  private List<List<Integer>> shuffledGroups(ImageSource images) {
    Map<String, Map<String, List<Integer>>> strata = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      Path file = Path.of(images.file(i));
      String group = groupOf(images, file, i);
      strata
          .computeIfAbsent(stratum(images, file), name -> new LinkedHashMap<>())
          .computeIfAbsent(group, name -> new ArrayList<>(1))
          .add(i);
    }
    Random random = new Random(seed);
    List<List<Integer>> shuffled = new ArrayList<>();
    for (Map<String, List<Integer>> groups : strata.values()) {
      List<List<Integer>> order = new ArrayList<>(groups.values());
      Collections.shuffle(order, random);
      shuffled.addAll(order);
    }
    return shuffled;
  }

  private String groupOf(ImageSource images, Path file, int index) {
    if (groupBy.isEmpty()) {
      return Integer.toString(index);
    }
    if (images.file(index).equals(images.name())) {
      throw new BadInputException(
          "%s: expected a folder of image files to group by %s, got one file that holds all images"
              .formatted(images.name(), groupBy.get()));
    }
    return groupBy.get().of(file);
  }

  /** The sub-folder; of groups that are sub-folders, the folder that holds them. */
  private String stratum(ImageSource images, Path file) {
    if (file.toString().equals(images.name())) {
      return "";
    }
    Path folder = file.resolveSibling("");
    boolean groupIsFolder = groupBy.map(Grouping::isFolder).orElse(false);
    return (groupIsFolder ? folder.resolveSibling("") : folder).toString();
  }

  /** Assigns group after group, holding one out whenever the held-out share has fallen behind. */
  private static final class Assignment {
    private final Part[] parts;
    private final long heldOut;
    private final long tune;
    private long seen;
    private long seenHeldOut;
    private long seenTune;

    private Assignment(Part[] parts, int heldOut, int tune) {
      this.parts = parts;
      this.heldOut = heldOut;
      this.tune = tune;
    }

    private void add(List<Integer> group) {
      int size = group.size();
      seen += size;
      if (!isDue(seenHeldOut, size, seen * heldOut, parts.length)) {
        return;
      }
      seenHeldOut += size;
      boolean toTune = isDue(seenTune, size, seenHeldOut * tune, heldOut);
      seenTune += toTune ? size : 0;
      set(group, toTune ? Part.TUNE : Part.CALIBRATE);
    }

    /** Whether {@code assigned} and half a group more are at most {@code wanted / per}. */
    private static boolean isDue(long assigned, int size, long wanted, long per) {
      return (2 * assigned + size + 1) * per <= 2 * wanted;
    }

    /** Few large groups can leave a part without any: it then gets the smallest from the fit. */
    private void fillEmptyParts(List<List<Integer>> groups) {
      for (Part part : List.of(Part.CALIBRATE, Part.TUNE)) {
        List<List<Integer>> fit =
            groups.stream()
                .filter(group -> parts[group.get(0)] == Part.FIT)
                .sorted(Comparator.comparingInt(List::size))
                .toList();
        if (!Arrays.asList(parts).contains(part) && fit.size() > 1) {
          set(fit.get(0), part);
        }
      }
    }

    private void set(List<Integer> group, Part part) {
      group.forEach(i -> parts[i] = part);
    }
  }
}

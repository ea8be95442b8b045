package dev.surprisal;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.Trust;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Explanation;
import dev.surprisal.score.ImageScorer;
import dev.surprisal.score.Outcome;
import dev.surprisal.score.Scored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Judges images by a model bundle in any Java program: the front door of this library, and what the
 * Kafka Streams application scores with.
 *
 * <pre>{@code
 * import dev.surprisal.Detector;
 * import dev.surprisal.score.Outcome;
 * import dev.surprisal.score.Scored;
 * import java.io.IOException;
 * import java.nio.file.Files;
 * import java.nio.file.Path;
 *
 * public class Inspect {
 *   public static void main(String[] args) throws IOException {
 *     try (Detector detector = Detector.open(Path.of(args[0]), 0.01)) {
 *       Outcome outcome = detector.inspect(Files.readAllBytes(Path.of(args[1])));
 *       switch (outcome.kind()) {
 *         case JUDGED -> print(((Outcome.Judged) outcome).scored());
 *         case REJECTED -> System.out.println(((Outcome.Rejected) outcome).detail());
 *       }
 *     }
 *   }
 *
 *   static void print(Scored scored) {
 *     System.out.println("p-value " + scored.verdict().pValue());
 *     scored.explanation().ifPresent(why -> System.out.println("anomalous: " + why.inWords()));
 *   }
 * }
 * }</pre>
 *
 * <p><b>Input.</b> PNG, JPEG, or raw bytes: one unsigned grey byte a pixel, {@code [height,
 * width]}, row-major, of the model's {@link #shape()}. What is no such image ends as {@link
 * Outcome.Rejected} with its reason, never as an exception.
 *
 * <p><b>Result.</b> Every score grows with strangeness. The p-value is the share of held-out clean
 * images that are at least as strange; an image is anomalous when it is at most the false-alarm
 * rate. An anomalous image comes with an {@link Explanation}: the picture that the model expected,
 * the residual, and the reasons; {@link #explain} gives one for any image.
 *
 * <p><b>Threads.</b> One thread at a time: give each thread a detector of its own. They can share a
 * {@link Bundle}, which is immutable and holds the weights. Many images in one call are scored as
 * one batch, several times as fast as one by one.
 *
 * <p><b>Native code.</b> Matrix products run on OpenBLAS, outside the Java heap, with one thread
 * for each detector's thread. Its kernel and threads are chosen as the launcher chooses them,
 * unless {@code OPENBLAS_CORETYPE}, {@code OMP_NUM_THREADS} or {@code OPENBLAS_NUM_THREADS} are
 * set: see {@link dev.surprisal.vae.Blas}, which also tells the kernel's name.
 */
public final class Detector implements AutoCloseable {
  private enum State {
    IDLE,
    BUSY,
    CLOSED
  }

  private final ImageShape shape;
  private final ImageDecoder decoder;
  private final ImageScorer scorer;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /**
   * A detector of a bundle that is in memory; several can share it.
   *
   * @param decision which score decides, and at which rate: {@link Bundle#decision}
   * @param resize whether a PNG or JPEG of another size is scaled to the model's rather than
   *     rejected
   */
  public Detector(Bundle bundle, Decision decision, boolean resize) {
    this.shape = bundle.model().shape();
    this.decoder = new ImageDecoder(shape, resize, bundle.whiteLevel());
    this.scorer = new ImageScorer(bundle.model(), bundle.residuals(), decision);
  }

  /**
   * Reads a bundle from disk and decides by its default score.
   *
   * @param bundle the folder that {@code surprisal train} wrote
   * @param falseAlarmRate share of clean images that may be called anomalous, on average over
   *     calibration sets; at least 1/(n + 1) for n calibration images, below 1
   * @throws BadInputException if the bundle cannot be used or does not support the rate
   */
  public static Detector open(Path bundle, double falseAlarmRate) {
    return open(bundle, falseAlarmRate, Trust.ANY);
  }

  /**
   * The same of a bundle that must be signed, or must have a certain digest.
   *
   * @throws BadInputException as {@link #open(Path, double)} does, or if the bundle is not the one
   *     that is trusted
   */
  public static Detector open(Path bundle, double falseAlarmRate, Trust trust) {
    Bundle read = BundleFolder.read(bundle, trust).bundle();
    return new Detector(read, read.decision(read.defaultScore(), falseAlarmRate), false);
  }

  /** The height and width of the images that the model judges. */
  public ImageShape shape() {
    return shape;
  }

  /** How scores become verdicts. */
  public Decision decision() {
    return scorer.decision();
  }

  /**
   * Judges one encoded image.
   *
   * @param value PNG, JPEG or raw bytes, told apart by their first bytes, copied; null is rejected
   * @throws BrokenModelException if the model does not yield a finite score
   */
  public Outcome inspect(byte[] value) {
    return inspectAll(Collections.singletonList(value)).get(0);
  }

  /** Judges encoded images as one batch; outcomes in their order. See {@link #inspect(byte[])}. */
  public List<Outcome> inspectAll(List<byte[]> values) {
    return judge(
        values.stream().map(Detector::copy).map(v -> decode(v, Optional.empty())).toList());
  }

  private static byte[] copy(byte[] value) {
    return value == null ? null : value.clone();
  }

  /**
   * Judges one decoded image; one of another shape is rejected.
   *
   * @throws BrokenModelException if the model does not yield a finite score
   */
  public Outcome inspect(GrayImage image) {
    return inspectImages(List.of(image)).get(0);
  }

  /** Judges decoded images as one batch; outcomes in their order. */
  public List<Outcome> inspectImages(List<GrayImage> images) {
    return judge(images.stream().map(this::expectShape).toList());
  }

  private Decoded expectShape(GrayImage image) {
    return image.shape().equals(shape())
        ? new Decoded.Image(image)
        : new Decoded.Rejected(
            RejectionReason.WRONG_SIZE,
            "expected an image of %s, got %s".formatted(shape(), image.shape()));
  }

  /**
   * The first half of {@link #inspect(byte[])}: bytes to an image.
   *
   * @param value or null; raw bytes are not copied, so nobody may write to them afterwards
   * @param contentType what the sender says the value is; wins over the value's first bytes
   */
  public Decoded decode(byte[] value, Optional<String> contentType) {
    enter();
    try {
      return decoder.decode(value, contentType);
    } finally {
      leave();
    }
  }

  /**
   * The second half: decoded images to outcomes, as one batch, in their order.
   *
   * @param inputs images of the model's shape, and rejections, which stay what they are
   * @throws BrokenModelException if the model does not yield a finite score for one of them
   */
  public List<Outcome> judge(List<Decoded> inputs) {
    enter();
    try {
      return judged(inputs);
    } finally {
      leave();
    }
  }

  private List<Outcome> judged(List<Decoded> inputs) {
    List<GrayImage> images = new ArrayList<>(inputs.size());
    for (Decoded input : inputs) {
      switch (input.kind()) {
        case IMAGE -> images.add(((Decoded.Image) input).image());
        case REJECTED -> {}
      }
    }
    Iterator<Scored> scored = scorer.score(images).iterator();
    List<Outcome> outcomes = new ArrayList<>(inputs.size());
    for (Decoded input : inputs) {
      outcomes.add(
          switch (input.kind()) {
            case IMAGE -> new Outcome.Judged(scored.next());
            case REJECTED -> rejected((Decoded.Rejected) input);
          });
    }
    return outcomes;
  }

  private static Outcome rejected(Decoded.Rejected input) {
    return new Outcome.Rejected(input.reason(), input.detail());
  }

  /**
   * What the model expected in place of an image, and why the image was given its score; also for
   * an image that is not anomalous, and therefore came without an explanation.
   */
  public Explanation explain(Scored scored) {
    enter();
    try {
      return scorer.explain(scored);
    } finally {
      leave();
    }
  }

  private void enter() {
    if (state.compareAndSet(State.IDLE, State.BUSY)) {
      return;
    }
    if (state.get() == State.CLOSED) {
      throw new IllegalStateException("detector: it is closed");
    }
    throw new ConcurrentModificationException(
        "detector: expected calls by one thread at a time; give each thread a detector of its own");
  }

  private void leave() {
    state.set(State.IDLE);
  }

  /** Frees the buffers outside the Java heap. Does nothing the second time. */
  @Override
  public void close() {
    if (state.get() != State.CLOSED) {
      enter();
      state.set(State.CLOSED);
      scorer.close();
    }
  }
}

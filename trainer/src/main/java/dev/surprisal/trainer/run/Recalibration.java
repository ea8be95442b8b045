package dev.surprisal.trainer.run;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Provenance;
import dev.surprisal.data.ImageSource;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.data.DataDigest;
import dev.surprisal.trainer.evaluate.Fidelity;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.fit.ResidualsFit;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bundle with a calibration from other clean images: those of the site where it judges. The
 * networks and the scores stay as they are; what changes is which scores count as usual.
 *
 * @param bundle the new one
 * @param images how many it was calibrated on
 * @param alarmedBefore share of them that the old calibration would have called anomalous
 */
public record Recalibration(Bundle bundle, int images, double alarmedBefore) {
  private static final String ADVICE = "train a model on images like these";

  /**
   * Scores all of the images.
   *
   * @param name of the new bundle
   * @param clean none of which the model was fitted to, all of the model's shape
   * @param rate share of clean images that may be called anomalous; n images support 1/(n + 1) and
   *     more
   * @throws dev.surprisal.BadInputException if they are too few for the rate, mostly equal, of
   *     another shape, or so unlike those of the training that the model cannot reconstruct them
   */
  public static Recalibration of(LoadedBundle loaded, String name, ImageSource clean, double rate) {
    Bundle old = loaded.bundle();
    ScoredSet.expectShape(old.model(), clean);
    DataDigest digest = DataDigest.of(clean);
    digest.expectFewCopies(clean);
    ScoredSet scored = ScoredSet.of(old.model(), old.model().scores(), clean);
    QualityBar.expectReconstructs(Fidelity.of(old.model(), clean), ADVICE);
    Bundle bundle =
        new Bundle(
            Bundle.plainName(name),
            old.preset(),
            old.model(),
            old.defaultScore(),
            calibrations(old.model(), scored),
            ResidualsFit.of(old.model(), clean),
            provenance(loaded, clean, digest),
            old.whiteLevel());
    bundle.decision(old.defaultScore(), rate); // refuses a rate that the images do not support
    return new Recalibration(bundle, clean.size(), alarmed(old, scored, rate));
  }

  static Map<Score, Calibration> calibrations(Model model, ScoredSet clean) {
    Map<Score, Calibration> calibrations = new EnumMap<>(Score.class);
    model.scores().forEach(kind -> calibrations.put(kind, new Calibration(clean.values(kind))));
    return calibrations;
  }

  private static double alarmed(Bundle bundle, ScoredSet clean, double rate) {
    Calibration calibration = bundle.calibrations().get(bundle.defaultScore());
    double[] scores = clean.values(bundle.defaultScore());
    long alarms = 0;
    for (double score : scores) {
      if (calibration.pValue(score) <= rate) {
        alarms++;
      }
    }
    return (double) alarms / scores.length;
  }

  /** That of the training, without the figures that depend on a calibration. */
  private static Provenance provenance(LoadedBundle loaded, ImageSource clean, DataDigest digest) {
    Provenance old = loaded.bundle().provenance();
    Map<String, String> settings = new TreeMap<>(old.settings());
    settings.putIfAbsent("trained-at", old.createdAt());
    settings.put("calibrated-from", loaded.digest());
    settings.put("calibration-data", clean.name());
    settings.put("calibration-data-sha256", digest.sha256());
    settings.put("images-to-calibrate", Integer.toString(clean.size()));
    Map<String, Double> figures = new TreeMap<>(old.evaluation());
    figures.keySet().removeIf(figure -> figure.endsWith(", alarms") || figure.startsWith("false"));
    return new Provenance(
        RunProvenance.now(), old.dataSha256(), old.seed(), settings, old.versions(), figures);
  }
}

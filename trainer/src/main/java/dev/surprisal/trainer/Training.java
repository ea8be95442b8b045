package dev.surprisal.trainer;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.Sha256;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.detection.ReportCard;
import dev.surprisal.trainer.detection.SurpriseFit;
import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.fit.EpochReport;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.Fitting;
import dev.surprisal.vae.Vae;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One run from clean images to a bundle: fit, keep the best epoch, calibrate, evaluate, write. */
final class Training {
  private final TrainData data;
  private final Split split;
  private final Path out;
  private final Preset preset;
  private final int latent;
  private final FitSettings settings;
  private final Optional<Score> score;
  private final boolean strict;

  private Vae best;
  private double bestNats = Double.POSITIVE_INFINITY;

  /**
   * @throws BadInputException if the images cannot be used or the folder cannot be written
   */
  Training(
      Path data,
      Optional<Path> test,
      Path out,
      Preset preset,
      int latent,
      FitSettings settings,
      Optional<Score> score,
      boolean strict) {
    OutputFolder.expectWritable(out);
    this.data = TrainData.open(data, test);
    this.split = Split.of(this.data.train());
    this.out = out;
    this.preset = preset;
    this.latent = latent;
    this.settings = settings;
    this.score = score;
    this.strict = strict;
  }

  void run(Progress progress, Interrupt interrupt, PrintWriter report) {
    Optional<SurpriseFit> beside =
        preset
            .surprise(settings.epochs(), settings.seed())
            .map(wanted -> SurpriseFit.start(split.fit(), wanted, interrupt::wished));
    fit(progress, interrupt);
    Model model = new Model(best, beside.map(fit -> fit.finish(best, split.tune())));
    ScoredSet heldOut = ScoredSet.of(model, model.scores(), split.calibrate());
    double explained = QualityBar.explained(heldOut, split.calibrate());
    QualityBar.expectAbove(explained);
    Map<String, Double> figures = figures(model, explained);
    Bundle draft = bundle(model, heldOut, figures);
    ReportCard card = reportCard(draft);
    QualityBar.expectFound(card, strict, progress);
    figures.putAll(card.figures());
    BundleFolder.write(bundle(model, heldOut, figures), out);
    figures.forEach((name, value) -> report.println("%s %.4f".formatted(name, value)));
    report.println("weights SHA-256 " + Sha256.of(out.resolve(BundleFolder.WEIGHTS)));
    report.flush();
  }

  private Bundle bundle(Model model, ScoredSet heldOut, Map<String, Double> figures) {
    return new Bundle(
        out.toAbsolutePath().normalize().getFileName().toString(),
        preset.toString(),
        model,
        score.orElse(model.bestScore()),
        calibrations(model, heldOut),
        Origin.of(data.train(), settings, preset, latent, figures));
  }

  private ReportCard reportCard(Bundle bundle) {
    ImageSource clean = data.test().orElse(split.calibrate());
    Score decides = bundle.defaultScore();
    double rate = Math.max(0.01, bundle.calibrations().get(decides).smallestRate());
    return ReportCard.of(bundle, decides, clean, rate, ProjectData.suites(clean), ReportCard.SEED);
  }

  private void fit(Progress progress, Interrupt interrupt) {
    try (Fitting fitting =
        new Fitting(
            preset.network(data.train().shape(), latent), split.fit(), preset.inputs(), settings)) {
      while (fitting.epochs() < settings.epochs() && !interrupt.wished()) {
        Optional<EpochReport> epoch =
            fitting.epoch(
                List.of(),
                (soFar, all) -> {
                  progress.step(soFar, all);
                  return !interrupt.wished();
                });
        epoch.ifPresent(report -> keepBest(fitting.vae(), report, progress));
      }
      if (best == null) {
        throw new BadInputException("stopped before the end of the first epoch; no bundle written");
      }
    }
  }

  private void keepBest(Vae vae, EpochReport report, Progress progress) {
    double nats = SampledElbo.of(vae, split.tune(), settings.seed()).elboNats();
    boolean better = nats < bestNats;
    if (better) {
      best = vae;
      bestNats = nats;
    }
    progress.epoch(report, nats, better);
  }

  /** By name, in nats an image unless the name says otherwise; on the test images if there are. */
  private Map<String, Double> figures(Model model, double explained) {
    ImageSource images = data.test().orElse(split.calibrate());
    String prefix = data.test().isPresent() ? "test" : "held-out";
    SampledElbo sampled = SampledElbo.of(model.vae(), images, settings.seed());
    ScoredSet scored = ScoredSet.of(model, Set.of(), images);
    Map<String, Double> figures = new TreeMap<>();
    figures.put(prefix + " elbo, one sample", sampled.elboNats());
    figures.put(prefix + " elbo, at the mean", scored.mean(Score.ELBO));
    figures.put(prefix + " reconstruction, at the mean", scored.mean(Score.RECONSTRUCTION));
    figures.put(prefix + " kl", scored.mean(Score.KL));
    figures.put("held-out variance explained", explained);
    return figures;
  }

  private static Map<Score, Calibration> calibrations(Model model, ScoredSet heldOut) {
    Map<Score, Calibration> calibrations = new EnumMap<>(Score.class);
    model.scores().forEach(kind -> calibrations.put(kind, new Calibration(heldOut.values(kind))));
    return calibrations;
  }
}

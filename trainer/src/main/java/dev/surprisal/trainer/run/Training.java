package dev.surprisal.trainer.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.Sha256;
import dev.surprisal.file.OutputFile;
import dev.surprisal.file.OutputFolder;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.data.Split;
import dev.surprisal.trainer.data.TrainData;
import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.fit.Fitting;
import dev.surprisal.trainer.fit.ResidualsFit;
import dev.surprisal.trainer.network.Objective;
import dev.surprisal.trainer.recipe.Recipe;
import dev.surprisal.trainer.report.RunReport;
import dev.surprisal.trainer.suite.ReportCard;
import dev.surprisal.trainer.surprise.SurpriseFit;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One run from clean images to a bundle: fit, keep the best epoch, calibrate, evaluate, write. */
public final class Training {
  static final String REPORT = "report.html";

  private final TrainData data;
  private final Split split;
  private final Path out;
  private final Recipe recipe;
  private final Optional<Frames.Subject> frames;
  private final boolean strict;
  private final String dataSha256;
  private List<RunReport.Epoch> history = List.of();

  /**
   * @throws BadInputException if the images cannot be used or the folder cannot be written
   */
  public Training(
      TrainData data, Path out, Recipe recipe, Optional<Frames.Subject> frames, boolean strict) {
    OutputFolder.expectWritable(out);
    this.data = data;
    this.split = Split.of(data.train());
    this.out = out;
    this.recipe = recipe;
    this.frames = frames;
    this.strict = strict;
    this.dataSha256 = RunProvenance.sha256(data.train());
  }

  /**
   * @param resume whether to go on from the folder's checkpoint
   * @param report receives the figures of the finished model
   * @throws BadInputException if the model is below the bar, or there is nothing to resume
   */
  public void run(boolean resume, Progress progress, Interrupt interrupt, PrintWriter report) {
    Model model = fit(resume, progress, interrupt);
    try {
      finish(model, progress, report);
    } finally {
      if (!interrupt.wished()) {
        deleteCheckpoint();
      }
    }
  }

  private void finish(Model model, Progress progress, PrintWriter report) {
    ScoredSet heldOut = ScoredSet.of(model, model.scores(), split.calibrate());
    double explained = QualityBar.explained(heldOut, split.calibrate());
    QualityBar.expectAbove(explained);
    Map<String, Double> figures = figures(model, explained);
    Residuals residuals = ResidualsFit.of(model, split.calibrate());
    ReportCard card = reportCard(bundle(model, heldOut, residuals, figures));
    QualityBar.expectFound(card, strict, progress);
    figures.forEach((name, value) -> report.println("%s %.4f".formatted(name, value)));
    figures.putAll(card.figures());
    Bundle bundle = bundle(model, heldOut, residuals, figures);
    String digest = BundleFolder.write(bundle, out);
    RunReport page = new RunReport(bundle, digest, history, card, clean(), data.testLabels());
    OutputFile.replace(out.resolve(REPORT), file -> file.write(page.html().getBytes(UTF_8)));
    report.println(
        "mean AUROC %.4f, detection %.1f %% at %s %% false alarms set"
            .formatted(card.meanAuroc(), 100 * card.meanDetected(), 100 * card.rate()));
    report.println("weights SHA-256 " + Sha256.of(out.resolve(BundleFolder.WEIGHTS)));
    report.flush();
  }

  private Bundle bundle(
      Model model, ScoredSet heldOut, Residuals residuals, Map<String, Double> figures) {
    return new Bundle(
        Bundle.plainName(out.toAbsolutePath().normalize().getFileName().toString()),
        recipe.preset().toString(),
        model,
        recipe.score().orElse(model.bestScore()),
        calibrations(model, heldOut),
        residuals,
        RunProvenance.of(dataSha256, recipe, figures));
  }

  private ReportCard reportCard(Bundle bundle) {
    Score decides = bundle.defaultScore();
    double rate = Math.max(0.01, bundle.calibrations().get(decides).smallestRate());
    return ReportCard.of(
        bundle, decides, clean(), rate, ProjectData.suites(clean()), ReportCard.SEED);
  }

  /** Images that took no part in the fitting. */
  private ImageSource clean() {
    return data.test().orElse(split.calibrate());
  }

  private Model fit(boolean resume, Progress progress, Interrupt interrupt) {
    Map<String, String> identity = new TreeMap<>(recipe.description());
    identity.put("data", dataSha256);
    try (Fitting fitting =
        new Fitting(
            recipe.network(data.train().shape()),
            split.fit(),
            recipe.inputs(),
            recipe.settings())) {
      FitRun run = new FitRun(recipe, fitting, split.tune(), out, identity, frames);
      if (resume) {
        run.resume();
      }
      Optional<SurpriseFit> beside =
          recipe
              .preset()
              .surprise(recipe.settings().epochs(), recipe.settings().seed())
              .map(wanted -> SurpriseFit.start(split.fit(), wanted, interrupt::wished));
      Vae vae = run.run(progress, interrupt);
      history = run.history().stream().map(EpochRecord::forReport).toList();
      return new Model(vae, beside.map(fit -> fit.finish(vae, split.tune())));
    }
  }

  /** By name, in nats an image unless the name says otherwise; on the test images if there are. */
  private Map<String, Double> figures(Model model, double explained) {
    ImageSource images = clean();
    String prefix = data.test().isPresent() ? "test" : "held-out";
    long seed = recipe.settings().seed();
    ScoredSet scored = ScoredSet.of(model, Set.of(), images);
    Map<String, Double> figures = new TreeMap<>();
    if (recipe.settings().rule().objective().loss() != Objective.Loss.RECONSTRUCTION) {
      SampledElbo sampled = SampledElbo.of(model.vae(), recipe.binarize().of(images, seed), seed);
      figures.put(prefix + " elbo, one sample", sampled.elboNats());
      figures.put(prefix + " elbo, at the mean", scored.mean(Score.ELBO));
      figures.put(prefix + " kl", scored.mean(Score.KL));
    }
    figures.put(prefix + " reconstruction, at the mean", scored.mean(Score.RECONSTRUCTION));
    figures.put("held-out variance explained", explained);
    if (model.vae().likelihood() instanceof Likelihood.Gaussian gaussian) {
      figures.put("gaussian variance", gaussian.variance());
    }
    return figures;
  }

  private static Map<Score, Calibration> calibrations(Model model, ScoredSet heldOut) {
    Map<Score, Calibration> calibrations = new EnumMap<>(Score.class);
    model.scores().forEach(kind -> calibrations.put(kind, new Calibration(heldOut.values(kind))));
    return calibrations;
  }

  private void deleteCheckpoint() {
    try {
      Files.deleteIfExists(out.resolve(Checkpoint.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

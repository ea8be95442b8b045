package dev.surprisal.trainer.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.Sha256;
import dev.surprisal.file.OutputFile;
import dev.surprisal.file.OutputFolder;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.data.DataDigest;
import dev.surprisal.trainer.data.Split;
import dev.surprisal.trainer.data.SplitRule;
import dev.surprisal.trainer.data.TrainData;
import dev.surprisal.trainer.distort.Invariance;
import dev.surprisal.trainer.distort.VariedImages;
import dev.surprisal.trainer.evaluate.Fidelity;
import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.fit.Fitting;
import dev.surprisal.trainer.fit.ResidualsFit;
import dev.surprisal.trainer.network.Objective;
import dev.surprisal.trainer.recipe.Recipe;
import dev.surprisal.trainer.report.RunReport;
import dev.surprisal.trainer.suite.CardMaker;
import dev.surprisal.trainer.suite.ReportCard;
import dev.surprisal.trainer.suite.Suite;
import dev.surprisal.trainer.surprise.SurpriseFit;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** One run from clean images to a bundle: fit, keep the best epoch, calibrate, evaluate, write. */
public final class Training {
  private static final String REPORT = "report.html";

  /** The report card's false-alarm rate, if the calibration supports it. */
  private static final double CARD_RATE = 0.01;

  private static final Duration REDRAW = Duration.ofMillis(200);

  private final TrainData data;
  private final DataDigest digest;
  private final SplitRule rule;
  private final Invariance invariance;
  private final Split split;
  private final int whiteLevel;
  private final Path out;
  private final Recipe recipe;
  private final Optional<Frames.Subject> frames;
  private final boolean strict;
  private List<RunReport.Epoch> history = List.of();
  private OptionalDouble sampledElboNats = OptionalDouble.empty();

  /**
   * Reads every image once, and splits them.
   *
   * @param invariance which changes leave an image clean
   * @param whiteLevel the sample of a 16-bit PNG that the images were read as white
   * @param recipe that is adapted to the number of images
   * @throws BadInputException if the images cannot be used or the folder cannot be written
   */
  public Training(
      TrainData data,
      SplitRule rule,
      Invariance invariance,
      int whiteLevel,
      Path out,
      Recipe recipe,
      Optional<Frames.Subject> frames,
      boolean strict) {
    OutputFolder.expectWritable(out);
    this.data = data;
    this.rule = rule;
    this.invariance = invariance;
    this.split = VariedImages.in(Split.of(data.train(), rule), invariance);
    this.digest = DataDigest.of(data.train());
    digest.expectFewCopies(data.train());
    this.whiteLevel = whiteLevel;
    this.out = out;
    this.recipe = recipe.forImages(split.fit().size());
    this.frames = frames;
    this.strict = strict;
  }

  /**
   * @param resume whether to go on from the folder's checkpoint
   * @param report receives the figures of the finished model
   * @throws BadInputException if the model is below the bar, or there is nothing to resume
   */
  public void run(boolean resume, Progress progress, Interrupt interrupt, PrintWriter report) {
    announce(progress);
    Model model = fit(resume, progress, interrupt);
    try {
      finish(model, progress, report);
    } finally {
      progress.clear();
      if (!interrupt.wished()) {
        deleteCheckpoint();
      }
    }
  }

  /** Says before the work begins how the images are used, and what rate they support. */
  private void announce(Progress progress) {
    int calibration = split.calibrate().size();
    progress.line(
        "%d images of %s: %d to fit, %d to choose the best epoch, %d to calibrate"
            .formatted(
                data.train().size(),
                data.train().shape(),
                split.fit().size() / invariance.ways().size(),
                split.tune().size(),
                calibration));
    if (!invariance.equals(Invariance.NONE)) {
      progress.line(
          "normal by --invariant: %s; each image is fitted in %d ways"
              .formatted(invariance, invariance.ways().size()));
    }
    digest.warning(data.train()).ifPresent(progress::warn);
    double smallest = 1.0 / (calibration + 1);
    if (smallest > CARD_RATE) {
      progress.warn(
          String.format(
              Locale.ROOT,
              "%d calibration images support false-alarm rates from %.2f %% on; give more images for 1 %%",
              calibration,
              100 * smallest));
    }
  }

  private void finish(Model model, Progress progress, PrintWriter report) {
    progress.stage("calibrating", 1, 0);
    ScoredSet heldOut = ScoredSet.of(model, model.scores(), split.calibrate());
    Fidelity fidelity = Fidelity.of(model, split.calibrate());
    QualityBar.expectReconstructs(fidelity, "train for more epochs or on more images");
    Map<String, Double> figures = figures(model, fidelity.explained());
    heldOut
        .discriminatorAboveZero()
        .ifPresent(share -> figures.put("held-out discriminator above zero", share));
    Residuals residuals = ResidualsFit.of(model, split.calibrate());
    List<Suite> suites = ProjectData.suites(clean());
    ReportCard card = reportCard(bundle(model, heldOut, residuals, figures), suites, progress);
    QualityBar.expectFound(card, model, strict, progress);
    figures.forEach((name, value) -> report.println("%s %.4f".formatted(name, value)));
    figures.putAll(card.figures());
    Bundle bundle = bundle(model, heldOut, residuals, figures);
    String bundleDigest = BundleFolder.write(bundle, out);
    RunReport page =
        new RunReport(
            bundle,
            bundleDigest,
            history,
            sampledElboNats,
            card,
            suites,
            clean(),
            data.testLabels());
    OutputFile.replace(out.resolve(REPORT), file -> file.write(page.html().getBytes(UTF_8)));
    summary(card).forEach(report::println);
    report.flush();
  }

  private List<String> summary(ReportCard card) {
    return List.of(
        String.format(
            Locale.ROOT,
            "mean AUROC %.4f, detection %.1f %% at a set false-alarm rate of %.2f %%",
            card.meanAuroc(),
            100 * card.meanDetected(),
            100 * card.rate()),
        String.format(
            Locale.ROOT,
            "false alarms %.2f %%; set: %s",
            100 * card.realised(),
            card.promise(card.rate()).inWords(card.cleanImages())),
        String.format(
            Locale.ROOT,
            "local damage: mean AUROC %.4f, detection %.1f %%",
            card.localAuroc(),
            100 * card.localDetected()),
        "weights SHA-256 " + Sha256.of(out.resolve(BundleFolder.WEIGHTS)));
  }

  private Bundle bundle(
      Model model, ScoredSet heldOut, Residuals residuals, Map<String, Double> figures) {
    return new Bundle(
        Bundle.plainName(out.toAbsolutePath().normalize().getFileName().toString()),
        recipe.preset().toString(),
        model,
        recipe.score().orElse(model.bestScore()),
        Recalibration.calibrations(model, heldOut),
        residuals,
        RunProvenance.of(digest.sha256(), recipe.settings().seed(), settings(), figures),
        whiteLevel);
  }

  /** Settings and data for the provenance, by the options' names. */
  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(recipe.description());
    settings.putAll(rule.description());
    settings.put("invariant", invariance.toString());
    settings.put("data", data.train().name());
    settings.put("images", Integer.toString(data.train().size()));
    settings.put("images-in-colour", Integer.toString(data.train().inColour()));
    settings.put("images-to-fit", Integer.toString(split.fit().size() / invariance.ways().size()));
    settings.put("images-to-choose", Integer.toString(split.tune().size()));
    settings.put("images-to-calibrate", Integer.toString(split.calibrate().size()));
    return settings;
  }

  private ReportCard reportCard(Bundle bundle, List<Suite> suites, Progress progress) {
    Score decides = bundle.defaultScore();
    double rate = Math.max(CARD_RATE, bundle.calibrations().get(decides).smallestRate());
    return CardMaker.card(
        bundle,
        decides,
        clean(),
        rate,
        suites,
        ReportCard.SEED,
        done ->
            progress.stage(
                "report card: suite %d of %d".formatted(done, suites.size()),
                (double) done / suites.size(),
                0));
  }

  /** Images that took no part in the fitting. */
  private ImageSource clean() {
    return data.test()
        .map(images -> VariedImages.inOneWay(images, invariance))
        .orElse(split.calibrate());
  }

  private Model fit(boolean resume, Progress progress, Interrupt interrupt) {
    Map<String, String> identity = new TreeMap<>(recipe.description());
    identity.put("data", digest.sha256());
    if (!invariance.equals(Invariance.NONE)) {
      identity.put("invariant", invariance.toString());
    }
    identity.put("split of the images", split.sha256());
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
              .surprise(recipe.settings())
              .map(
                  wanted ->
                      SurpriseFit.start(
                          split.fit(),
                          split.tune(),
                          invariance,
                          wanted,
                          recipe.pixels()::of,
                          interrupt::wished));
      beside.ifPresent(fit -> progress.beside(fit::secondsLeft));
      Vae vae = run.run(progress, interrupt);
      history = run.history().stream().map(EpochRecord::forReport).toList();
      beside.ifPresent(fit -> await(fit, progress));
      return new Model(vae, beside.map(fit -> fit.finish(vae)));
    }
  }

  private static void await(SurpriseFit fit, Progress progress) {
    try {
      while (!fit.await(REDRAW)) {
        progress.stage("background model and discriminator", fit.share(), fit.secondsLeft());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("stopped while the background model was fitted", e);
    }
    progress.done("background model and discriminator fitted");
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
      sampledElboNats = OptionalDouble.of(sampled.elboNats());
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

  private void deleteCheckpoint() {
    try {
      Files.deleteIfExists(out.resolve(Checkpoint.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

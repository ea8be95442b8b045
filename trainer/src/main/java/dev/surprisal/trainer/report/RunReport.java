package dev.surprisal.trainer.report;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Calibration;
import dev.surprisal.trainer.picture.ModelPictures;
import dev.surprisal.trainer.picture.Tiles;
import dev.surprisal.trainer.suite.CardMaker;
import dev.surprisal.trainer.suite.ReportCard;
import dev.surprisal.trainer.suite.Suite;
import dev.surprisal.trainer.suite.Suite.Category;
import dev.surprisal.vae.Vae;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The report of a run, one HTML page.
 *
 * @param bundle as written
 * @param digest of the bundle
 * @param history one entry an epoch
 * @param sampledElboNats negative evidence lower bound of one sampled z, mean over clean images, in
 *     nats an image; none of a network without a KL
 * @param card what it finds
 * @param suites that the card was measured on, in its rows' order
 * @param clean images that the model has not seen
 * @param labels of the clean images, where they are known
 */
public record RunReport(
    Bundle bundle,
    String digest,
    List<Epoch> history,
    OptionalDouble sampledElboNats,
    ReportCard card,
    List<Suite> suites,
    ImageSource clean,
    Optional<List<Integer>> labels) {
  private static final int EXAMPLES = 4;
  private static final int EXAMPLE_SIDE = 64;
  private static final String TEMPLATE = "report.html";

  /**
   * One epoch's means, in nats an image.
   *
   * @param seconds that the epoch took
   */
  public record Epoch(
      double fitReconstruction,
      double fitKl,
      double heldOutReconstruction,
      double heldOutKl,
      double seconds) {}

  public RunReport {
    history = List.copyOf(history);
    suites = List.copyOf(suites);
    labels = labels.map(List::copyOf);
  }

  /** The whole page. */
  public String html() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("name", Html.text(bundle.name()));
    parts.put("preset", Html.text(bundle.preset()));
    parts.put("created", Html.text(bundle.provenance().createdAt()));
    parts.put("digest", digest);
    parts.put("cards", cards());
    parts.put("curves", curves());
    parts.put("pictures", pictures());
    parts.put("scores", scores());
    parts.put("thresholds", Thresholds.table(card));
    parts.put("detection", detection(row -> row.kind() != Category.LOCAL_DAMAGE));
    parts.put("local", detection(row -> row.kind() == Category.LOCAL_DAMAGE));
    Map<String, String> settings = new TreeMap<>(bundle.provenance().settings());
    settings.put("data-sha256", bundle.provenance().dataSha256());
    parts.put("settings", Html.table(settings));
    parts.put("versions", Html.table(new TreeMap<>(bundle.provenance().versions())));
    parts.put("figures", Html.table(figures()));
    String page = template();
    for (Map.Entry<String, String> part : parts.entrySet()) {
      page = page.replace("{{" + part.getKey() + "}}", part.getValue());
    }
    return page;
  }

  private String cards() {
    double seconds = history.stream().mapToDouble(Epoch::seconds).sum();
    StringBuilder cards = new StringBuilder();
    sampledElboNats.ifPresent(
        nats -> cards.append(Html.card(number("%.1f", nats), "−ELBO, nats an image")));
    cards.append(Html.card(number("%.3f", card.meanAuroc()), "mean AUROC over the suites"));
    cards.append(
        Html.card(
            number("%.0f %%", 100 * card.meanDetected()),
            number("found at a set false-alarm rate of %.2f %%", 100 * card.rate())));
    cards.append(
        Html.card(
            number("%.0f %%", 100 * card.localDetected()),
            "of damage of a part of the picture found"));
    Optional.ofNullable(bundle.provenance().evaluation().get("held-out discriminator above zero"))
        .ifPresent(
            share ->
                cards.append(
                    Html.card(
                        number("%.1f %%", 100 * share),
                        "of held-out clean images the discriminator calls strange; above 3 % it has learnt its own by heart")));
    cards.append(
        Html.card(
            number("%.2f %%", 100 * card.realised()),
            "false alarms; set: " + card.promise(card.rate()).inWords(card.cleanImages())));
    cards.append(
        Html.card(
            number("%d:%02d", (long) seconds / 60, (long) seconds % 60),
            number("fitting, %d epochs", history.size())));
    return cards.toString();
  }

  private String curves() {
    return chart(
            "−ELBO",
            e -> e.fitReconstruction() + e.fitKl(),
            e -> e.heldOutReconstruction() + e.heldOutKl())
        + chart("Reconstruction", Epoch::fitReconstruction, Epoch::heldOutReconstruction)
        + chart("KL", Epoch::fitKl, Epoch::heldOutKl);
  }

  private String chart(String title, Function<Epoch, Double> fit, Function<Epoch, Double> heldOut) {
    List<Curve> curves =
        List.of(
            new Curve("fit", "fit", history.stream().map(fit).toList()),
            new Curve("held out", "held", history.stream().map(heldOut).toList()));
    return "<figure>%s<figcaption>%s, nats an image: <i class='fit'></i> fit <i class='held'></i> held out</figcaption></figure>"
        .formatted(Charts.lines(title, curves), title);
  }

  private String pictures() {
    Vae vae = bundle.model().vae();
    long seed = bundle.provenance().seed();
    StringBuilder pictures = new StringBuilder();
    pictures.append(
        Html.picture(
            "Images, each above its reconstruction",
            ModelPictures.reconstructions(vae, clean, seed)));
    pictures.append(Html.picture("Samples from the prior", ModelPictures.samples(vae, seed)));
    if (vae.latent() == 2) {
      pictures.append(Html.picture("The latent plane", ModelPictures.manifold(vae)));
    }
    String where =
        vae.latent() == 2
            ? "Where images lie in the latent plane"
            : "Where images lie in the latent space, on its two principal directions";
    Optional<int[]> colours = labels.map(all -> all.stream().mapToInt(Integer::intValue).toArray());
    pictures.append(Html.picture(where, ModelPictures.latent(vae, clean, colours)));
    pictures.append(
        Html.picture("From one image to another", ModelPictures.interpolation(vae, clean, seed)));
    pictures.append(
        Html.picture(
            "Images, their upper halves, and what the model makes of those",
            ModelPictures.impute(vae, clean, seed)));
    return pictures.toString();
  }

  private String scores() {
    Calibration calibration = bundle.calibrations().get(card.score());
    double[] ascending = calibration.scores();
    int above = (int) Math.floor(card.rate() * (ascending.length + 1));
    double threshold = ascending[Math.max(0, ascending.length - Math.max(1, above))];
    String title = "Score " + card.score().wireName() + " of clean images";
    return "<figure class='wide'>%s<figcaption>%s, held out: %d of them; the line is the threshold at a false-alarm rate of %s %%</figcaption></figure>"
        .formatted(
            Charts.histogram(title, ascending, threshold),
            title,
            ascending.length,
            Scale.label(100 * card.rate()));
  }

  private String detection(Predicate<ReportCard.Row> which) {
    Map<String, Suite> byName =
        suites.stream().collect(Collectors.toMap(Suite::name, Function.identity()));
    return card.rows().stream()
        .filter(which)
        .map(
            row ->
                Html.row(
                    List.of(
                        row.suite(),
                        row.kind().inWords(),
                        number("%.4f", row.auroc()),
                        number("%.4f – %.4f", row.aurocLow(), row.aurocHigh()),
                        number("%.1f %%", 100 * row.detected())),
                    row.usual() ? "usual" : row.failed() ? "failed" : row.mustPass() ? "must" : "",
                    examples(byName.get(row.suite()))))
        .collect(Collectors.joining("\n"));
  }

  /** A few of a suite's pictures in a row. */
  private String examples(Suite suite) {
    List<GrayImage> images =
        CardMaker.examples(suite, clean, EXAMPLES, ReportCard.SEED).stream()
            .map(image -> image.within(EXAMPLE_SIDE))
            .toList();
    return Html.strip(suite.name(), Tiles.of(images, EXAMPLES));
  }

  private Map<String, String> figures() {
    Map<String, String> figures = new TreeMap<>();
    bundle
        .provenance()
        .evaluation()
        .forEach((name, value) -> figures.put(name, number("%.4f", value)));
    return figures;
  }

  private static String number(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String template() {
    try (InputStream in = RunReport.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException(TEMPLATE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.Surprise;
import dev.surprisal.score.Term;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.TreeMap;

/** Writes {@code bundle.json}: all of a bundle except its arrays. */
final class ManifestWriter {
  /** The formula from a byte to a pixel in [0, 1]; the only one so far. */
  static final String SCALE = "byte / 255";

  /** The 16-bit sample that becomes byte 255; left out where that is the largest. */
  static final String WHITE_LEVEL = "whiteLevel";

  private ManifestWriter() {}

  static ObjectNode write(ObjectNode root, Bundle bundle) {
    ImageShape shape = bundle.model().shape();
    root.put("formatVersion", bundle.formatVersion())
        .put(SelfDigest.FIELD, SelfDigest.PLACEHOLDER)
        .put("name", bundle.name())
        .put("preset", bundle.preset());
    ObjectNode image = root.putObject("image");
    image.put("height", shape.height()).put("width", shape.width()).put("scale", SCALE);
    if (bundle.whiteLevel() != ImageDecoder.FULL_WHITE) {
      image.put(WHITE_LEVEL, bundle.whiteLevel());
    }
    ObjectNode networks = root.putObject("networks");
    write(networks.putObject(BundleTensors.VAE), bundle.model().vae());
    bundle
        .model()
        .surprise()
        .ifPresent(surprise -> write(networks, root.putObject("surprise"), surprise));
    ArrayNode scores = root.putObject("calibration").putArray("scores");
    bundle.calibrations().keySet().stream().sorted().forEach(s -> scores.add(s.wireName()));
    root.put("defaultScore", bundle.defaultScore().wireName());
    Provenance provenance = bundle.provenance();
    ObjectNode node = root.putObject("provenance");
    node.put("createdAt", provenance.createdAt())
        .put("dataSha256", provenance.dataSha256())
        .put("seed", provenance.seed());
    new TreeMap<>(provenance.settings()).forEach(node.putObject("settings")::put);
    new TreeMap<>(provenance.versions()).forEach(node.putObject("versions")::put);
    new TreeMap<>(provenance.evaluation()).forEach(node.putObject("evaluation")::put);
    return root;
  }

  private static void write(ObjectNode networks, ObjectNode node, Surprise surprise) {
    write(networks.putObject(BundleTensors.BACKGROUND), surprise.background());
    LayerFields.write(networks.putArray(BundleTensors.DISCRIMINATOR), surprise.discriminator());
    surprise
        .local()
        .ifPresent(
            local ->
                LayerFields.write(networks.putArray(BundleTensors.LOCAL), local.autoencoder()));
    for (Term term : surprise.combination().terms()) {
      Excess excess = surprise.combination().excess(term);
      node.putObject(term.wireName())
          .put("threshold", excess.threshold())
          .put("meanExcess", excess.meanExcess());
    }
  }

  private static void write(ObjectNode node, Vae vae) {
    node.put("latent", vae.latent()).put("likelihood", vae.likelihood().wireName());
    switch (vae.likelihood().kind()) {
      case BERNOULLI -> {}
      case GAUSSIAN -> node.put("variance", ((Likelihood.Gaussian) vae.likelihood()).variance());
    }
    LayerFields.write(node.putArray("encoder"), vae.encoder());
    LayerFields.write(node.putArray("decoder"), vae.decoder());
  }
}

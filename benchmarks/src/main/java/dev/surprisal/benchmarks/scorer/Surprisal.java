package dev.surprisal.benchmarks.scorer;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** This project's scorer: bytes in, all its scores of the VAE out. */
final class Surprisal implements Contestant {
  private final ImageShape shape;
  private final ScorePass pass;

  Surprisal(Vae vae) {
    this.shape = vae.shape();
    this.pass = new ScorePass(new Model(vae, Optional.empty()), EnumSet.of(Score.ELBO));
  }

  @Override
  public String name() {
    return "Surprisal";
  }

  @Override
  public void score(byte[][] images, int n, double[] elboNats) {
    List<GrayImage> decoded = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      decoded.add(GrayImage.of(shape, images[i]));
    }
    List<Scores> scores = pass.score(decoded);
    for (int i = 0; i < n; i++) {
      elboNats[i] = scores.get(i).elboNats();
    }
  }

  @Override
  public void close() {
    pass.close();
  }
}

package dev.surprisal.vae;

/** The forward pass of a {@link Vae}. One per thread, like its workspace. */
public final class VaePass {
  private final int latent;
  private final NetworkPass encoder;
  private final NetworkPass decoder;
  private final float[] posterior;

  public VaePass(Vae vae, Workspace workspace) {
    this.latent = vae.latent();
    this.encoder = new NetworkPass(vae.encoder(), workspace);
    this.decoder = new NetworkPass(vae.decoder(), workspace);
    this.posterior = new float[workspace.capacity() * 2 * latent];
  }

  /**
   * The posterior q(z|x) of each image.
   *
   * @return {@code [batch, 2·latent]}: each row the means, then the log-variances; valid until the
   *     next call
   */
  public float[] encode(ImageBatch images) {
    int width = 2 * latent;
    encoder.run(images, (i, values) -> System.arraycopy(values, 0, posterior, i * width, width));
    return posterior;
  }

  /**
   * The decoder's outputs (logits under a Bernoulli likelihood) at the posterior's means.
   *
   * @param posterior {@code [n, 2·latent]}, as {@link #encode} returns it
   * @param outputs receives {@code [pixels]} for each of the n images
   */
  public void decodeMeans(float[] posterior, int n, NetworkPass.RowConsumer outputs) {
    decoder.run(posterior, 2 * latent, n, outputs);
  }

  /**
   * KL(q(z|x) || p(z)) of one image in nats, ½ Σ μ² + σ² − 1 − ln σ², at least 0. Source: Kingma
   * and Welling 2013, appendix B (arXiv:1312.6114).
   *
   * @param posterior {@code [n, 2·latent]}, as {@link #encode} returns it
   * @param index the image's row in {@code posterior}
   */
  public double klNats(float[] posterior, int index) {
    return klNats(posterior, latent, index);
  }

  /** The same for a posterior with any number of latent dimensions. */
  public static double klNats(float[] posterior, int latent, int index) {
    double sum = 0;
    int offset = index * 2 * latent;
    for (int k = offset; k < offset + latent; k++) {
      double mean = posterior[k];
      double logVariance = posterior[k + latent];
      // exp takes a third of expm1's time, and the error of exp − 1 is below 1e-15 here.
      sum += mean * mean + Math.exp(logVariance) - 1 - logVariance;
    }
    return Math.max(0, sum / 2);
  }
}

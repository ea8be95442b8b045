package dev.surprisal.trainer.picture;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.LikelihoodRow;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Encodes images to posterior means and decodes latent points to images. Close after use. */
public final class LatentCodec implements AutoCloseable {
  private static final int BATCH = 64;

  private final Vae vae;
  private final Workspace workspace;
  private final ImageBatch batch;
  private final VaePass pass;
  private final NetworkPass decoder;
  private final LikelihoodRow likelihood;

  public LatentCodec(Vae vae) {
    this.vae = vae;
    this.workspace = Workspace.forNetworks(BATCH, Stream.of(vae.encoder(), vae.decoder()));
    this.batch = new ImageBatch(BATCH, vae.shape().pixels());
    this.pass = new VaePass(vae, workspace);
    this.decoder = new NetworkPass(vae.decoder(), workspace);
    this.likelihood = vae.likelihood().row(vae.shape().pixels());
  }

  ImageShape shape() {
    return vae.shape();
  }

  int latent() {
    return vae.latent();
  }

  /**
   * Each image's posterior mean, {@code [latent]}, in order.
   *
   * @param images of the VAE's shape
   */
  public List<float[]> means(List<GrayImage> images) {
    List<float[]> means = new ArrayList<>(images.size());
    for (int start = 0; start < images.size(); start += BATCH) {
      batch.load(images.subList(start, Math.min(images.size(), start + BATCH)));
      float[] posterior = pass.encode(batch);
      for (int i = 0; i < batch.size(); i++) {
        int at = i * 2 * vae.latent();
        means.add(Arrays.copyOfRange(posterior, at, at + vae.latent()));
      }
    }
    return means;
  }

  /** The decoder's mean image at each latent point. */
  List<GrayImage> images(List<float[]> points) {
    List<GrayImage> images = new ArrayList<>(points.size());
    for (int start = 0; start < points.size(); start += BATCH) {
      int n = Math.min(BATCH, points.size() - start);
      float[] z = new float[n * vae.latent()];
      for (int i = 0; i < n; i++) {
        System.arraycopy(points.get(start + i), 0, z, i * vae.latent(), vae.latent());
      }
      decoder.run(z, vae.latent(), n, (i, logits) -> images.add(image(logits)));
    }
    return images;
  }

  private GrayImage image(float[] logits) {
    likelihood.load(new float[logits.length], logits);
    float[] means = likelihood.means(logits);
    byte[] pixels = new byte[vae.shape().pixels()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(255 * means[i]);
    }
    return GrayImage.of(vae.shape(), pixels);
  }

  @Override
  public void close() {
    batch.close();
    workspace.close();
  }
}

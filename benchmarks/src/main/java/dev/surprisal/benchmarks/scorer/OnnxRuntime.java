package dev.surprisal.benchmarks.scorer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.surprisal.vae.Vae;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** Microsoft's ONNX Runtime on one thread, all optimisations on, its input without a copy. */
final class OnnxRuntime implements Contestant {
  private final int pixels;
  private final FloatBuffer input;
  private final float[] row;
  private final OrtSession session;

  OnnxRuntime(Vae vae, int capacity) {
    this.pixels = vae.shape().pixels();
    this.row = new float[pixels];
    this.input =
        ByteBuffer.allocateDirect(4 * capacity * pixels)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      this.session = OrtEnvironment.getEnvironment().createSession(OnnxModel.of(vae), options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "ONNX Runtime";
  }

  @Override
  public void score(byte[][] images, int n, double[] elboNats) {
    for (int i = 0; i < n; i++) {
      UnitPixels.copy(images[i], row, 0);
      input.put(i * pixels, row);
    }
    try (OnnxTensor x =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                input.duplicate().limit(n * pixels),
                new long[] {n, pixels});
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, x))) {
      float[] elbo = (float[]) result.get(0).getValue();
      for (int i = 0; i < n; i++) {
        elboNats[i] = elbo[i];
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}

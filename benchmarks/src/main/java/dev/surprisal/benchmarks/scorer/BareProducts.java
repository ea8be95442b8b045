package dev.surprisal.benchmarks.scorer;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;

/** The ceiling: the network's matrix products by OpenBLAS, and nothing else. */
final class BareProducts implements Contestant {
  private record Product(int inputs, int outputs, FloatPointer weights) {}

  private final List<Product> products;
  private final FloatPointer in;
  private final FloatPointer out;

  BareProducts(Vae vae, int capacity) {
    this.products =
        Stream.of(vae.encoder(), vae.decoder())
            .flatMap(List::stream)
            .map(BareProducts::product)
            .toList();
    int widest =
        products.stream().mapToInt(p -> Math.max(p.inputs(), p.outputs())).max().orElseThrow();
    float[] some = new float[capacity * widest];
    for (int i = 0; i < some.length; i++) {
      some[i] = (i % 255) / 255f;
    }
    this.in = new FloatPointer(some);
    this.out = new FloatPointer((long) capacity * widest);
  }

  private static Product product(Layer layer) {
    return new Product(layer.inputs(), layer.outputs(), new FloatPointer(layer.weights()));
  }

  @Override
  public String name() {
    return "bare products";
  }

  @Override
  public boolean answers() {
    return false;
  }

  @Override
  public void score(byte[][] images, int n, double[] elboNats) {
    for (Product p : products) {
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          n,
          p.outputs(),
          p.inputs(),
          1f,
          in,
          p.inputs(),
          p.weights(),
          p.outputs(),
          0f,
          out,
          p.outputs());
    }
  }

  @Override
  public void close() {
    in.close();
    out.close();
    products.forEach(p -> p.weights().close());
  }
}

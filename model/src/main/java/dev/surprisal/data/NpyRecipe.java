package dev.surprisal.data;

import java.util.List;

/** One line of Python that turns an array of another kind into one that is read. */
final class NpyRecipe {
  private NpyRecipe() {}

  /**
   * @param load a Python expression for the array
   */
  static String of(NpyHeader header, String load) {
    return "convert it: x = %s; np.save('images.npy', %s)".formatted(load, expression(header));
  }

  private static String expression(NpyHeader header) {
    String flat = layout(header.shape());
    String type = header.plainType();
    String bytes =
        switch (type.isEmpty() ? ' ' : type.charAt(0)) {
          case 'f' ->
              "(%s * 255).round().astype('uint8')) if it holds 0 to 1, or (%s.round().astype('uint8')";
          case 'i', 'u' ->
              header.unsignedBytes()
                  ? "%s.round().astype('uint8')"
                  : "%s.astype('uint8')) if it holds 0 to 255, or (%s / 4095 * 255).round().astype('uint8')";
          default -> "%s.astype('uint8')";
        };
    return bytes.replace("%s", flat);
  }

  /** An expression with the dimensions [images, height, width]. */
  private static String layout(List<Long> shape) {
    int last = shape.size() - 1;
    if (shape.size() == 4 && (shape.get(last) == 3 || shape.get(last) == 4)) {
      return "(x[..., :3] @ [.299, .587, .114])";
    }
    if (shape.size() == 4 && (shape.get(1) == 3 || shape.get(1) == 4)) {
      return "(np.moveaxis(x, 1, -1)[..., :3] @ [.299, .587, .114])";
    }
    if (shape.size() == 2) {
      long side = Math.round(Math.sqrt(shape.get(1)));
      boolean square = side * side == shape.get(1);
      return square
          ? "x.reshape(-1, %d, %d)".formatted(side, side)
          : "x.reshape(-1, HEIGHT, WIDTH)";
    }
    return shape.size() == 3 || shape.size() == 4 ? "x" : "x.reshape(-1, HEIGHT, WIDTH)";
  }
}

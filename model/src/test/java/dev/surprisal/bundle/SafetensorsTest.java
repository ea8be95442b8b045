package dev.surprisal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files by hand, after the format's description in the repository huggingface/safetensors. */
class SafetensorsTest {
  /** 1.5f and −2f, then 0.25d, little-endian. */
  private static final byte[] DATA = {
    0, 0, (byte) 0xc0, 0x3f, 0, 0, 0, (byte) 0xc0, 0, 0, 0, 0, 0, 0, (byte) 0xd0, 0x3f
  };

  private static final String HEADER =
      "{'__metadata__':{'by':'hand'},"
          + "'a':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]},"
          + "'b':{'dtype':'F64','shape':[1],'data_offsets':[8,16]}}";

  @Test
  void fileByHandIsRead() {
    Map<String, Tensor> tensors = Safetensors.read("t", file(HEADER, DATA));
    assertThat(tensors).containsOnlyKeys("a", "b");
    assertThat(tensors.get("a").shape()).containsExactly(1, 2);
    assertThat(tensors.get("a").floats()).containsExactly(1.5f, -2f);
    assertThat(tensors.get("b").doubles()).containsExactly(0.25);
  }

  @Test
  void valuesAreWrittenLittleEndianAndAligned() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", Tensor.f32(new float[] {1.5f, -2f}, 1, 2));
    tensors.put("b", Tensor.f64(new double[] {0.25}, 1));
    byte[] file = Safetensors.write(tensors);
    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    assertThat(Arrays.copyOfRange(file, 8 + (int) header, file.length)).isEqualTo(DATA);
    assertThat(new String(file, 8, (int) header, UTF_8).strip())
        .isEqualTo(
            ("{'a':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]},"
                    + "'b':{'dtype':'F64','shape':[1],'data_offsets':[8,16]}}")
                .replace('\'', '"'));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] file = file(HEADER, DATA);
    for (int length = 0; length < file.length; length++) {
      expectRefused(Arrays.copyOf(file, length), "t: ");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 1 << 21, Long.MAX_VALUE, Long.MIN_VALUE})
  void headerLengthThatLiesIsRefused(long length) {
    byte[] file = file(HEADER, DATA);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    expectRefused(file, "got a header of " + length + " bytes in a file of " + file.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // beyond the end, backwards, negative, of another length, fractions, text, missing
        "'dtype':'F32','shape':[2],'data_offsets':[16,24]",
        "'dtype':'F32','shape':[2],'data_offsets':[8,0]",
        "'dtype':'F32','shape':[2],'data_offsets':[-8,0]",
        "'dtype':'F32','shape':[2],'data_offsets':[0,4]",
        "'dtype':'F32','shape':[2],'data_offsets':[0.0,8.0]",
        "'dtype':'F32','shape':[2],'data_offsets':['0','8']",
        "'dtype':'F32','shape':[2]",
        // shapes that overflow 32 or 64 bits, in the product or once multiplied by a value's width
        "'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,0]",
        "'dtype':'F32','shape':[2147483647,2147483647],'data_offsets':[17179869184,4]",
        "'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]",
        "'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,0]",
        "'dtype':'F32','shape':[-2,-1],'data_offsets':[0,8]",
        "'dtype':'F32','shape':[2,0.5],'data_offsets':[0,4]",
        "'dtype':'F32','shape':2,'data_offsets':[0,8]",
        "'dtype':'F32','data_offsets':[0,4]",
        // other types
        "'dtype':'F16','shape':[2],'data_offsets':[0,4]",
        "'dtype':4,'shape':[2],'data_offsets':[0,8]",
        "'shape':[2],'data_offsets':[0,8]",
      })
  void tensorThatDoesNotFillItsPlaceIsRefused(String tensor) {
    expectRefused(file("{'w':{" + tensor + "}}", DATA), "t: tensor w: expected F32 or F64 values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}",
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[8,16]}}",
        "{'a':{'dtype':'F64','shape':[2],'data_offsets':[0,16]},"
            + "'b':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}",
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[3],'data_offsets':[4,16]}}",
        "{}",
      })
  void gapOrOverlapIsRefused(String header) {
    expectRefused(file(header, DATA), "t: expected tensors that fill 16 bytes without gap");
  }

  @Test
  void tensorsMayStandInAnyOrderInTheHeader() {
    byte[] file =
        file(
            "{'b':{'dtype':'F64','shape':[1],'data_offsets':[8,16]},"
                + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}",
            DATA);
    assertThat(Safetensors.read("t", file).get("b").value(0)).isEqualTo(0.25);
  }

  @Test
  void nameThatComesTwiceIsRefused() {
    String tensor = "'a':{'dtype':'F64','shape':[2],'data_offsets':[0,16]}";
    expectRefused(file("{" + tensor + "," + tensor + "}", DATA), "Duplicate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "42", "null", "{", "{}{}", "not json", "\u0000\u0000"})
  void headerThatIsNoJsonObjectIsRefused(String header) {
    expectRefused(file(header, new byte[0]), "t: expected");
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "{'a':" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    expectRefused(file(deep, new byte[0]), "t: expected JSON in the header");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void valueThatIsNotFiniteIsRefused(double value) {
    byte[] data =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(1)
            .putDouble(value)
            .array();
    expectRefused(
        file("{'w':{'dtype':'F64','shape':[2],'data_offsets':[0,16]}}", data),
        "t: tensor w: expected finite values, got " + value + " at 1");
  }

  private static void expectRefused(byte[] file, String message) {
    assertThatThrownBy(() -> Safetensors.read("t", file))
        .isInstanceOf(BadInputException.class)
        .message()
        .contains(message)
        .hasLineCount(1);
  }

  /** With single quotes for double ones. */
  static byte[] file(String header, byte[] data) {
    byte[] json = header.replace('\'', '"').getBytes(UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }
}

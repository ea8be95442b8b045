package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkStateTest {
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void valuesThatAreNoNumbersAreRefused(float value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new NetworkState(1, new float[] {1, value}, new float[] {0}).write(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));

    assertThatThrownBy(() -> NetworkState.read(in))
        .isInstanceOf(IOException.class)
        .hasMessage("expected numbers, got " + value);
  }
}

package dev.surprisal.stream.secure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A self-signed certificate for 127.0.0.1, made by the JDK's keytool. */
final class Keys {
  static final String PASSWORD = "test-secret-1";

  private Keys() {}

  /** A PKCS#12 file that serves as key store and as trust store. */
  static Path store(Path folder) {
    Path store = folder.resolve("keys.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-alias", "broker", "-keyalg", "EC", "-dname", "CN=test"));
    command.addAll(List.of("-ext", "SAN=IP:127.0.0.1", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new AssertionError("keytool ended with " + exit);
      }
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

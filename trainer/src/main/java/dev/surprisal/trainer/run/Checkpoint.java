package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import dev.surprisal.file.OutputFile;
import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.fit.EpochReport;
import dev.surprisal.trainer.network.NetworkState;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run at the end of an epoch, which another process can continue bit for bit. Its file ends with
 * the SHA-256 of what comes before.
 *
 * @param run data and settings, which a resumed run must repeat
 * @param history one entry for each epoch
 * @param current the network after the last epoch
 * @param best the network after its best epoch
 */
record Checkpoint(
    Map<String, String> run, List<EpochRecord> history, NetworkState current, NetworkState best) {
  static final String FILE = "training.checkpoint";

  private static final int MAGIC = 0x53555233;
  private static final int MAX_ENTRIES = 1 << 20;

  Checkpoint {
    run = Map.copyOf(run);
    history = List.copyOf(history);
  }

  /**
   * Replaces the folder's checkpoint, whole or not at all.
   *
   * @throws BadInputException if it cannot be written
   */
  void write(Path folder) {
    OutputFile.replace(
        folder.resolve(FILE),
        file -> {
          MessageDigest digest = sha256();
          DataOutputStream out = new DataOutputStream(new DigestOutputStream(file, digest));
          writeTo(out);
          out.flush();
          file.write(digest.digest());
        });
  }

  /**
   * Reads the folder's checkpoint.
   *
   * @param expected data and settings of the resumed run
   * @throws BadInputException if there is none, it is broken, or it is of another run
   */
  static Checkpoint read(Path folder, Map<String, String> expected) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "--resume: expected %s of a run that was stopped, found none; start without --resume"
              .formatted(file));
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      expectWhole(file);
      Checkpoint checkpoint = readFrom(in);
      checkpoint.expectRun(expected);
      return checkpoint;
    } catch (IOException e) {
      throw new BadInputException(
          "%s: is no usable checkpoint (%s); start without --resume"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Compares the digest at the file's end with that of all before it. */
  private static void expectWhole(Path file) throws IOException {
    MessageDigest digest = sha256();
    long left = Files.size(file) - digest.getDigestLength();
    if (left < 0) {
      throw new IOException("it is truncated");
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      byte[] block = new byte[1 << 16];
      while (left > 0) {
        int n = (int) Math.min(block.length, left);
        in.readFully(block, 0, n);
        digest.update(block, 0, n);
        left -= n;
      }
      if (!MessageDigest.isEqual(in.readNBytes(digest.getDigestLength()), digest.digest())) {
        throw new IOException("its SHA-256 is not that of its contents");
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private void expectRun(Map<String, String> expected) {
    for (Map.Entry<String, String> entry : expected.entrySet()) {
      String got = run.get(entry.getKey());
      if (!entry.getValue().equals(got)) {
        throw new BadInputException(
            "--resume: expected the stopped run's %s, %s, got %s"
                .formatted(entry.getKey(), got, entry.getValue()));
      }
    }
  }

  private void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(MAGIC);
    out.writeInt(run.size());
    for (Map.Entry<String, String> entry : run.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
    out.writeInt(history.size());
    for (EpochRecord epoch : history) {
      out.writeDouble(epoch.fit().reconstructionNats());
      out.writeDouble(epoch.fit().klNats());
      out.writeDouble(epoch.fit().seconds());
      out.writeInt(epoch.fit().images());
      out.writeDouble(epoch.heldOut().reconstructionNats());
      out.writeDouble(epoch.heldOut().klNats());
      out.writeDouble(epoch.boundNats());
    }
    current.write(out);
    best.write(out);
  }

  private static Checkpoint readFrom(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not of this kind");
    }
    Map<String, String> run = new TreeMap<>();
    int settings = count(in);
    for (int i = 0; i < settings; i++) {
      run.put(in.readUTF(), in.readUTF());
    }
    List<EpochRecord> history = new ArrayList<>();
    int epochs = count(in);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      EpochReport fit =
          new EpochReport(epoch, in.readDouble(), in.readDouble(), in.readDouble(), in.readInt());
      SampledElbo heldOut = new SampledElbo(in.readDouble(), in.readDouble());
      history.add(new EpochRecord(fit, heldOut, in.readDouble()));
    }
    return new Checkpoint(run, history, NetworkState.read(in), NetworkState.read(in));
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_ENTRIES) {
      throw new IOException("expected at most %d entries, got %d".formatted(MAX_ENTRIES, count));
    }
    return count;
  }
}

package dev.surprisal.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A JPEG file's segments, from its start to its end marker. Keeps what the decoder needs, tables,
 * frame and scans, and reads from the rest how the pixels look: colour space and orientation. What
 * cameras write around that (a wrong JFIF revision, a broken colour profile, a thumbnail) never
 * reaches the decoder. Source: ITU-T T.81, annex B; T.871 (JFIF); T.872 (Adobe's marker).
 */
final class JpegSegments {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DHT = 0xc4;
  private static final int DRI = 0xdd;
  private static final int BASELINE = 0xc0;
  private static final int EXTENDED = 0xc1;
  private static final int PROGRESSIVE = 0xc2;
  private static final int JFIF = 0xe0;
  private static final int EXIF = 0xe1;
  private static final int ADOBE = 0xee;

  /** What a file without Adobe's marker has for a colour transform. */
  private static final int NO_TRANSFORM = -1;

  /** The end of a sequential scan's header: the first and last coefficient, and their bits. */
  private static final byte[] SELECTION = {0, 63, 0};

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private ByteBuffer frame = ByteBuffer.allocate(0);
  private int frameMarker;
  private int position = 2;
  private int scans;
  private boolean jfif;
  private int adobeTransform = NO_TRANSFORM;
  private Orientation orientation = Orientation.UPRIGHT;

  private JpegSegments(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length);
  }

  /**
   * @throws IOException if the file is damaged, ends early, or is of a kind that no viewer shows
   */
  static JpegSegments of(byte[] file) throws IOException {
    expect(file.length > 3 && file[0] == (byte) 0xff && file[1] == (byte) SOI, "no start marker");
    JpegSegments segments = new JpegSegments(file);
    segments.keepMarker(SOI);
    while (segments.readOne()) {}
    segments.keepMarker(EOI);
    expect(segments.scans > 0, "no picture");
    return segments;
  }

  /** Height as stored, before {@link #orientation()}. */
  int height() {
    return Short.toUnsignedInt(frame.getShort(1));
  }

  int width() {
    return Short.toUnsignedInt(frame.getShort(3));
  }

  boolean progressive() {
    return frameMarker == PROGRESSIVE;
  }

  int scans() {
    return scans;
  }

  /**
   * What a pass over the whole picture works on: the samples as stored, where the colours of most
   * pictures have a quarter of them, and the samples as shown, where all components have as many.
   */
  long samples() {
    int across = 1;
    int down = 1;
    long stored = 0;
    for (int i = 0; i < components(); i++) {
      across = Math.max(across, sampling(i) >> 4);
      down = Math.max(down, sampling(i) & 0xf);
      stored += (long) (sampling(i) >> 4) * (sampling(i) & 0xf);
    }
    long pixels = (long) height() * width();
    return pixels * components() + pixels * stored / ((long) across * down);
  }

  /** How often a component is sampled across (high four bits) and down (low four). */
  private int sampling(int component) {
    return frame.get(7 + 3 * component) & 0xff;
  }

  /** How a viewer turns the picture. */
  Orientation orientation() {
    return orientation;
  }

  /** What the components of a pixel are. Source: as libjpeg guesses, which browsers follow. */
  JpegColor color() {
    return switch (components()) {
      case 1 -> JpegColor.GRAY;
      case 3 -> {
        boolean named = frame.get(6) == 'R' && frame.get(9) == 'G' && frame.get(12) == 'B';
        boolean rgb = adobeTransform == NO_TRANSFORM ? named : adobeTransform == 0;
        yield rgb && !jfif ? JpegColor.RGB : JpegColor.YCC;
      }
      default -> adobeTransform > 0 ? JpegColor.YCCK : JpegColor.CMYK;
    };
  }

  /** The file without what the decoder does not need. */
  byte[] essential() {
    return kept.toByteArray();
  }

  private int components() {
    return frame.get(5);
  }

  /** Whether there may be more. */
  private boolean readOne() throws IOException {
    int marker = nextMarker();
    if (marker == EOI) {
      return false;
    }
    expect(marker != SOI, "a second start marker");
    if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      // A restart marker outside a scan, or a temporary one; neither has content.
      return true;
    }
    int start = position;
    expect(file.length - start >= 2, "the file is truncated");
    int length = (file[start] & 0xff) << 8 | (file[start + 1] & 0xff);
    expect(length >= 2, "a segment of impossible length");
    expect(length <= file.length - start, "the file is truncated");
    position += length;
    ByteBuffer content = ByteBuffer.wrap(file, start + 2, length - 2).slice();
    switch (marker) {
      case DQT, DHT, DRI -> keep(marker, start, position);
      case SOS -> readScan(start);
      case BASELINE, EXTENDED, PROGRESSIVE -> readFrame(marker, start, content);
      case JFIF -> jfif |= begins(content, "JFIF\0");
      case EXIF -> {
        if (begins(content, "Exif\0\0")) {
          orientation = Orientation.ofExif(content.slice(6, content.capacity() - 6));
        }
      }
      case ADOBE -> {
        if (begins(content, "Adobe") && content.capacity() >= 12) {
          adobeTransform = content.get(11);
        }
      }
      default -> expectNoFrame(marker);
    }
    return true;
  }

  /** Other frames than the three that are read: C3, C5 to C7, C9 to CB, CD to CF. */
  private static void expectNoFrame(int marker) throws IOException {
    boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc8;
    String kind =
        switch (marker) {
          case 0xc3, 0xc7, 0xcb, 0xcf -> "lossless JPEG";
          case 0xc5, 0xc6 -> "hierarchical JPEG";
          default -> "JPEG with arithmetic coding";
        };
    expect(!frame, kind + ", which viewers do not show; save it as baseline or progressive");
  }

  /** Skips whatever is between two segments, as viewers do. */
  private int nextMarker() throws IOException {
    while (position + 1 < file.length) {
      int next = file[position + 1] & 0xff;
      if (file[position] == (byte) 0xff && next != 0 && next != 0xff) {
        position += 2;
        return next;
      }
      position++;
    }
    throw new IOException("the file is truncated");
  }

  private void readFrame(int marker, int start, ByteBuffer content) throws IOException {
    expect(frame.capacity() == 0, "a second frame");
    expect(content.capacity() >= 6, "a broken frame header");
    frame = content;
    frameMarker = marker;
    expect(content.get(0) == 8, content.get(0) + " bits a sample, where viewers show 8");
    int components = components();
    expect(
        components == 1 || components == 3 || components == 4,
        components + " colour components, where viewers show 1, 3 or 4");
    expect(content.capacity() == 6 + 3 * components, "a broken frame header");
    expect(width() > 0 && height() > 0, "a picture without pixels");
    keep(marker, start, position);
  }

  private void readScan(int start) throws IOException {
    expect(frame.capacity() > 0, "a scan before the frame header");
    expect(position - start >= 6, "a broken scan header");
    scans++;
    int header = position;
    // The coded pixels end at the next marker that is neither a stuffed byte nor a restart.
    while (position + 1 < file.length) {
      int next = file[position + 1] & 0xff;
      boolean coded = file[position] != (byte) 0xff || next == 0 || (next >= 0xd0 && next <= 0xd7);
      if (!coded) {
        break;
      }
      position++;
    }
    expect(position + 1 < file.length, "the file is truncated");
    keepMarker(SOS);
    if (progressive()) {
      kept.write(file, start, position - start);
    } else {
      // Which coefficients a scan has: all of them, whatever the header says, as viewers do.
      kept.write(file, start, header - start - SELECTION.length);
      kept.writeBytes(SELECTION);
      kept.write(file, header, position - header);
    }
  }

  private void keep(int marker, int start, int end) {
    keepMarker(marker);
    kept.write(file, start, end - start);
  }

  private void keepMarker(int marker) {
    kept.write(0xff);
    kept.write(marker);
  }

  private static boolean begins(ByteBuffer content, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    return content.capacity() >= expected.length
        && content.slice(0, expected.length).equals(ByteBuffer.wrap(expected));
  }

  private static void expect(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }
}

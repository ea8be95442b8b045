package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.surprisal.BadInputException;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
  private static final ImageShape SHAPE = new ImageShape(4, 5);

  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void filesAreReadInTheOrderOfTheirNames(long kept) throws IOException {
    Files.createDirectories(folder.resolve("more/deep"));
    write("b.png", SHAPE, 2);
    write("a.PNG", SHAPE, 1);
    write("more/deep/c.png", SHAPE, 3);
    Files.writeString(folder.resolve("notes.txt"), "no image, and none of our business");

    ImageSource images = ImageFolder.open(folder, ReadOptions.DEFAULT, kept);

    assertThat(images.shape()).isEqualTo(SHAPE);
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.image(0).pixel(3, 4)).isEqualTo(1);
    assertThat(images.image(1).pixel(0, 0)).isEqualTo(2);
    assertThat(images.image(2).pixel(0, 0)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void everyImageNamesItsFileAlsoInAPartOfTheSet(long kept) throws IOException {
    Files.createDirectories(folder.resolve("cracked"));
    write("a.png", SHAPE, 1);
    write("b.png", SHAPE, 2);
    write("cracked/c.png", SHAPE, 3);

    ImageSource images = ImageFolder.open(folder, ReadOptions.DEFAULT, kept);

    String last = folder.resolve("cracked/c.png").toString();
    assertThat(images.file(2)).isEqualTo(last);
    assertThat(images.indexInFile(2)).isZero();
    assertThat(images.slice(1, 2).file(1)).isEqualTo(last);
    assertThat(images.slice(1, 2).indexInFile(1)).isZero();
    assertThat(images.where(i -> i > 0).file(1)).isEqualTo(last);
  }

  @Test
  void imageOfAnotherSizeIsNamed() throws IOException {
    write("a.png", SHAPE, 1);
    write("b.png", new ImageShape(5, 4), 1);

    expectRefusal("b.png: expected 4x5, as in " + folder.resolve("a.png") + ", got 5x4");
  }

  @Test
  void brokenImageIsNamed() throws IOException {
    write("a.png", SHAPE, 1);
    byte[] bytes = Files.readAllBytes(folder.resolve("a.png"));
    Files.write(folder.resolve("b.png"), Arrays.copyOf(bytes, bytes.length / 2));

    expectRefusal("b.png");
  }

  @Test
  void fileThatIsNoImageIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.png"), "text");

    expectRefusal("a.png: expected a PNG or JPEG image");
  }

  @Test
  void whatProgramsKeepBesidePicturesIsSkippedAndNamedOnce() throws IOException {
    write("a.png", SHAPE, 1);
    write("sub/b.png", SHAPE, 2);
    write(".ipynb_checkpoints/a-checkpoint.png", SHAPE, 9);
    write("sub/.ipynb_checkpoints/b-checkpoint.png", SHAPE, 9);
    write("@eaDir/a.png/SYNOPHOTO_THUMB_S.png", SHAPE, 9);
    write("__MACOSX/a.png", SHAPE, 9);
    Files.write(folder.resolve("._a.png"), new byte[] {0, 5, 22, 7});
    Files.write(folder.resolve(".DS_Store"), new byte[10]);
    Files.write(folder.resolve("Thumbs.db"), new byte[10]);

    ImageSource images = open(false);

    assertThat(images.size()).isEqualTo(2);
    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith(folder + ": 2 images read; skipped 7 as hidden or a system's (");
  }

  @Test
  void picturesInOtherFormatsAreSkippedByWhatTheyAre() throws IOException {
    write("a.png", SHAPE, 1);
    Files.write(folder.resolve("c.bmp"), new byte[] {'B', 'M', 70, 0, 0, 0, 0, 0, 0, 0, 54, 0});
    Files.write(folder.resolve("d.tif"), new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0});
    Files.write(folder.resolve("e.TIFF"), new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8});
    Files.writeString(folder.resolve("labels.csv"), "a,b\n");

    assertThat(open(false).size()).isEqualTo(1);
    assertThat(notices)
        .containsExactly(
            folder
                + ": 1 image read; skipped 1 as a BMP image (c.bmp), 2 as a TIFF image (d.tif, …), 1 as text (labels.csv); to read other formats, convert them: magick mogrify -format png FILES");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b.jfif", "b.JPE", "b.jif", "b"})
  void everyEndingOfJpegIsReadAndNoEndingToo(String name) throws IOException {
    BufferedImage picture = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(ImageIO.write(picture, "jpeg", folder.resolve(name).toFile())).isTrue();

    assertThat(open(false).file(0)).isEqualTo(folder.resolve(name).toString());
  }

  @Test
  void linkedFoldersAreReadOnceAndLoopsEnd() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path set = Files.createDirectories(folder.resolve("set"));
    write("elsewhere/b.png", SHAPE, 2);
    write("set/a.png", SHAPE, 1);
    Files.createSymbolicLink(set.resolve("linked"), elsewhere);
    Files.createSymbolicLink(set.resolve("again"), elsewhere);
    Files.createSymbolicLink(set.resolve("loop"), set);
    Files.createSymbolicLink(set.resolve("gone.png"), folder.resolve("nowhere"));

    ImageSource images = ImageFolder.open(set, options(false));

    assertThat(images.size()).isEqualTo(2);
    assertThat(notices)
        .singleElement()
        .asString()
        .contains(
            "2 as a link to a folder that is read already", "1 as a link to nothing (gone.png)");
  }

  @Test
  void brokenPicturesAreSkippedOnDemandTheFirstOneIncluded() throws IOException {
    Files.writeString(folder.resolve("a.png"), "text");
    write("b.png", SHAPE, 2);
    byte[] half = Files.readAllBytes(folder.resolve("b.png"));
    Files.write(folder.resolve("c.png"), Arrays.copyOf(half, half.length / 2));
    write("d.png", SHAPE, 4);

    ImageSource images = open(true);

    assertThat(images.size()).isEqualTo(2);
    assertThat(images.image(1).pixel(0, 0)).isEqualTo(4);
    assertThat(images.file(1)).isEqualTo(folder.resolve("d.png").toString());
    assertThat(notices).containsExactly(folder + ": 2 images read; skipped 2 as broken (a.png, …)");
  }

  @Test
  void folderOfOtherFormatsIsRefusedWithWhatItHas() throws IOException {
    Files.write(folder.resolve("c.gif"), "GIF89a".getBytes(StandardCharsets.US_ASCII));

    expectRefusal("found none; skipped 1 as a GIF image (c.gif)");
  }

  @Test
  void whatCannotBeReadIsNamedWithTheReason() throws IOException {
    write("a.png", SHAPE, 1);
    Path secret = folder.resolve("a.png");
    Files.setPosixFilePermissions(secret, Set.of());
    // Root may read it all the same.
    assumeFalse(Files.isReadable(secret));

    expectRefusal("a.png: cannot be read: permission denied");
  }

  @Test
  void setThatIsNearlyBlackIsReported() throws IOException {
    write("a.png", SHAPE, 15);
    write("b.png", SHAPE, 3);

    ImageFiles.open(folder, options(false));

    assertThat(notices)
        .singleElement()
        .asString()
        .contains("nearly black: no pixel of 2 images is brighter than 15 of 255");
  }

  @Test
  void setWithOneBrightPixelIsNotReported() throws IOException {
    write("a.png", SHAPE, 15);
    write("b.png", SHAPE, 64);

    ImageFiles.open(folder, options(false));

    assertThat(notices).isEmpty();
  }

  @Test
  void onePictureIsASetOfOne() throws IOException {
    write("a.png", SHAPE, 77);
    Path file = folder.resolve("a.png");

    ImageSource images = ImageFiles.open(file, options(false));

    assertThat(images.size()).isEqualTo(1);
    assertThat(images.shape()).isEqualTo(SHAPE);
    assertThat(images.image(0).pixel(3, 4)).isEqualTo(77);
    assertThat(images.file(0)).isEqualTo(file.toString());
  }

  @Test
  void emptyFolderIsRefused() {
    expectRefusal("expected PNG or JPEG files, or MNIST's, found none");
  }

  private ImageSource open(boolean skipBroken) {
    return ImageFolder.open(folder, options(skipBroken));
  }

  private ReadOptions options(boolean skipBroken) {
    return new ReadOptions(skipBroken, ImageDecoder.FULL_WHITE, notices::add);
  }

  private void expectRefusal(String message) {
    assertThatThrownBy(() -> ImageFiles.open(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private void write(String name, ImageShape shape, int grey) throws IOException {
    byte[] pixels = new byte[shape.pixels()];
    Arrays.fill(pixels, (byte) grey);
    Files.createDirectories(folder.resolve(name).getParent());
    Files.write(folder.resolve(name), PngEncoder.encodeOne(GrayImage.of(shape, pixels)));
  }
}

package dev.surprisal.trainer.command;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.cli.ImageOptions;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.file.OutputFolder;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.trainer.run.Recalibration;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code calibrate}: a bundle with the calibration of a site's own clean images. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description =
        "Calibrates a model bundle anew on clean images of the site where it judges, without training.")
final class CalibrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "FILE-or-DIR",
      description = "Clean images that the model was not trained on; all of them are used.")
  private Path images;

  @Mixin private ImageOptions reading;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the new bundle goes.")
  private Path out;

  @Option(
      names = "--false-alarm-rate",
      defaultValue = "0.01",
      paramLabel = "RATE",
      description =
          "The rate that the images must support; n of them support 1/(n + 1) and more; default: ${DEFAULT-VALUE}.")
  private double falseAlarmRate;

  @Override
  public Integer call() {
    OutputFolder.expectWritable(out);
    LoadedBundle loaded = model.read();
    ImageSource clean = ImageFiles.open(images, model.reading(reading, loaded.bundle()));
    String name = out.toAbsolutePath().normalize().getFileName().toString();
    Recalibration made = Recalibration.of(loaded, name, clean, falseAlarmRate);
    String digest = BundleFolder.write(made.bundle(), out);
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT,
                "calibrated on %d images; of these %.2f %% would have alarmed before; set: %s%nbundle SHA-256 %s",
                made.images(),
                100 * made.alarmedBefore(),
                new AlarmPromise(falseAlarmRate, made.images()).inWords(),
                digest));
    return 0;
  }
}

package dev.surprisal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

class CommandLinesTest {
  @Command(
      name = "surprisal",
      mixinStandardHelpOptions = true,
      subcommands = {Serve.class, Fail.class})
  private static final class Root {}

  @Command(name = "serve", mixinStandardHelpOptions = true)
  private static final class Serve implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
        names = {"-p", "--http-port"},
        defaultValue = "8080")
    private int httpPort;

    @Option(names = "--model", required = true)
    private Path model;

    @Option(names = "--kafka", completionCandidates = KafkaKeys.class)
    private Map<String, String> kafka = new TreeMap<>();

    @Override
    public void run() {
      spec.commandLine().getErr().println(httpPort + " " + model + (kafka.isEmpty() ? "" : kafka));
    }
  }

  private static final class KafkaKeys implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("max.poll.records", "security.protocol", "ssl.key.password").iterator();
    }
  }

  @Command(name = "fail")
  private static final class Fail implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--how", required = true)
    private String how;

    @Option(names = {"-r", "--false-alarm-rate"})
    private double falseAlarmRate;

    @Override
    public void run() {
      switch (how) {
        case "settings" -> throw new SettingsException("--how: expected care, got none");
        case "field" ->
            throw new SettingsException("falseAlarmRate: expected a rate, got " + falseAlarmRate);
        case "no-field" -> throw new SettingsException("falseAlarmRates: expected none");
        case "usage" -> throw new ParameterException(spec.commandLine(), "--how: expected sense");
        case "bug" -> throw new IllegalStateException("first line\n  second line");
        case "memory" -> throw new OutOfMemoryError("Java heap space");
        default -> throw new UnsatisfiedLinkError("no openblas in java.library.path");
      }
    }
  }

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void successExitsZero() {
    assertThat(run(Map.of(), "serve", "--model", "m", "--http-port=1")).isZero();
    assertThat(err).hasToString("1 m\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "settings | 1 | surprisal fail: --how: expected care, got none",
        "field | 1 | surprisal fail: --false-alarm-rate: expected a rate, got 0.0",
        "no-field | 1 | surprisal fail: falseAlarmRates: expected none",
        "usage | 2 | surprisal fail: --how: expected sense; see surprisal fail --help",
        "bug | 1 | surprisal fail: IllegalStateException: first line second line; --verbose shows where",
        "memory | 1 | surprisal: OutOfMemoryError: Java heap space; --verbose shows where",
        "natives | 1 | surprisal: UnsatisfiedLinkError: no openblas in java.library.path;"
            + " --verbose shows where",
      })
  void failureIsOneLineAndAnExitCode(String how, int exitCode, String line) {
    assertThat(run(Map.of(), "fail", "--how", how)).isEqualTo(exitCode);
    assertThat(err).hasToString(line + "\n");
  }

  @ParameterizedTest
  @CsvSource({"bug, IllegalStateException", "memory, OutOfMemoryError"})
  void verboseAddsTheStackTrace(String how, String exception) {
    assertThat(run(Map.of(), "fail", "--how", how, "--verbose")).isEqualTo(1);
    assertThat(err.toString())
        .contains(exception + ": ")
        .contains("\tat dev.surprisal.cli.CommandLinesTest$Fail.run(");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serve --modle m | surprisal serve | did you mean --model? | surprisal serve --help",
        "serve --model m --htp-port=1 | surprisal serve | did you mean --http-port? | --help",
        "srve | surprisal | did you mean serve? | see surprisal --help",
        "serve | surprisal serve | Missing required option: '--model | surprisal serve --help",
        "serve --model m -p x | surprisal serve | 'x' is not an int | surprisal serve --help",
        "'' | surprisal | issing required subcommand | see surprisal --help",
      })
  void wrongUsageIsOneLineThatSaysWhatWasMeant(
      String args, String start, String middle, String end) {
    assertThat(run(Map.of(), args.isEmpty() ? new String[0] : args.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith(start + ": ").contains(middle).endsWith(end + "\n");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void errorLinesCommandNoTerminal() {
    run(Map.of(), "serve", "--model", "m", "--a\u001b[2J\u009b\u202eb");

    assertThat(err.toString())
        .contains("--a\ufffd[2J\ufffd\ufffdb")
        .doesNotContain("\u001b", "\u009b", "\u202e");
  }

  @Test
  void nothingIsSuggestedForAWordThatIsNearNothing() {
    assertThat(run(Map.of(), "serve", "--model", "m", "--zzz")).isEqualTo(2);
    assertThat(err.toString()).contains("--zzz").doesNotContain("did you mean");
  }

  @Test
  void commandLineWinsOverEnvironmentWinsOverFileWinsOverDefault() throws Exception {
    Path file = Files.writeString(folder.resolve("settings"), "http-port=2\nmodel=from-file\n");
    Map<String, String> fileOnly = Map.of("SURPRISAL_CONFIG", file.toString());
    Map<String, String> both =
        Map.of("SURPRISAL_CONFIG", file.toString(), "SURPRISAL_HTTP_PORT", "3");
    run(Map.of("SURPRISAL_MODEL", "from-environment"), "serve");
    run(fileOnly, "serve");
    run(both, "serve");
    run(both, "serve", "-p", "4");
    assertThat(err).hasToString("8080 from-environment\n2 from-file\n3 from-file\n4 from-file\n");
  }

  @Test
  void everyMistypedSettingIsNamedWithWhatWasMeant() throws Exception {
    Path file = Files.writeString(folder.resolve("settings"), "modell=m\n");
    Map<String, String> environment =
        Map.of("SURPRISAL_CONFIG", file.toString(), "SURPRISAL_HTPP_PORT", "3");
    assertThat(run(environment, "serve", "--model", "m")).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "surprisal: unknown settings: SURPRISAL_HTPP_PORT, did you mean SURPRISAL_HTTP_PORT?;"
                + " modell, did you mean model?\n");
  }

  @Test
  void settingOfTheOtherProgramNeedsNoNoteAndAVariableOfNobodyOne() throws Exception {
    Path file = Files.writeString(folder.resolve("settings"), "epochs=3\n");
    Map<String, String> environment =
        Map.of(
            "SURPRISAL_CONFIG", file.toString(),
            "SURPRISAL_EPOCHS", "3",
            "SURPRISAL_COLOUR_OF_THE_SKY", "blue",
            "SURPRISAL_HOME", "/",
            "SURPRISAL_HEAP", "1g");
    assertThat(run(environment, "serve", "--model", "m")).isZero();
    assertThat(err)
        .hasToString(
            """
            surprisal: SURPRISAL_COLOUR_OF_THE_SKY is no setting of these commands and is passed over
            8080 m
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "security.protocol, kafka.security.protocol",
    "KAFKA.security.protocol, kafka.security.protocol",
    "Kafka.Security.Protocol, kafka.security.protocol",
    "kafka_security.protocol, kafka.security.protocol",
    "securty.protocol, kafka.security.protocol",
    "main.consumer.max.poll.records, kafka.main.consumer.max.poll.records",
    "http.port, http-port",
    "HTTP-PORT, http-port",
    "epoch, epochs"
  })
  void keyOfTheFileThatNobodyKnowsIsAMistake(String key, String meant) throws Exception {
    Path file = Files.writeString(folder.resolve("settings"), key + "=SSL\n");
    assertThat(run(Map.of("SURPRISAL_CONFIG", file.toString()), "serve", "--model", "m"))
        .isEqualTo(1);
    assertThat(err)
        .hasToString("surprisal: unknown settings: %s, did you mean %s?\n".formatted(key, meant));
  }

  @Test
  void variableThatIsAKeyOfKafkasClientsIsAMistake() {
    assertThat(run(Map.of("SURPRISAL_SECURITY_PROTOCOL", "SSL"), "serve", "--model", "m"))
        .isEqualTo(1);
    assertThat(err)
        .hasToString(
            "surprisal: unknown settings: SURPRISAL_SECURITY_PROTOCOL, did you mean SURPRISAL_KAFKA_SECURITY_PROTOCOL?\n");
  }

  /** What the kubelet sets for the services surprisal, surprisal-http and surprisal-kafka. */
  @Test
  void variablesThatKubernetesInjectsAreIgnoredWithOneLine() {
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("SURPRISAL_SERVICE_HOST", "10.0.0.5"),
            Map.entry("SURPRISAL_SERVICE_PORT", "80"),
            Map.entry("SURPRISAL_SERVICE_PORT_HTTP", "80"),
            Map.entry("SURPRISAL_PORT", "tcp://10.0.0.5:80"),
            Map.entry("SURPRISAL_PORT_80_TCP", "tcp://10.0.0.5:80"),
            Map.entry("SURPRISAL_PORT_80_TCP_PROTO", "tcp"),
            Map.entry("SURPRISAL_PORT_80_TCP_PORT", "80"),
            Map.entry("SURPRISAL_PORT_80_TCP_ADDR", "10.0.0.5"),
            Map.entry("SURPRISAL_HTTP_PORT", "tcp://10.0.0.7:9464"),
            Map.entry("SURPRISAL_KAFKA_PORT_9092_UDP", "udp://10.0.0.6:9092"));
    assertThat(run(environment, "serve", "--model", "m")).isZero();
    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(
            "surprisal: ignored, as Kubernetes sets them for its services: SURPRISAL_HTTP_PORT,")
        .endsWith("(enableServiceLinks: false in the pod leaves them out)");
    assertThat(err.toString()).endsWith("8080 m\n");
  }

  @Test
  void settingThatOnlyEndsLikeAServiceLinkIsRead() {
    assertThat(run(Map.of("SURPRISAL_HTTP_PORT", "9464"), "serve", "--model", "m")).isZero();
    assertThat(err).hasToString("9464 m\n");
  }

  @Test
  void settingOfAnotherCommandOfThisProgramNeedsNoNote() {
    assertThat(run(Map.of("SURPRISAL_HOW", "bug"), "serve", "--model", "m")).isZero();
    assertThat(err).hasToString("8080 m\n");
  }

  @Test
  void settingThatCannotBeReadIsWrongUsage() {
    assertThat(run(Map.of("SURPRISAL_HTTP_PORT", "http://10.0.0.1:80"), "serve", "--model", "m"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("http://10.0.0.1:80").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"nowhere, NoSuchFileException", "broken, IllegalArgumentException"})
  void settingsFileThatCannotBeReadIsNamed(String name, String kind) throws Exception {
    Files.writeString(folder.resolve("broken"), "model=\\u00\n");
    Path file = folder.resolve(name);
    assertThat(run(Map.of("SURPRISAL_CONFIG", file.toString()), "serve", "--model", "m"))
        .isEqualTo(1);
    assertThat(err)
        .hasToString(
            "surprisal: SURPRISAL_CONFIG: expected a readable properties file, got %s: %s\n"
                .formatted(file, kind));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "serve --version", "serve -V"})
  void versionSaysWhatABugReportNeeds(String args) {
    assertThat(run(Map.of(), args.split(" "))).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("surprisal   \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"),
            line -> assertThat(line).matches("commit      (\\S*[0-9a-f]{7,40}(-dirty)?|unknown)"),
            line -> assertThat(line).startsWith("Java        " + Runtime.version().feature()),
            line -> assertThat(line).isEqualTo("BLAS kernel Zen"));
  }

  @ParameterizedTest
  @CsvSource({
    "Broken pipe, 141, ''",
    "No space left on device, 1, surprisal: standard output: No space left on device",
  })
  void outputThatCannotBeWrittenEndsTheCommand(String cause, int exitCode, String line) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(cause);
          }
        };
    PrintWriter printer = new PrintWriter(new StandardStreams.Unforgiving(closed), true, UTF_8);
    assertThat(run(printer, Map.of(), "--version")).isEqualTo(exitCode);
    assertThat(run(printer, Map.of(), "serve", "--help")).isEqualTo(exitCode);
    assertThat(err.toString().lines().distinct())
        .hasSize(line.isEmpty() ? 0 : 1)
        .allMatch(line::equals);
  }

  /** What Java makes of an umlaut in UTF-8 under LC_ALL=C. */
  @ParameterizedTest
  @CsvSource({"--model=gr\uFFFD\uFFFDe, 10.0.0.1", "--model=m, gr\uFFFD\uFFFDe"})
  void textThatJavaCouldNotDecodeIsRefused(String argument, String setting) {
    assertThat(run(Map.of("SURPRISAL_HOW", setting, "OTHER", "\uFFFD"), "serve", argument))
        .isEqualTo(1);
    assertThat(err.toString())
        .startsWith("surprisal: expected arguments in UTF-8 and a locale that reads it, got ")
        .endsWith("=gr??e; set LC_ALL=C.UTF-8\n");
  }

  @Test
  void settingsFileWithoutAnEndIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("settings"), "model=" + "m".repeat(1 << 20));
    assertThat(run(Map.of("SURPRISAL_CONFIG", file.toString()), "serve")).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "surprisal: SURPRISAL_CONFIG: expected a properties file of at most 1048576 bytes, got more in "
                + file
                + "\n");
  }

  private int run(Map<String, String> environment, String... args) {
    return run(new PrintWriter(out, true), environment, args);
  }

  private int run(PrintWriter printer, Map<String, String> environment, String... args) {
    return CommandLines.run(
        new Root(),
        new Version(() -> "Zen"),
        environment,
        printer,
        new PrintWriter(err, true),
        args);
  }
}

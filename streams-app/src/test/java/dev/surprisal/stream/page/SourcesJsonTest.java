package dev.surprisal.stream.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.stream.source.AlertKind;
import dev.surprisal.stream.source.SourceRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourcesJsonTest {
  @Test
  void rowHasTheFiguresOfItsSource() {
    SourceRow row =
        new SourceRow(
            "camera \"7\"",
            3,
            120,
            9,
            2,
            List.of(false, true, true),
            1_770_091_506_000L,
            List.of(AlertKind.ANOMALOUS, AlertKind.SILENT));

    assertThat(SourcesJson.of(List.of(row)).toString())
        .isEqualTo(
            "[{\"source\":\"camera \\\"7\\\"\",\"partition\":3,\"images\":120,\"anomalies\":9,\"rejected\":2,"
                + "\"window\":\"011\",\"seenAt\":1770091506000,\"open\":[\"anomalous\",\"silent\"]}]");
  }

  @Test
  void ofTooManyTheWorstAreTold() {
    List<SourceRow> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      boolean strange = i >= 400 && i < 450;
      List<AlertKind> open = i == 999 ? List.of(AlertKind.SILENT) : List.of();
      rows.add(new SourceRow("s" + i, 0, 1, 0, 0, List.of(strange), 0, open));
    }

    JsonNode told = SourcesJson.of(rows);

    assertThat(told).hasSize(500);
    assertThat(told.get(0).path("source").asText()).isEqualTo("s999");
    assertThat(told.get(1).path("source").asText()).isEqualTo("s400");
    assertThat(told.get(50).path("source").asText()).isEqualTo("s449");
    assertThat(told.get(51).path("source").asText()).isEqualTo("s0");
  }
}

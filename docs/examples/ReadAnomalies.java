// Prints a line for each anomaly. With the clients and Jackson on the class path, as "./surprisal" brings them:
//   java -cp 'streams-app/target/lib/*' docs/examples/ReadAnomalies.java localhost:9092
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

public class ReadAnomalies {
  // The fields that this program uses; further ones may come with any release.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Anomaly(String id, String topicId, String source, double score, double pValue) {}

  public static void main(String[] args) throws Exception {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", args[0], "group.id", "read-anomalies-java",
        "isolation.level", "read_committed", "auto.offset.reset", "earliest");
    ObjectMapper json = new ObjectMapper();
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("anomalies"));
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          Anomaly anomaly = json.readValue(record.value(), Anomaly.class);
          System.out.println(String.join("\t", anomaly.id(), anomaly.source(), "" + anomaly.score(), "" + anomaly.pValue()));
        }
      }
    }
  }
}

// Joins anomalies with a topic of one's own, by Kafka Streams: "cameras" has where each camera hangs, with the camera's name as the key.
// Sends "PLACE<tab>JSON" to a third topic, exactly once. With the libraries on the class path, as "./surprisal" brings them:
//   java -cp 'streams-app/target/lib/*' docs/examples/JoinPlaces.java localhost:9092 cameras anomalies-with-place
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

public class JoinPlaces {
  public static void main(String[] args) throws Exception {
    Serde<String> text = Serdes.String();
    StreamsBuilder builder = new StreamsBuilder();
    // Each instance has the whole table, so that it may have any number of partitions; in memory, as it is small.
    GlobalKTable<String, String> places = builder.globalTable(
        args[1], Consumed.with(text, text), Materialized.as(Stores.inMemoryKeyValueStore("places")));
    builder.stream("anomalies", Consumed.with(text, text))
        .join(places, (camera, anomaly) -> camera, (anomaly, place) -> place + "\t" + anomaly)
        .to(args[2], Produced.with(text, text));

    Properties settings = new Properties();
    settings.put("application.id", "join-places");
    settings.put("bootstrap.servers", args[0]);
    // Reads what is committed only, and writes each result once.
    settings.put("processing.guarantee", "exactly_once_v2");
    KafkaStreams streams = new KafkaStreams(builder.build(), settings);
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
  }
}

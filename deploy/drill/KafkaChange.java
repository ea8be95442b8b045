import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/**
 * What the drill changes on a broker: a topic's setting, or a quota that holds for each client
 * (without a value it is taken away again), or a topic's records, which are deleted.
 *
 * <pre>
 * java -cp 'streams-app/target/lib/*' deploy/drill/KafkaChange.java BROKER topic NAME KEY [VALUE]
 * java -cp 'streams-app/target/lib/*' deploy/drill/KafkaChange.java BROKER quota KEY [VALUE]
 * java -cp 'streams-app/target/lib/*' deploy/drill/KafkaChange.java BROKER empty NAME
 * </pre>
 */
class KafkaChange {
  private static final RecordsToDelete ALL = RecordsToDelete.beforeOffset(-1);

  public static void main(String[] args) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
      switch (args[1]) {
        case "topic" -> topic(admin, args[2], args[3], value(args, 4));
        case "quota" -> quota(admin, args[2], value(args, 3));
        case "empty" -> empty(admin, args[2]);
        default ->
            throw new IllegalArgumentException("expected topic, quota or empty, got " + args[1]);
      }
    }
  }

  private static Optional<String> value(String[] args, int index) {
    return index < args.length ? Optional.of(args[index]) : Optional.empty();
  }

  private static void topic(Admin admin, String name, String key, Optional<String> value)
      throws Exception {
    AlterConfigOp change =
        new AlterConfigOp(
            new ConfigEntry(key, value.orElse("")),
            value.isPresent() ? AlterConfigOp.OpType.SET : AlterConfigOp.OpType.DELETE);
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
  }

  private static void quota(Admin admin, String key, Optional<String> value) throws Exception {
    Map<String, String> eachClient = new HashMap<>();
    eachClient.put(ClientQuotaEntity.CLIENT_ID, null);
    ClientQuotaAlteration.Op change =
        new ClientQuotaAlteration.Op(key, value.map(Double::valueOf).orElse(null));
    ClientQuotaEntity clients = new ClientQuotaEntity(eachClient);
    admin.alterClientQuotas(List.of(new ClientQuotaAlteration(clients, List.of(change)))).all().get();
  }

  private static void empty(Admin admin, String name) throws Exception {
    Map<TopicPartition, RecordsToDelete> records =
        admin.describeTopics(List.of(name)).topicNameValues().get(name).get().partitions().stream()
            .collect(Collectors.toMap(p -> new TopicPartition(name, p.partition()), p -> ALL));
    admin.deleteRecords(records).all().get();
  }
}

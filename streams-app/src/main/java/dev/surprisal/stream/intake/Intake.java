package dev.surprisal.stream.intake;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.Records;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Puts the bounds into a consumer, between its network client and what reads the records. Kafka has
 * no public place for this: settings count compressed bytes, and a deserializer is called after a
 * record was decompressed as a whole.
 */
final class Intake {
  private final PollBudget budget;

  Intake(Bounds bounds) {
    this.budget = new PollBudget(bounds);
  }

  /** Before each poll. */
  void startPoll() {
    budget.startPoll();
  }

  /**
   * Takes the place of a network client in the object that holds it.
   *
   * @param consumer before its first request
   * @param path the fields that lead from the consumer to its network client
   * @throws IllegalStateException if this is not the version of Kafka's library that we build with
   */
  void guard(Object consumer, String... path) {
    try {
      Object holder = consumer;
      Field field = field(holder, path[0]);
      for (int i = 1; i < path.length; i++) {
        holder = field.get(holder);
        field = field(holder, path[i]);
      }
      field.set(holder, guarded((KafkaClient) field.get(holder)));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "the consumer's memory cannot be bounded: expected the kafka-clients of this build", e);
    }
  }

  private static Field field(Object holder, String name) throws NoSuchFieldException {
    for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
      } catch (NoSuchFieldException e) {
        // Perhaps a superclass has it.
      }
    }
    throw new NoSuchFieldException(holder.getClass() + "." + name);
  }

  private KafkaClient guarded(KafkaClient client) {
    return (KafkaClient)
        Proxy.newProxyInstance(
            KafkaClient.class.getClassLoader(),
            new Class<?>[] {KafkaClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send")) {
                arguments[0] = guarded(client, (ClientRequest) arguments[0]);
              }
              try {
                return method.invoke(client, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** The same request, but that the records of a fetch's answer are bounded. */
  private ClientRequest guarded(KafkaClient client, ClientRequest request) {
    return request.apiKey() == ApiKeys.FETCH
        ? client.newClientRequest(
            request.destination(),
            request.requestBuilder(),
            request.createdTimeMs(),
            request.expectResponse(),
            request.requestTimeoutMs(),
            response -> {
              guard(response);
              request.callback().onComplete(response);
            })
        : request;
  }

  private void guard(ClientResponse response) {
    if (response.responseBody() instanceof FetchResponse fetched) {
      fetched.data().responses().forEach(topic -> topic.partitions().forEach(this::guard));
    }
  }

  private void guard(PartitionData partition) {
    if (partition.records() instanceof Records records) {
      partition.setRecords(new BoundedRecords(records, budget));
    }
  }
}

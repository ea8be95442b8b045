package dev.surprisal.stream.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.kafka.KafkaConnection;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.Utils;

/** Sends batches to partition 0 of a topic as they are; Kafka's producer makes its own. */
public final class RawProducer implements AutoCloseable {
  /** The last in which a topic goes by its name. */
  private static final short VERSION = 12;

  private final String topic;
  private final Socket socket;
  private int requests;

  public RawProducer(KafkaConnection connection, String topic) throws IOException {
    this.topic = topic;
    String broker = connection.bootstrapServers();
    this.socket = new Socket(Utils.getHost(broker), Utils.getPort(broker));
  }

  /** Returns when the broker has taken it. */
  public void send(MemoryRecords batch) throws IOException {
    RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", ++requests);
    PartitionProduceData partition = new PartitionProduceData().setIndex(0).setRecords(batch);
    TopicProduceData data =
        new TopicProduceData().setName(topic).setPartitionData(List.of(partition));
    ProduceRequest request =
        new ProduceRequest(
            new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(30_000)
                .setTopicData(new TopicProduceDataCollection(List.of(data).iterator())),
            VERSION);
    ByteBuffer bytes = request.serializeWithHeader(header);
    WritableByteChannel out = Channels.newChannel(socket.getOutputStream());
    out.write(ByteBuffer.allocate(4).putInt(0, bytes.remaining()));
    out.write(bytes);

    DataInputStream in = new DataInputStream(socket.getInputStream());
    ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
    ProduceResponse response = (ProduceResponse) AbstractResponse.parseResponse(answer, header);
    response
        .data()
        .responses()
        .forEach(
            of ->
                of.partitionResponses()
                    .forEach(
                        p -> assertThat(Errors.forCode(p.errorCode())).isEqualTo(Errors.NONE)));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.surprisal.stream.kafka;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * A consumer group as the brokers describe it.
 *
 * @param streams whether its members speak Kafka Streams' own protocol
 */
public record Group(String name, boolean streams) {
  /**
   * One consumer.
   *
   * @param instanceId of a static member
   */
  public record Member(String clientId, Optional<String> instanceId) {}

  /**
   * What the brokers say.
   *
   * @param rights what this user may do with the group, if they tell; at least one
   */
  public record Description(List<Member> members, Optional<Set<AclOperation>> rights) {}

  /**
   * Asks the brokers; a group that is not there has no members.
   *
   * @throws ExecutionException if they do not answer, or do not permit the question
   */
  public Description describe(Admin admin) throws ExecutionException, InterruptedException {
    try {
      return streams ? ofStreamsProtocol(admin) : ofClassicProtocol(admin);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return new Description(List.of(), Optional.empty());
      }
      throw e;
    }
  }

  private Description ofClassicProtocol(Admin admin)
      throws ExecutionException, InterruptedException {
    ConsumerGroupDescription group =
        admin
            .describeConsumerGroups(
                List.of(name),
                new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
            .describedGroups()
            .get(name)
            .get();
    return new Description(
        group.members().stream()
            .map(member -> new Member(member.clientId(), member.groupInstanceId()))
            .toList(),
        Optional.ofNullable(group.authorizedOperations()).filter(rights -> !rights.isEmpty()));
  }

  private Description ofStreamsProtocol(Admin admin)
      throws ExecutionException, InterruptedException {
    StreamsGroupDescription group =
        admin
            .describeStreamsGroups(
                List.of(name), new DescribeStreamsGroupsOptions().includeAuthorizedOperations(true))
            .describedGroups()
            .get(name)
            .get();
    return new Description(
        group.members().stream()
            .map(member -> new Member(member.clientId(), member.instanceId()))
            .toList(),
        Optional.ofNullable(group.authorizedOperations()).filter(rights -> !rights.isEmpty()));
  }
}

package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.kafka.Group;
import dev.surprisal.stream.kafka.Group.Description;
import dev.surprisal.stream.kafka.Group.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GroupModelsTest {
  private static final String OWN = "0123456789ab" + "c".repeat(52);
  private static final String OTHER = "fedcba987654";
  private static final Group GROUP = new Group("cams", false);

  private final GroupModels models = new GroupModels(GROUP, Optional.empty(), OWN);

  @Test
  void clientIdHoldsTheDigestsBeginning() {
    assertThat(GroupModels.clientId("cams", OWN)).isEqualTo("cams-model-0123456789ab");
  }

  @Test
  void instancesOfTheSameModelAreInOrder() {
    models.look(
        members(
            "cams-model-0123456789ab-StreamThread-1-consumer",
            "me-model-0123456789ab-StreamThread-12-consumer"));

    assertThat(models.count()).isEqualTo(1);
    assertThat(models.reason()).isEmpty();
  }

  @Test
  void anotherModelIsNamed() {
    models.look(
        members(
            "a-model-0123456789ab-StreamThread-1-consumer",
            "b-model-" + OTHER + "-StreamThread-1-consumer",
            "b-model-" + OTHER + "-StreamThread-2-consumer"));

    assertThat(models.count()).isEqualTo(2);
    assertThat(models.reason())
        .hasValue(
            "the group cams has instances that judge by other models: [fedcba987654]; this one's is 0123456789ab");
  }

  @Test
  void whoSaysNoModelHasNone() {
    models.look(
        members(
            "cams-StreamThread-1-consumer",
            "console",
            "",
            "x-model-xyz-StreamThread-1-consumer",
            "x-model-fedcba987654"));

    assertThat(models.count()).isEqualTo(1);
  }

  @Test
  void modelThatLeftIsForgotten() {
    models.look(members("b-model-" + OTHER + "-StreamThread-1-consumer"));
    models.look(members());

    assertThat(models.count()).isEqualTo(1);
    assertThat(models.reason()).isEmpty();
  }

  @Test
  void staticMembersFormerModelIsNoOther() {
    String client = "b-model-" + OTHER + "-StreamThread-1-consumer";
    GroupModels replaced = new GroupModels(GROUP, Optional.of("cam-7"), OWN);

    replaced.look(
        new Description(List.of(new Member(client, Optional.of("cam-7-1"))), Optional.empty()));
    assertThat(replaced.count()).isEqualTo(1);
    replaced.look(
        new Description(List.of(new Member(client, Optional.of("cam-8-1"))), Optional.empty()));
    assertThat(replaced.count()).isEqualTo(2);
  }

  @Test
  void strictInstanceEndsIfAnotherModelCameWithIt() throws Exception {
    List<String> refusals = new ArrayList<>();
    boolean[] running = {false};
    GroupWatch watch = new GroupWatch(models, true, () -> running[0], refusals::add);
    Description both = members("b-model-" + OTHER + "-StreamThread-1-consumer");

    look(watch, both, Set.of(), GroupWatch.PACE);
    assertThat(refusals).as("before it has joined").isEmpty();
    running[0] = true;
    look(watch, both, Set.of(), 3 * GroupWatch.PACE);
    assertThat(refusals).hasSize(1);
  }

  @Test
  void strictInstanceThatScoresIsNotEndedByANewcomer() throws Exception {
    List<String> refusals = new ArrayList<>();
    GroupWatch watch = new GroupWatch(models, true, () -> true, refusals::add);

    look(watch, members(), Set.of(0, 1), 1);
    look(watch, members("b-model-" + OTHER + "-StreamThread-1-consumer"), Set.of(0), 1);

    assertThat(models.count()).isEqualTo(2);
    assertThat(refusals).isEmpty();
  }

  @Test
  void brokersAreAskedOnlyNowAndThen() throws Exception {
    int[] asked = {0};
    GroupWatch watch = new GroupWatch(models, false, () -> true, reason -> {});
    for (int i = 0; i < 1 + 4 * GroupWatch.PACE; i++) {
      watch.look(
          () -> {
            asked[0]++;
            return members();
          },
          Set.of());
    }
    assertThat(asked[0]).isEqualTo(5);
  }

  private static void look(GroupWatch watch, Description answer, Set<Integer> assigned, int times)
      throws ExecutionException, InterruptedException {
    for (int i = 0; i < times; i++) {
      watch.look(() -> answer, assigned);
    }
  }

  private static Description members(String... clientIds) {
    return new Description(
        Stream.of(clientIds).map(id -> new Member(id, Optional.empty())).toList(),
        Optional.empty());
  }
}

package dev.surprisal.stream.chaos;

import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.stream.chaos.AlertAudit.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Scores the images that one model judges, a thousand at a time. */
final class OfflineScores implements AutoCloseable {
  private static final int BATCH = 1_000;

  /** Hears of each record. */
  interface Each {
    /**
     * @param score NaN of what is no image, as {@code elboNats}
     */
    void scored(Place place, Judging by, double score, double elboNats);
  }

  private final Judging by;
  private final Each each;
  private final ScorePass pass;
  private final List<Place> places = new ArrayList<>();
  private final List<GrayImage> images = new ArrayList<>();

  OfflineScores(Judging by, Each each) {
    this.by = by;
    this.each = each;
    this.pass = new ScorePass(by.loaded().bundle().model(), Set.of(score()));
  }

  private Score score() {
    return by.loaded().bundle().defaultScore();
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    var shape = by.loaded().bundle().model().shape();
    Place place = Place.of(record);
    if (record.value().length != shape.pixels()) {
      each.scored(place, by, Double.NaN, Double.NaN);
      return;
    }
    places.add(place);
    images.add(GrayImage.of(shape, record.value()));
    if (images.size() == BATCH) {
      finish();
    }
  }

  /** Scores those that still wait. */
  void finish() {
    List<Scores> scores = pass.score(images);
    for (int i = 0; i < scores.size(); i++) {
      each.scored(places.get(i), by, scores.get(i).value(score()), scores.get(i).elboNats());
    }
    places.clear();
    images.clear();
  }

  @Override
  public void close() {
    pass.close();
  }
}

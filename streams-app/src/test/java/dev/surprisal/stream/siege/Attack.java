package dev.surprisal.stream.siege;

import java.util.Locale;

/** What somebody does who may write to the images' topic, reach the HTTP port or run the broker. */
enum Attack {
  /** One compressed record of 20 MiB of zeros, larger than any output may be. */
  ZEROS(Target.RECORDS),
  /** Sixty compressed records of 8 MiB and sixty of 4, which become readable at one moment. */
  ZEROS_IN_ONE_POLL(Target.RECORDS),
  /** Keys of megabytes. */
  LARGE_KEYS(Target.RECORDS),
  /** Headers of megabytes, and many of them. */
  LARGE_HEADERS(Target.RECORDS),
  /** PNG files whose pixels or comments inflate to much more than they are. */
  INFLATING_IMAGES(Target.RECORDS),
  /** PNG and JPEG files that declare hundreds of megapixels. */
  HUGE_IMAGES(Target.RECORDS),
  /** The costliest PNG, and JPEGs with as many empty scans as are allowed, or fit a megabyte. */
  COSTLY_IMAGES(Target.RECORDS),
  /** Timestamps of no time, 1970, seconds for milliseconds, last year and 2100. */
  TIMESTAMPS(Target.RECORDS),
  /** As many one-byte records as the producer sends at once. */
  FLOOD(Target.RECORDS),
  /** Records without a value. */
  TOMBSTONES(Target.RECORDS),
  /** Noise of every length, with the beginnings of PNG and JPEG files. */
  RANDOM_BYTES(Target.RECORDS),
  /** Headers in the name space that only the scorer writes. */
  RESERVED_HEADERS(Target.RECORDS),
  /** A content type that the value does not have, or that nobody has. */
  CONTENT_TYPES(Target.RECORDS),
  /** A transaction that is given up: none of its images may get a verdict. */
  ABORTED_TRANSACTION(Target.RECORDS),
  /** Hundreds of requests that trickle in and never end. */
  HALF_REQUESTS(Target.HTTP),
  /** Scrapers that do not read the answer. */
  DEAF_SCRAPERS(Target.HTTP),
  /** Thousands of connections that say nothing. */
  CONNECTIONS(Target.HTTP),
  /** An output topic is deleted. */
  TOPIC_DELETED(Target.KAFKA),
  /** The images' topic gets another partition. */
  PARTITION_ADDED(Target.KAFKA),
  /** Retention deletes images that have their verdict. */
  IMAGES_DELETED(Target.KAFKA),
  /** Retention deletes images while the scorer stands still, so that they never get a verdict. */
  IMAGES_EXPIRED(Target.KAFKA),
  /** The broker is stopped for longer than clients wait, and goes on. */
  BROKER_STOPPED(Target.KAFKA),
  /** The broker is killed, and comes back. */
  BROKER_KILLED(Target.KAFKA);

  /** What is attacked. */
  enum Target {
    RECORDS,
    HTTP,
    KAFKA
  }

  private final Target target;

  Attack(Target target) {
    this.target = target;
  }

  /** Its name as a person writes it. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  Target target() {
    return target;
  }
}

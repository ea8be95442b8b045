package dev.surprisal.stream.chaos;

/** What happens to a process. */
enum Event {
  /** An instance is killed with no time for a word. */
  KILL,
  /** An instance is asked to end. */
  TERMINATE,
  /** An instance sleeps for longer than its session lasts, and wakes up as a zombie. */
  FREEZE,
  /** One more instance joins. */
  JOIN,
  /** The broker is asked to end, and comes back. */
  RESTART_BROKER,
  /** The broker is killed, and comes back. */
  KILL_BROKER,
  /** The disk of the state directories is full while an instance is killed and another starts. */
  FULL_DISK
}

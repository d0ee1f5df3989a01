package io.lockstep.messaging.consumer;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Lets what is about one subject through one after the other, and different subjects side by side.
 * What is about nothing waits for nothing.
 */
final class SubjectTurns {
  private final Map<String, Queue<Runnable>> behind = new HashMap<>();

  /** Runs {@code work} now, or when those before it have left. */
  void enter(String subject, Runnable work) {
    if (subject.isEmpty() || isFirst(subject, work)) {
      work.run();
    }
  }

  private synchronized boolean isFirst(String subject, Runnable work) {
    Queue<Runnable> others = behind.get(subject);
    if (others == null) {
      behind.put(subject, new ArrayDeque<>(1));
      return true;
    }
    others.add(work);
    return false;
  }

  /** What entered is done with; the next one runs. */
  void leave(String subject) {
    Runnable next = subject.isEmpty() ? null : next(subject);
    if (next != null) {
      next.run();
    }
  }

  private synchronized Runnable next(String subject) {
    Runnable next = behind.get(subject).poll();
    if (next == null) {
      behind.remove(subject);
    }
    return next;
  }
}

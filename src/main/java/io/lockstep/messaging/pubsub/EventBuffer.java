package io.lockstep.messaging.pubsub;

import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a subscriber has not read yet: bounded in number and in size. Many writers, one reader. */
final class EventBuffer extends AbstractQueue<Optional<Event>> {
  private final Queue<Optional<Event>> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong characters = new AtomicLong();
  private final int mostEvents;
  private final long mostCharacters;

  EventBuffer(int mostEvents, long mostCharacters) {
    this.mostEvents = mostEvents;
    this.mostCharacters = mostCharacters;
  }

  /** False if it would hold too much; one event always fits. */
  @Override
  public boolean offer(Optional<Event> event) {
    int size = size(event);
    if (count.get() > 0
        && (count.get() >= mostEvents || characters.get() + size > mostCharacters)) {
      return false;
    }
    count.incrementAndGet();
    characters.addAndGet(size);
    return events.add(event);
  }

  @Override
  public Optional<Event> poll() {
    Optional<Event> event = events.poll();
    if (event != null) {
      count.decrementAndGet();
      characters.addAndGet(-size(event));
    }
    return event;
  }

  @Override
  public Optional<Event> peek() {
    return events.peek();
  }

  @Override
  public int size() {
    return count.get();
  }

  @Override
  public boolean isEmpty() {
    return count.get() == 0;
  }

  @Override
  public Iterator<Optional<Event>> iterator() {
    return events.iterator();
  }

  private static int size(Optional<Event> event) {
    return event.map(there -> there.data().length()).orElse(0);
  }
}

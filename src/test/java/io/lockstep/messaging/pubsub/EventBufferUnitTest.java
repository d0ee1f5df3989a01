package io.lockstep.messaging.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventBufferUnitTest {
  private final EventBuffer buffer = new EventBuffer(3, 100);

  @Test
  void givesOutWhatItTookInTheSameOrder() {
    assertThat(buffer.offer(event("a"))).isTrue();
    assertThat(buffer.offer(event("b"))).isTrue();
    assertThat(buffer).hasSize(2).containsExactly(event("a"), event("b"));

    assertThat(buffer.peek()).isEqualTo(event("a"));
    assertThat(buffer.poll()).isEqualTo(event("a"));
    assertThat(buffer.poll()).isEqualTo(event("b"));
    assertThat(buffer.poll()).isNull();
    assertThat(buffer.peek()).isNull();
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void takesSoManyEventsAndNoMore() {
    for (String data : new String[] {"a", "b", "c"}) {
      assertThat(buffer.offer(event(data))).isTrue();
    }
    assertThat(buffer.offer(event("d"))).isFalse();
    assertThat(buffer).hasSize(3);

    buffer.poll();
    assertThat(buffer.offer(event("d"))).isTrue();
  }

  @Test
  void takesSoManyCharactersAndNoMore() {
    assertThat(buffer.offer(event("x".repeat(60)))).isTrue();
    assertThat(buffer.offer(event("x".repeat(41)))).isFalse();
    assertThat(buffer.offer(event("x".repeat(40)))).isTrue();
    assertThat(buffer.offer(event("x"))).isFalse();

    buffer.poll();
    assertThat(buffer.offer(event("x".repeat(60)))).isTrue();
  }

  @Test
  void takesOneEventHoweverLargeItIs() {
    assertThat(buffer.offer(event("x".repeat(1000)))).isTrue();
    assertThat(buffer.offer(event(""))).isFalse();

    buffer.poll();
    assertThat(buffer.offer(event("x".repeat(100)))).isTrue();
  }

  @Test
  void countsASignOfLifeAsOneWithoutCharacters() {
    assertThat(buffer.offer(event("x".repeat(100)))).isTrue();
    assertThat(buffer.offer(Optional.empty())).isTrue();
    assertThat(buffer.offer(Optional.empty())).isTrue();
    assertThat(buffer.offer(Optional.empty())).isFalse();
  }

  @Test
  void hasRoomForAllAgainWhenItIsCleared() {
    buffer.offer(event("x".repeat(100)));
    buffer.clear();

    assertThat(buffer).isEmpty();
    assertThat(buffer.offer(event("a"))).isTrue();
    assertThat(buffer.offer(event("x".repeat(99)))).isTrue();
  }

  private static Optional<Event> event(String data) {
    return Optional.of(new Event("id", "type", null, data));
  }
}

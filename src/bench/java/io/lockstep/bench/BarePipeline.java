package io.lockstep.bench;

import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Four hops: published with a confirm, consumed, handed on, acknowledged. */
@ApplicationScoped
@IfBuildProperty(name = "lockstep.bench.pipeline", stringValue = "true")
class BarePipeline {
  static final int HOPS = 4;

  private static final Logger LOG = Logger.getLogger(BarePipeline.class);

  private final MutinyEmitter<byte[]> first;
  private final MutinyEmitter<byte[]> second;
  private final MutinyEmitter<byte[]> third;
  private final MutinyEmitter<byte[]> fourth;
  private final Map<String, UniEmitter<? super Boolean>> underWay = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  BarePipeline(
      @Channel("bench-out-1") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> first,
      @Channel("bench-out-2") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> second,
      @Channel("bench-out-3") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> third,
      @Channel("bench-out-4") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> fourth) {
    this.first = first;
    this.second = second;
    this.third = third;
    this.fourth = fourth;
  }

  /** Completes when the message is through all hops. */
  Uni<Boolean> send() {
    String number = Long.toString(numbers.incrementAndGet());
    return Uni.createFrom()
        .emitter(
            caller -> {
              underWay.put(number, caller);
              first
                  .send(number.getBytes(StandardCharsets.UTF_8))
                  .subscribe()
                  .with(confirmed -> {}, caller::fail);
            });
  }

  @Incoming("bench-in-1")
  Uni<Void> firstHop(Message<byte[]> message) {
    return handOn(message, second);
  }

  @Incoming("bench-in-2")
  Uni<Void> secondHop(Message<byte[]> message) {
    return handOn(message, third);
  }

  @Incoming("bench-in-3")
  Uni<Void> thirdHop(Message<byte[]> message) {
    return handOn(message, fourth);
  }

  @Incoming("bench-in-4")
  Uni<Void> lastHop(Message<byte[]> message) {
    UniEmitter<? super Boolean> caller =
        underWay.remove(new String(message.getPayload(), StandardCharsets.UTF_8));
    if (caller != null) {
      caller.complete(true);
    }
    return Uni.createFrom().completionStage(message.ack());
  }

  /** Side by side with other messages: what it returns does not wait for the confirm. */
  private static Uni<Void> handOn(Message<byte[]> message, MutinyEmitter<byte[]> next) {
    next.send(message.getPayload())
        .chain(() -> Uni.createFrom().completionStage(message.ack()))
        .onFailure()
        .recoverWithUni(error -> Uni.createFrom().completionStage(message.nack(error)))
        .subscribe()
        .with(
            done -> LOG.trace("handed on"), error -> LOG.warn("neither taken nor refused", error));
    return Uni.createFrom().voidItem();
  }
}

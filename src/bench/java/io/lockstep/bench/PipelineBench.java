package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.ClosedLoop;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The bare pipeline that {@link OrdersBench} compares with: four hops through RabbitMQ on the
 * connector and the queues that the service uses, with nothing else done. It says how many messages
 * a second go through all four.
 */
@QuarkusTest
@TestProfile(PipelineBench.WithPipeline.class)
class PipelineBench {
  private static final Path RESULT = Path.of("target", "bench-pipeline.txt");
  private static final Path LOG = Path.of("target", "bench-pipeline.log");
  private static final int IN_FLIGHT = 512;
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("bench.seconds", 10));

  @Inject BarePipeline pipeline;

  @Test
  void measure() throws IOException {
    Rounds rounds =
        new Rounds("pipeline")
            .add("(bare pipeline)", () -> ClosedLoop.async(IN_FLIGHT, ROUND, pipeline::send))
            .run(1);
    double perSecond = rounds.perSecond("(bare pipeline)");
    assertThat(perSecond).isPositive();
    Files.writeString(RESULT, Long.toString(Math.round(perSecond)));
  }

  /** Runs it in a process of its own; messages per second. */
  static int inOwnProcess() throws IOException, InterruptedException {
    Files.deleteIfExists(RESULT);
    Process maven =
        new ProcessBuilder(
                "./mvnw",
                "-q",
                "-Pbench",
                "test",
                "-Dtest.jvm=",
                "-Dtest=" + PipelineBench.class.getSimpleName(),
                "-Dspotless.check.skip",
                "-Dquarkus.log.level=WARN")
            .redirectOutput(LOG.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread stop = new Thread(maven::destroy, "stops the bare pipeline");
    Runtime.getRuntime().addShutdownHook(stop);
    int code = maven.waitFor();
    Runtime.getRuntime().removeShutdownHook(stop);
    if (code != 0) {
      throw new IllegalStateException("the bare pipeline ended with " + code + ": see " + LOG);
    }
    return Integer.parseInt(Files.readString(RESULT));
  }

  /** Adds the pipeline's channels, which no other run has. */
  public static final class WithPipeline implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>();
      settings.put("lockstep.bench.pipeline", "true");
      for (int hop = 1; hop <= BarePipeline.HOPS; hop++) {
        String out = "mp.messaging.outgoing.bench-out-" + hop;
        settings.put(out + ".connector", "smallrye-rabbitmq");
        settings.put(out + ".exchange.name", "bench.pipeline");
        settings.put(out + ".default-routing-key", "hop." + hop);
        settings.put(out + ".publish-confirms", "true");
        settings.put(out + ".max-inflight-messages", "1024");
        String in = "mp.messaging.incoming.bench-in-" + hop;
        settings.put(in + ".connector", "smallrye-rabbitmq");
        settings.put(in + ".exchange.name", "bench.pipeline");
        settings.put(in + ".routing-keys", "hop." + hop);
        settings.put(in + ".queue.name", "bench.pipeline." + hop);
        settings.put(in + ".queue.arguments", "work-queue");
        settings.put(in + ".content-type-override", "application/octet-stream");
        settings.put(in + ".max-outstanding-messages", "512");
      }
      return settings;
    }
  }
}

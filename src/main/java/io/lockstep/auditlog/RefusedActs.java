package io.lockstep.auditlog;

import io.lockstep.auditlog.AuditLog.Done;
import io.lockstep.security.Caller;
import io.lockstep.security.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Bounds what the public can write into the audit log for nothing: of the refused acts of one
 * shopper an instance records so many in each minute, and counts the others. What was done is
 * always recorded, and so is whatever those try who run the shop.
 */
@ApplicationScoped
class RefusedActs {
  private static final Logger LOG = Logger.getLogger(RefusedActs.class);
  private static final long MINUTE_MILLIS = 60_000;
  private static final Set<Role> PUBLIC = Set.of(Role.SHOPPER);

  private final Map<String, Integer> ofShoppers = new ConcurrentHashMap<>();
  private final LongAdder leftOut = new LongAdder();
  private final int most;
  private final Counter counter;
  private final Vertx vertx;

  RefusedActs(AuditLogConfig config, MeterRegistry metrics, Vertx vertx) {
    this.most = config.refusalsOfShopper();
    this.vertx = vertx;
    this.counter =
        Counter.builder("lockstep.audit.left.out")
            .description("Refused acts of shoppers that are not in the audit log")
            .register(metrics);
  }

  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(MINUTE_MILLIS, timer -> beginAnew());
  }

  /** Whether what became of an act is to be in the audit log. */
  boolean isRecorded(Done done) {
    Caller caller = done.act().caller();
    if (done.answer().refusal().isEmpty() || !caller.roles().equals(PUBLIC)) {
      return true;
    }
    boolean isAmongTheFirst = ofShoppers.merge(caller.actor(), 1, Integer::sum) <= most;
    if (!isAmongTheFirst) {
      leftOut.increment();
      counter.increment();
    }
    return isAmongTheFirst;
  }

  private void beginAnew() {
    ofShoppers.clear();
    long count = leftOut.sumThenReset();
    if (count > 0) {
      LOG.warnf("%d refused acts of shoppers are not in the audit log", count);
    }
  }
}

package io.lockstep.locks.redlock;

import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.LocksUnavailable;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The independent servers that vote on a Redlock. A server that lost its data (restarted or
 * flushed) has forgotten its votes, so it abstains until every lease ends that it may have voted
 * for. How long that is, the database knows: before a vote is asked for, the end of the lease is
 * within the mark {@code redlock-lease-horizon}. It is moved ahead of the leases by five seconds,
 * so it is written once in that time and not for each lease.
 */
@ApplicationScoped
public class RedlockServers {
  private static final String USE_CASE = "redlock-servers";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration EXTENSION = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final List<RedlockServer> servers;
  private final AtomicLong covered = new AtomicLong(System.nanoTime());

  @Inject
  RedlockServers(
      Vertx vertx,
      LocksConfig config,
      Transactions transactions,
      @ConfigProperty(name = "quarkus.redis.tls-configuration-name") Optional<String> tlsName,
      TlsConfigurationRegistry certificates) {
    this(vertx, config, transactions, tlsName.map(name -> certificates.get(name).orElseThrow()));
  }

  /** Whose certificates, where there are any, are those that the JVM trusts. */
  public RedlockServers(Vertx vertx, LocksConfig config, Transactions transactions) {
    this(vertx, config, transactions, Optional.empty());
  }

  private RedlockServers(
      Vertx vertx, LocksConfig config, Transactions transactions, Optional<TlsConfiguration> tls) {
    this.transactions = transactions;
    this.servers =
        config.redlockServers().orElse(List.of()).stream()
            .map(address -> new RedlockServer(vertx, clientOf(vertx, address, tls), address, this))
            .map(server -> server.within(config.redlockTimeout()))
            .toList();
  }

  /** Trusts, and shows, what the client of the application's own Redis does. */
  private static Redis clientOf(Vertx vertx, String address, Optional<TlsConfiguration> tls) {
    NetClientOptions net =
        new NetClientOptions()
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
    if (address.startsWith("rediss:")) {
      net.setHostnameVerificationAlgorithm("HTTPS");
      tls.ifPresent(certificates -> TlsConfigUtils.configure(net, certificates));
    }
    return Redis.createClient(
        vertx, new RedisOptions().setConnectionString(address).setNetClientOptions(net));
  }

  List<RedlockServer> all() {
    return servers;
  }

  int quorum() {
    return servers.size() / 2 + 1;
  }

  /** Before any vote: a lease of this length ends within the lease horizon. */
  Uni<Void> cover(Duration ttl) {
    long now = System.nanoTime();
    return isCovered(ttl)
        ? Uni.createFrom().voidItem()
        : handshakeAll().chain(() -> extendHorizon(now, ttl.plus(EXTENSION)));
  }

  /** Whether a lease of this length may be voted for at once. */
  boolean isCovered(Duration ttl) {
    return covered.get() - (System.nanoTime() + ttl.toNanos()) >= 0;
  }

  /** First, so that a server that is new to us need not wait for the extension that we make now. */
  private Uni<QuorumVote> handshakeAll() {
    return QuorumVote.among(servers, quorum(), server -> server.afterHandshake().replaceWith(true));
  }

  private Uni<Void> extendHorizon(long now, Duration extension) {
    return transactions
        .run(
            USE_CASE,
            tx ->
                tx.update(
                    """
                    UPDATE lock_marks
                       SET value = GREATEST(value,
                         TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) + ?)
                     WHERE mark = 'redlock-lease-horizon'
                    """,
                    extension.toNanos() / 1000))
        .invoke(done -> covered.accumulateAndGet(now + extension.toNanos(), RedlockServers::later))
        .replaceWithVoid();
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  /**
   * Enters a server that this instance has connected to, or that has lost its mark.
   *
   * @param mark what the server carries; empty if it carries none of its present run
   * @param fresh the mark it gets if it has forgotten what it voted for
   */
  Uni<Entry> enter(String address, Optional<String> mark, String fresh) {
    return transactions.run(
        USE_CASE,
        tx ->
            find(tx, address)
                .flatMap(
                    known ->
                        known.isPresent() && known.map(Entry::mark).equals(mark)
                            ? Uni.createFrom().item(known)
                            : enterAnew(tx, address, fresh))
                .map(Optional::orElseThrow));
  }

  /** A server that nobody has seen before has not voted yet. */
  private static Uni<Optional<Entry>> enterAnew(Tx tx, String address, String fresh) {
    return tx.first(
            "SELECT value FROM lock_marks WHERE mark = 'redlock-lease-horizon'",
            row -> row.getLong("value"))
        .map(Optional::orElseThrow)
        .flatMap(leaseHorizon -> upsert(tx, address, fresh, leaseHorizon))
        .chain(() -> find(tx, address));
  }

  private static Uni<Integer> upsert(Tx tx, String address, String mark, long leaseHorizon) {
    return tx.update(
        """
        INSERT INTO redlock_servers (server, mark, trusted_from)
        VALUES (?, ?, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE
          mark = VALUES(mark),
          trusted_from =
            GREATEST(UTC_TIMESTAMP(6), DATE_ADD('1970-01-01', INTERVAL ? MICROSECOND))
        """,
        address,
        mark,
        leaseHorizon);
  }

  private static Uni<Optional<Entry>> find(Tx tx, String address) {
    return tx.first(
        "SELECT mark, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), trusted_from) AS micros"
            + " FROM redlock_servers WHERE server = ?",
        row ->
            new Entry(
                row.getString("mark"), Duration.ofNanos(Math.max(0, row.getLong("micros")) * 1000)),
        address);
  }

  /**
   * What all instances know of a server.
   *
   * @param mark what it carries since it was entered
   * @param abstention how long it must abstain from now on
   */
  record Entry(String mark, Duration abstention) {}

  /** Completes if a quorum answers. */
  Uni<Void> ping() {
    return QuorumVote.among(
            servers, quorum(), server -> server.send(Request.cmd(Command.PING)).replaceWith(true))
        .map(
            vote -> {
              if (!vote.isCarried()) {
                throw new LocksUnavailable(
                    "only " + vote.yes() + " of " + servers.size() + " servers answer", null);
              }
              return null;
            });
  }
}

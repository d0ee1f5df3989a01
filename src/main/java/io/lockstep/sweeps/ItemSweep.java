package io.lockstep.sweeps;

import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does what is due, many items in one transaction, so that no bad item holds up another.
 *
 * <p>Where the transaction fails, each of its items is done in one of its own. One that fails
 * there, too, is set aside: logged once, counted ({@code lockstep.sweep.failed}, {@code
 * lockstep.sweep.set.aside}), named by {@code GET /audit}, and tried again alone after a delay that
 * doubles up to a minute. The sweep goes on with those behind it, however many are bad. A database
 * that is away is nobody's fault: then nothing is set aside, and the next run begins anew.
 *
 * <p>Cost where nothing is bad: one lookup in an empty table for each item and each run. Where
 * nothing is due: one plain read.
 */
public final class ItemSweep {
  private static final int RETRIES = 20;
  private static final Duration BATCH_DEADLINE = Duration.ofSeconds(4);
  private static final Duration LOCK_WAIT = Duration.ofSeconds(1);
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final String useCase;
  private final int size;
  private final Transactions transactions;
  private final SetAside setAside;
  private final Due fresh;
  private final Due first;
  private final Parts<?> parts;

  private <I> ItemSweep(
      String useCase, int batch, Factory shared, SweptItems<I> items, Alone alone) {
    this.useCase = useCase;
    this.size = batch;
    this.transactions = shared.transactions;
    this.setAside = shared.setAside;
    this.fresh = Due.notSetAside(useCase, batch);
    this.first = Due.notSetAside(useCase, 1);
    this.parts = new Parts<>(items, alone);
    setAside.count(useCase);
  }

  /** Does one batch; answers how many items it got through, whether they were done or set aside. */
  public Uni<Integer> run() {
    return run(() -> Uni.createFrom().item(true));
  }

  /**
   * The same where something is due.
   *
   * @param whether says then whether it is to be done now
   */
  public Uni<Integer> run(Supplier<Uni<Boolean>> whether) {
    return isAnythingDue()
        .flatMap(due -> due ? whether.get() : Uni.createFrom().item(false))
        .flatMap(now -> now ? batch().call(this::tryAgain) : Uni.createFrom().item(0));
  }

  private Uni<Boolean> isAnythingDue() {
    return transactions
        .read(tx -> parts.items.due(tx, first))
        .flatMap(due -> due.isEmpty() ? setAside.isAny(useCase) : Uni.createFrom().item(true));
  }

  private Uni<Integer> batch() {
    return together()
        .onFailure(error -> !SqlErrors.isUnavailable(error))
        .recoverWithUni(error -> oneByOne());
  }

  private Uni<Integer> together() {
    return parts.together(transactions, TxOptions.of(useCase).within(BATCH_DEADLINE), fresh);
  }

  private Uni<Integer> oneByOne() {
    return transactions
        .read(tx -> parts.items.due(tx, fresh))
        .call(ids -> inOrder(ids, this::aloneOrSetAside))
        .map(List::size);
  }

  private Uni<Void> aloneOrSetAside(String id) {
    return alone(id)
        .onFailure(error -> !SqlErrors.isUnavailable(error))
        .recoverWithUni(error -> setAside.add(useCase, id, error).replaceWith(false))
        .replaceWithVoid();
  }

  /** Those that are set aside and whose time has come again. */
  private Uni<Void> tryAgain() {
    return setAside
        .claim(useCase, Math.min(size, RETRIES))
        .flatMap(ids -> inOrder(ids, this::aloneAgain));
  }

  private Uni<Void> aloneAgain(String id) {
    return alone(id)
        .flatMap(done -> done ? setAside.remove(useCase, id) : Uni.createFrom().<Void>nullItem())
        .onFailure(error -> !SqlErrors.isUnavailable(error))
        .recoverWithUni(error -> setAside.failedAgain(useCase, id, error));
  }

  private Uni<Boolean> alone(String id) {
    return parts.alone(transactions, useCase, id);
  }

  /** It waits for locks only shortly: others are waiting for their turn. */
  public static TxOptions forOneItem(String useCase) {
    return TxOptions.of(useCase).waitingAtMost(LOCK_WAIT).within(DEADLINE);
  }

  private static Uni<Void> inOrder(List<String> ids, Function<String, Uni<Void>> action) {
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (String id : ids) {
      chain = chain.chain(() -> action.apply(id));
    }
    return chain;
  }

  /** How a single item is done where it is not simply a batch of one. */
  @FunctionalInterface
  public interface Alone {
    /** Does the item, in transactions of its own. */
    Uni<Void> apply(String id);
  }

  private record Parts<I>(SweptItems<I> items, Alone alone) {
    Uni<Integer> together(Transactions transactions, TxOptions options, Due which) {
      return transactions.run(
          options,
          tx ->
              items
                  .lock(tx, which)
                  .flatMap(
                      locked ->
                          locked.isEmpty()
                              ? Uni.createFrom().item(0)
                              : items.apply(tx, locked).replaceWith(locked.size())));
    }

    /** Whether nothing is left to do of it; false where somebody else is at it. */
    Uni<Boolean> alone(Transactions transactions, String useCase, String id) {
      Due only = Due.only(id);
      return alone != null
          ? alone.apply(id).replaceWith(true)
          : together(transactions, forOneItem(useCase), only)
              .flatMap(
                  done ->
                      done > 0
                          ? Uni.createFrom().item(true)
                          : transactions.read(tx -> items.due(tx, only)).map(List::isEmpty));
    }
  }

  /** Makes the sweeps of the modules. */
  @ApplicationScoped
  public static class Factory {
    private final Transactions transactions;
    private final SetAside setAside;

    Factory(Transactions transactions, SetAside setAside) {
      this.transactions = transactions;
      this.setAside = setAside;
    }

    /**
     * A sweep.
     *
     * @param useCase the name in metrics, in the log and among what is set aside
     * @param batch most items of one transaction
     */
    public <I> ItemSweep of(String useCase, int batch, SweptItems<I> items) {
      return new ItemSweep(useCase, batch, this, items, null);
    }

    /**
     * A sweep over items that take several transactions each.
     *
     * @param alone does an item where a batch with it has failed
     */
    public <I> ItemSweep of(String useCase, int batch, SweptItems<I> items, Alone alone) {
      return new ItemSweep(useCase, batch, this, items, alone);
    }
  }
}

package io.lockstep.inventory.stock;

import io.lockstep.catalog.PriceList;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.platform.Characters;
import io.lockstep.platform.Ids;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Puts right what the books say of a SKU, and keeps why, for the audit to add up. Units that are
 * reserved cannot be taken away: they are promised.
 */
@ApplicationScoped
class AdjustingStock {
  private static final int LONGEST_NOTE = 500;

  private final Idempotency idempotency;
  private final StockRows stock;
  private final PriceList products;
  private final Ids ids;

  AdjustingStock(Idempotency idempotency, StockRows stock, PriceList products, Ids ids) {
    this.idempotency = idempotency;
    this.stock = stock;
    this.products = products;
    this.ids = ids;
  }

  /**
   * Changes what is on hand. The stock row is locked like for everything that changes it.
   *
   * @param preconditions about the stock of the SKU
   * @return the stock; or 404 for a SKU that is no product, 409 {@code stock-in-use}, 422 {@code
   *     stock-too-large}
   */
  Uni<Answer> adjust(KeyedAct act, String sku, Adjustment wanted, Preconditions preconditions) {
    return idempotency.once(
        act,
        TxOptions.of("stock-adjustment"),
        tx ->
            products
                .knows(tx, sku)
                .flatMap(
                    known ->
                        known
                            ? adjust(tx, act, sku, wanted, preconditions)
                            : Uni.createFrom().item(Answer.refused(Problem.notFound("The SKU")))));
  }

  private Uni<Answer> adjust(
      Tx tx, KeyedAct act, String sku, Adjustment wanted, Preconditions preconditions) {
    return stock
        .lock(tx, RowLock.UPDATE, List.of(sku))
        .map(locked -> locked.level(sku).orElse(StockLevel.none(sku)))
        .invoke(level -> level.check(preconditions))
        .flatMap(
            level ->
                refusal(level, wanted.quantity())
                    .map(refused -> Uni.createFrom().item(Answer.refused(refused)))
                    .orElseGet(() -> write(tx, act, level, wanted)));
  }

  private static Optional<Problem> refusal(StockLevel level, long quantity) {
    if (level.onHand() + quantity < level.reserved()) {
      return Optional.of(
          Problem.of(
                  ProblemType.STOCK_IN_USE,
                  "Fewer units would be on hand than are reserved, or fewer than none")
              .with("available", level.available()));
    }
    return level.onHand() + quantity > ReceivingStock.LARGEST
        ? Optional.of(ReceivingStock.tooMuch())
        : Optional.empty();
  }

  private Uni<Answer> write(Tx tx, KeyedAct act, StockLevel level, Adjustment wanted) {
    return change(tx, level, wanted.quantity())
        .chain(() -> stock.find(tx, level.sku()))
        .map(Optional::orElseThrow)
        .call(after -> keep(tx, act, after, wanted))
        .map(after -> Answer.ok(after).versioned(after.version()));
  }

  /** A SKU without a row gets one; of another request at the same time that does so, too. */
  private Uni<Void> change(Tx tx, StockLevel level, long quantity) {
    return level.version() == 0
        ? stock.receive(tx, level.sku(), quantity)
        : stock.apply(tx, new StockDeltas().adjust(level.sku(), quantity));
  }

  private Uni<Integer> keep(Tx tx, KeyedAct act, StockLevel after, Adjustment wanted) {
    return tx.update(
        "INSERT INTO stock_adjustments (id, sku, quantity, kind, note, created_at, actor,"
            + " available_after) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?, ?)",
        ids.next().toString(),
        after.sku(),
        wanted.quantity(),
        wanted.kind(),
        wanted.note(),
        act.actor(),
        after.available());
  }

  /**
   * The body of an adjustment.
   *
   * @param quantity by how many units the stock changes; not 0
   * @param kind why: the units were counted anew, damaged, lost or found
   * @param note what else is to be remembered of it, or null
   */
  @RegisterForReflection
  @Schema(name = "StockAdjustment")
  record Adjustment(
      @NotNull @Min(-1_000_000_000) @Max(1_000_000_000) Long quantity,
      @NotNull
          @Pattern(regexp = "count|damage|loss|found")
          @Schema(enumeration = {"count", "damage", "loss", "found"})
          String kind,
      @Characters(max = LONGEST_NOTE) @Schema(maxLength = LONGEST_NOTE) String note) {
    /**
     * Checks what annotations cannot say.
     *
     * @throws Problem 400 if nothing would change
     */
    Adjustment checked() {
      if (quantity == 0) {
        throw Problem.invalid("quantity", "must not be 0");
      }
      return this;
    }
  }
}

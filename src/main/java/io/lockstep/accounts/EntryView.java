package io.lockstep.accounts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One line of an account's statement.
 *
 * @param number its place in the account
 * @param amount minor units; negative where the account paid
 */
@RegisterForReflection
@Schema(name = "AccountEntry")
record EntryView(
    @JsonIgnore long number,
    @Schema(format = "uuid") String transferId,
    long amount,
    long balanceAfter,
    Instant at) {
  static final String COLUMNS = "number, transfer_id, amount, balance_after, created_at";

  static EntryView of(Row row) {
    return new EntryView(
        row.getLong("number"),
        row.getString("transfer_id"),
        row.getLong("amount"),
        row.getLong("balance_after"),
        Time.fromColumn(row.getLocalDateTime("created_at")));
  }
}

package io.lockstep.accounts;

import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A transfer as callers see it.
 *
 * @param amount minor units
 */
@RegisterForReflection
@Schema(name = "Transfer")
record TransferView(
    @Schema(format = "uuid") String id,
    String from,
    String to,
    long amount,
    String currency,
    Instant at) {
  static final String COLUMNS = "id, from_id, to_id, amount, currency, created_at";

  static TransferView of(Row row) {
    return new TransferView(
        row.getString("id"),
        row.getString("from_id"),
        row.getString("to_id"),
        row.getLong("amount"),
        row.getString("currency"),
        Time.fromColumn(row.getLocalDateTime("created_at")));
  }

  static TransferView of(Ledger.Moved moved) {
    Ledger.Transfer transfer = moved.transfer();
    return new TransferView(
        transfer.id().toString(),
        transfer.from(),
        transfer.to(),
        transfer.amount().amount(),
        transfer.amount().currency(),
        moved.at());
  }
}

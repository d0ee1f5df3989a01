package io.lockstep.inventory;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;

/** Which SKUs exist although nothing of them ever came in. */
interface KnownProducts {
  Uni<Boolean> knows(Tx tx, String sku);
}

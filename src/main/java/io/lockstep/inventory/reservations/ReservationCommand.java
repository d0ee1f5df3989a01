package io.lockstep.inventory.reservations;

import java.time.Duration;

/**
 * What a caller wants set aside.
 *
 * @param id the id that the reservation will have; the same for each attempt at the same command
 * @param reference whatever the caller wants to find it by, or null
 * @param ttl how long it is held
 * @param owner the shopper whose it will be, or null
 */
public record ReservationCommand(
    String id, String sku, long quantity, String reference, Duration ttl, String owner) {}

package io.lockstep.payments;

import io.lockstep.platform.Money;

/**
 * What an order costs whom.
 *
 * @param amount minor units; nothing moves for zero
 */
public record Charge(String userId, Money amount) {}

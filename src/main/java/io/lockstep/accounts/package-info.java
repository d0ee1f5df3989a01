/**
 * Accounts and the money on them: double entry, so that the sum over all accounts is always zero.
 * May use {@code messaging}, {@code sql} and {@code platform}; {@code payments} moves money through
 * {@link io.lockstep.accounts.Ledger}.
 */
@CheckReturnValue
package io.lockstep.accounts;

import com.google.errorprone.annotations.CheckReturnValue;

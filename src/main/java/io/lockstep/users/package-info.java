/**
 * Users, and the Kafka stream {@code user-events} that opens, renames and closes their accounts.
 * May use {@code accounts}, {@code messaging}, {@code sql} and {@code platform}; {@code orders}
 * asks {@link io.lockstep.users.Directory} who exists.
 */
@CheckReturnValue
package io.lockstep.users;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * Users, and the Kafka stream {@code user-events} that opens, renames and closes their accounts.
 * Uses {@code accounts}, {@code messaging}, {@code sql} and {@code platform}.
 */
package io.lockstep.users;

package io.lockstep.payments.spi;

/**
 * What a provider says by itself.
 *
 * @param id the provider's id of the notification: a repetition has the same; up to 255 characters
 * @param type the provider's word for it, up to 64 characters
 * @param payment how the payment stood when it was said; null for a type that is about no payment
 *     or is not known
 */
public record Notification(String id, String type, ProviderPayment payment) {}

/**
 * How the adapters of payment providers call over HTTP. One client for all of them: it answers
 * every status with its body, follows no redirect, reads 1 MiB at most, and knows nothing of money.
 *
 * <p>It is the HTTP client of Vert.x and not the REST client of Quarkus, which has no limit for
 * what it reads of an answer, and needs a right address when the service starts: a provider without
 * one only makes orders wait.
 *
 * <p>Uses: payments, payments.spi.
 *
 * <p>API: none.
 *
 * <p>For payments alone: ProviderAnswer, ProviderCall, ProviderClient, ProviderJson,
 * ProviderSettings, UnclearAnswer.
 */
@CheckReturnValue
package io.lockstep.payments.client;

import com.google.errorprone.annotations.CheckReturnValue;

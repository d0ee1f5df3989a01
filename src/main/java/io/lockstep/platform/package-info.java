/**
 * Ids, names, text, money and time, without any feature.
 *
 * <p>Uses: http.
 *
 * <p>API: Characters, CodePoints, CurrencyCode, Hashes, Ids, Money, Names, Rfc3339, Time.
 */
@CheckReturnValue
package io.lockstep.platform;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * What every module needs of HTTP and time: problems, answers, idempotency keys, paging, ids,
 * money, health. Knows no feature; uses {@code sql} only.
 */
@CheckReturnValue
package io.lockstep.platform;

import com.google.errorprone.annotations.CheckReturnValue;

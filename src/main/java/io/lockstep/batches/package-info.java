/**
 * Jobs that change many rows by a percentage, in small transactions, each row once; a row that
 * cannot be changed is skipped and named.
 *
 * <p>Uses: http, platform, sql, sql.tables, sweeps.
 *
 * <p>API: ComputedAmount, Percent, PercentJobView, PercentJobs, PercentTarget.
 */
@CheckReturnValue
package io.lockstep.batches;

import com.google.errorprone.annotations.CheckReturnValue;

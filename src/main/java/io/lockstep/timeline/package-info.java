/**
 * What happened to one thing, told in one form by all modules that had a part in it, and notes of
 * what no other row tells.
 *
 * <p>Uses: http, platform, sql, sql.tables.
 *
 * <p>API: TimelineEntry, TimelineNotes, TimelineSource.
 */
@CheckReturnValue
package io.lockstep.timeline;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * Group commit: many callers' work in one transaction, each with an answer of its own.
 *
 * <p>Uses: sql.
 *
 * <p>API: GroupCommit, GroupCommits.
 */
@CheckReturnValue
package io.lockstep.sql.groups;

import com.google.errorprone.annotations.CheckReturnValue;

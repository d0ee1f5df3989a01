/**
 * Who makes a request and what they may do: roles, the table of permissions, to whom things belong.
 *
 * <p>Uses: http, platform.
 *
 * <p>API: Caller, Ownership, Permission, Permissions, Role.
 */
@CheckReturnValue
package io.lockstep.security;

import com.google.errorprone.annotations.CheckReturnValue;

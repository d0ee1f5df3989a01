/**
 * What is in the frame around each page of the console, and how templates show times, money, JSON
 * and refusals.
 *
 * <p>Uses: console.rest, logins.sessions, security.
 *
 * <p>API: none.
 *
 * <p>For console alone: Assets, Menu, MenuEntry, Refusals, Rights, Who.
 */
@CheckReturnValue
package io.lockstep.console.frame;

import com.google.errorprone.annotations.CheckReturnValue;

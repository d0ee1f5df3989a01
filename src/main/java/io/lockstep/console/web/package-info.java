/**
 * What all pages of the console share: their frame, their routes, who looks at them, and how they
 * show times, money and messages.
 *
 * <p>Uses: console.rest, logins.sessions, security.
 *
 * <p>API: none.
 *
 * <p>For console alone: Act, ConsolePage, Done, Listing, Routes, View, Visit.
 */
@CheckReturnValue
package io.lockstep.console.web;

import com.google.errorprone.annotations.CheckReturnValue;

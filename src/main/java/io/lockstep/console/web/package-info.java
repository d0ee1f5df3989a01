/**
 * What all pages of the console share: their routes, who looks at them, what they can ask and do,
 * and how they are answered.
 *
 * <p>Uses: console.frame, console.rest, logins.sessions, security.
 *
 * <p>API: none.
 *
 * <p>For console alone: ConsolePage, Done, Listing, Routes, View, Visit.
 */
@CheckReturnValue
package io.lockstep.console.web;

import com.google.errorprone.annotations.CheckReturnValue;

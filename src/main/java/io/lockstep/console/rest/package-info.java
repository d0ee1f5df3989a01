/**
 * How the console asks the REST interface: over loopback, through everything that any other caller
 * goes through, with the rights of the person before the page and no others.
 *
 * <p>Uses: none.
 *
 * <p>API: none.
 *
 * <p>For console alone: RestApi, RestCall, RestRefusal, RestReply.
 */
@CheckReturnValue
package io.lockstep.console.rest;

import com.google.errorprone.annotations.CheckReturnValue;

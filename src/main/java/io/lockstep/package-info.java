/** Starts the service; what it does is in the packages below. */
@CheckReturnValue
package io.lockstep;

import com.google.errorprone.annotations.CheckReturnValue;

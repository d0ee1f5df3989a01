/**
 * What goods would cost and whether they are there: asked over REST or AMQP, answered by whichever
 * instance is free. Uses {@code catalog}, {@code inventory}, {@code messaging}, {@code sql} and
 * {@code platform}.
 */
@CheckReturnValue
package io.lockstep.quotes;

import com.google.errorprone.annotations.CheckReturnValue;

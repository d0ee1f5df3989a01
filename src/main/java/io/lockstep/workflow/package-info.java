/**
 * Long-running processes of named steps, done by outside workers or by the service itself; every
 * change is a message on the exchange {@code workflows}, applied once. Uses {@code messaging},
 * {@code sql} and {@code platform}; a module that brings a type of its own implements {@link
 * io.lockstep.workflow.BuiltInWorkflow}.
 */
@CheckReturnValue
package io.lockstep.workflow;

import com.google.errorprone.annotations.CheckReturnValue;

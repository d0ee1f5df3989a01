/**
 * Requests made at random out of the OpenAPI document, inside its schemas and outside of them, on
 * every operation.
 */
package io.lockstep.fuzzing;

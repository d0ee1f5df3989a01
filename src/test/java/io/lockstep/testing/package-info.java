/**
 * What tests stand on: the servers, the packaged service as a process of its own, callers and
 * listeners from outside, and orders to test with.
 */
package io.lockstep.testing;

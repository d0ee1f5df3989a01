/**
 * What every payment provider has to pass: a class of tests to extend. It is a jar of its own, with
 * the classifier {@code tests}, and needs JUnit, AssertJ and Awaitility.
 */
package io.lockstep.payments.spi.testing;
